"""The constants of `ivr/speech/engines/trust.py`: how far an engine's readings are to be trusted.

    python -m bench.speech.fit [--engine whisper] [--every 2]

A logistic regression for each kind of reading on the voices and texts that judge nothing (`Voice.fits`, `FITTING`):
right first readings against wrong ones and speech outside the grammar, through the live path's voice detector and
end-pointing. Right and wrong are weighted alike in sum, so that 0.5 is even odds and not the corpus' share; the odds of
some kinds are stretched (`strict`). Prints what to paste. Run `bench.speech.letters` and `bench.speech.single_digits`
before, for Whisper.
"""

import math
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import click
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from acd.lab.progress import Progress
from bench.speech import near
from bench.speech.corpus import SNRS, Item, recorded, spoken
from bench.speech.drill import in_first_half
from bench.speech.letters import half
from bench.speech.live import Line
from bench.speech.measure import sounds
from bench.speech.report import FAMILIES, family
from bench.speech.single_digits import without
from bench.speech.texts import GRAMMARS
from ivr.hearing import Grammar, Guess
from ivr.nodes.hearing import MAYBE, SURE
from ivr.speech.engines import ENGINES, open_engine
from ivr.speech.engines.letters import Letters
from ivr.speech.engines.model import Model
from ivr.speech.engines.single_digits import SingleDigits
from ivr.speech.engines.sphinx import Sphinx
from ivr.speech.engines.trust import Kind
from ivr.speech.engines.weights import bundled
from ivr.speech.engines.whisper import Ears, Whisper

_STRENGTH = 1.0  # inverse of the regularisation
_STRICT_ALONE = (Kind.PHRASES, Kind.ONLY, Kind.DIGITS)
_STRICT = (*_STRICT_ALONE, Kind.WORDS, Kind.NUMBERS, Kind.EITHER, Kind.SINGLE_DIGITS)  # with what other ears say
_EVEN, _THREE_IN_FIVE = 1 / 2, 3 / 5
_PROMPTS = 4  # one in so many is held against digits
Rows = dict[Kind, list[tuple[tuple[float, ...], bool]]]


class _Notebook:
    """A recogniser that only keeps what it was given."""

    def __init__(self) -> None:
        self.speech: bytes | None = None

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:  # noqa: ARG002
        self.speech = speech
        return ()


def readers(name: str, *, by_letters: bool) -> Callable[[str], Whisper | Sphinx]:
    """The engine for each speaker. Whisper's other ears never heard him (`letters`, `single_digits`)."""
    if name == "whisper" and by_letters:
        model = Model(bundled())

        @cache
        def of(first: bool, person: str) -> Whisper:
            return Whisper(model, Ears(Letters(half(first=not first)), SingleDigits(without(person))))

        return lambda speaker: of(in_first_half(speaker), near.person(speaker))
    engine = Whisper(Model(bundled())) if name == "whisper" else open_engine(name, None, "en")
    assert isinstance(engine, Whisper | Sphinx)
    return lambda _: engine


def evidence(engine: Callable[[str], Whisper | Sphinx], progress: Progress, every: int, only: str | None) -> Rows:
    """(evidence of the first reading, is it right) of every answer of the voices that fit; where digits may be said, of
    the first string and of the first phrase."""
    notebook = _Notebook()
    line = Line(notebook)
    asked = [each for each in sounds(progress, every, fits=True) if family(each[1]) != "digits"]
    wanted = [each for each in (*asked, *_against_digits(progress)) if family(each[1]) == (only or family(each[1]))]
    found: Rows = defaultdict(list)
    progress.step(f"reading {len(wanted)} answers")
    for number, (item, grammar) in enumerate(wanted):
        notebook.speech = None
        line.hear(item.speech(), GRAMMARS[grammar])
        if notebook.speech is None:
            continue
        read = engine(item.speaker).read(notebook.speech, GRAMMARS[grammar], "en")
        for first in {each.kind is Kind.DIGITS: each for each in reversed(read)}.values():
            found[first.kind].append((first.evidence, first.meaning == item.meaning))
        progress.update(f"{number}/{len(wanted)}")
    progress.done()
    return found


def _against_digits(progress: Progress) -> Iterator[tuple[Item, str]]:
    """Much is near a digit, so all that is outside counts, and the words of a menu said in noise."""
    for item in spoken(progress, fits=True):
        if item.group in ("digits", "outside"):
            yield item, "digits"
        elif item.group == "menu" and item.snr_db == min(SNRS):
            yield replace(item, group="outside", meaning=None), "digits"
    prompts = [item for item in recorded() if item.fits]
    yield from ((item, "digits") for item in prompts[::_PROMPTS])


def fitted(rows: list[tuple[tuple[float, ...], bool]]) -> tuple[float, tuple[float, ...]]:
    """Bias and weights for evidence as it is."""
    given, right = np.array([each for each, _ in rows]), np.array([is_right for _, is_right in rows])
    scale = StandardScaler().fit(given)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced").fit(scale.transform(given), right)
    weights = model.coef_[0] / scale.scale_
    return float(model.intercept_[0] - weights @ scale.mean_), tuple(float(each) for each in weights)


def strict(bias: float, weights: Sequence[float], least: float = _EVEN) -> tuple[float, tuple[float, ...]]:
    """The odds stretched: what is sure stays as sure, what is likely by `least` (as likely as not) is told as only just
    worth asking back.

    For the kinds whose right answers are mostly far above such odds: there it refuses more of what is outside."""
    slope = (_odds(SURE) - _odds(MAYBE)) / (_odds(SURE) - _odds(least))
    return slope * bias + (1 - slope) * _odds(SURE), tuple(slope * each for each in weights)


def _odds(confidence: float) -> float:
    return math.log(confidence / (1.0 - confidence))


@click.command(help=__doc__)
@click.option("--engine", "name", type=click.Choice(ENGINES), default="whisper", show_default=True)
@click.option("--every", default=2, show_default=True, help="Every so manieth answer.")
@click.option("--grammar", "only", type=click.Choice(FAMILIES), help="Only this one.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the evidence here.")
@click.option(
    "--letters/--no-letters", default=True, help="Whisper with its other ears, or without, as other models are."
)
def main(name: str, every: int, only: str | None, keep: Path | None, letters: bool) -> None:
    rows = evidence(readers(name, by_letters=letters), Progress(), every, only)
    if keep:
        keep.write_bytes(pickle.dumps(dict(rows)))
    stretched = _STRICT if letters else _STRICT_ALONE
    for kind, each in rows.items():
        least = _THREE_IN_FIVE if kind is Kind.SINGLE_DIGITS else _EVEN
        bias, weights = strict(*fitted(each), least) if kind in stretched else fitted(each)
        click.echo(
            f"Kind.{kind.name}: {bias:.3f}, ({', '.join(f'{weight:.4f}' for weight in weights)}),  # n {len(each)}"
        )


if __name__ == "__main__":
    main()
