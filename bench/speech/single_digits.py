"""The ear for single digits is taught: `ivr/speech/engines/single_digits.npz`.

    python -m bench.speech.single_digits

By the voices that fit, on digits, words that sound near them (`near`) and what taught the ear for letters (`drill`),
which has to be taught before. Beside it, an ear for each person that knows all others but him, for the constants of
`trust`: what an ear says of the voices it was taught by is more than holds for others. Half an hour of processor time,
most of it the voices'.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from acd.lab.paths import LAB
from acd.lab.progress import Progress
from bench.speech import drill, near
from bench.speech.drill import Clip
from bench.speech.letters import half
from ivr.speech.engines.letters import FRAMES_A_SECOND, Letters
from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.model import Model
from ivr.speech.engines.single_digits import TAUGHT, WORDS, SingleDigits, shape
from ivr.speech.engines.weights import bundled

_HIDDEN = (64, 32)
_STRENGTH = 1.0  # of the regularisation
_EPOCHS = 25
_BATCH = 128
_SEED = 0
_SHORTEST = 3  # frames
_REJECTED = 0.05
_OTHERS = len(WORDS)  # the number of all other words


@dataclass(frozen=True, slots=True)
class Examples:
    shapes: Floats
    words: NDArray[np.int64]  # numbers in `WORDS`
    people: NDArray[np.str_]

    def without(self, person: str) -> "Examples":
        return self._where(np.array([person not in each for each in self.people]))

    def only(self, person: str) -> "Examples":
        return self._where(self.people == person)

    def _where(self, which: NDArray[np.bool_]) -> "Examples":
        return Examples(self.shapes[which], self.words[which], self.people[which])


def without(person: str) -> Path:
    """The ear that does not know him."""
    return LAB / "speech" / f"single-digits-without-{person.replace(' ', '-')}.npz"


def examples(clips: Sequence[Clip]) -> Examples:
    """Where a word begins and ends is told by an ear for letters that never heard its speaker."""
    ears = {first: Letters(half(first=not first)) for first in (True, False)}
    shapes, words, people = [], [], []
    for clip in clips:
        if len(clip.heard) >= _SHORTEST:
            heard = clip.heard.astype(np.float32)
            letters = ears[drill.in_first_half(clip.speaker)].hear(heard, len(heard) / FRAMES_A_SECOND)
            shapes.append(shape(heard, letters))
            words.append(WORDS.index(clip.words) if clip.words in WORDS else _OTHERS)
            people.append(near.person(clip.speaker))
    return Examples(np.array(shapes, np.float32), np.array(words), np.array(people))


def teach(by: Examples, kept: Path) -> None:
    scale = StandardScaler().fit(by.shapes)
    net = MLPClassifier(_HIDDEN, alpha=_STRENGTH, batch_size=_BATCH, max_iter=_EPOCHS, random_state=_SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        net.fit(scale.transform(by.shapes), by.words)
    parts = {"mean": scale.mean_, "spread": scale.scale_}
    for at, (weights, biases) in enumerate(zip(net.coefs_, net.intercepts_, strict=True)):
        parts |= {f"weights{at}": weights, f"biases{at}": biases}
    np.savez(kept, **{name: each.astype(np.float16) for name, each in parts.items()})


def told(ear: Path, of: Examples) -> str:
    """How well it does alone."""
    odds = SingleDigits(ear).odds(of.shapes)
    best, is_digit = odds.argmax(1), of.words != _OTHERS
    is_right = is_digit & (best == of.words)
    limit = np.quantile(odds.max(1)[is_right], _REJECTED)
    taken = np.mean(odds.max(1)[~is_digit] >= limit)
    return (
        f"{np.mean(is_right[is_digit]):.1%} of digits chosen; of other words {taken:.1%} taken for one, at 5 % rejected"
    )


@click.command(help=__doc__)
def main() -> None:
    progress = Progress()
    model = Model(bundled())
    unknown = near.strangers()
    clips = [*near.clips(model, progress), *drill.clips(model, progress)]
    every = examples([clip for clip in clips if unknown.isdisjoint(clip.words.split())])
    for person in sorted({*every.people}):
        if "+" not in person:
            progress.step(f"an ear without {person} is taught")
            teach(every.without(person), without(person))
            progress.done(told(without(person), every.only(person)))
    progress.step(f"{TAUGHT.name} is taught")
    teach(every, TAUGHT)
    progress.done(f"{TAUGHT.stat().st_size >> 10} KB, by {len(every.words)} clips")


if __name__ == "__main__":
    main()
