"""How well intents are told from sentences that were spoken and recognised, mistakes of the recogniser and all.

    python -m bench.intents_spoken FLOW SENTENCES.tsv [--engine piper --name joe --speed 1.0] [--snr 30] [--out FILE]

Every sentence is spoken by a synthetic voice, sent over the telephone (band, noise, mu-law), recognised as free speech
by the default engine, and judged by the flow's open question with all the recogniser's readings.
"""

from pathlib import Path

import click
import numpy as np

from bench.speech.telephone import telephone
from bench.speech.voices import Voice, speak
from ivr.flow import Understand
from ivr.hearing import FreeSpeech
from ivr.intent.evaluate import Judged, Measure, Share, labelled, report
from ivr.intent.known import Known, prior, rank
from ivr.read import read
from ivr.speech.engines import open_engine

SEED = 7


@click.command()
@click.argument("flow", type=click.Path(path_type=Path))
@click.argument("sentences", type=click.Path(path_type=Path))
@click.option("--engine", default="piper", show_default=True)
@click.option("--name", default="joe", show_default=True)
@click.option("--speed", default=1.0, show_default=True)
@click.option("--snr", default=30.0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="What was understood, a line a sentence.")
def main(flow: Path, sentences: Path, engine: str, name: str, speed: float, snr: float, out: Path | None) -> None:
    node = next(each for each in read(flow).nodes.values() if isinstance(each, Understand))
    said = labelled(sentences, node.intents)
    recogniser, lot = open_engine("whisper", None, "en"), np.random.default_rng(SEED)
    before = prior({intent: wish.share for intent, wish in node.intents.items()}, Known())
    judged: list[Judged] = []
    lines: list[str] = []
    same = 0
    for (wanted, text), (sound, rate) in zip(
        said, speak(Voice(engine, name, speed, False), [text for _, text in said]), strict=True
    ):
        guesses = recogniser.recognise(telephone(sound, rate, snr, lot), FreeSpeech(), "en")
        heard = [(guess.meaning, guess.confidence) for guess in guesses] or [("", 0.0)]
        judged.append(Judged(heard[0][0], wanted, rank(node.classifier, heard, before)))
        same += _plain(heard[0][0]) == _plain(text)
        lines.append(f"{wanted or 'none'}\t{judged[-1].top.intent or 'none'}\t{heard[0][1]:.2f}\t{text}\t{heard[0][0]}")
    if out is not None:
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = report(node, judged)
    meaning = "with" if node.classifier.meaning is not None else "without"
    click.echo(f"{len(said)} sentences, {same} recognised word for word; {meaning} a model of meaning")
    for title in ("top1", "top3", "rejected", "none_rejected", "none_taken", "taken", "taken_right"):
        share: Share = getattr(found, title)
        click.echo(f"{title:14} {share.value:6.1%} ({share.interval[0]:.1%} to {share.interval[1]:.1%}) of {share.of}")
    for title in ("ece", "brier"):
        measure: Measure = getattr(found, title)
        click.echo(f"{title:14} {measure.value:.3f} ({measure.interval[0]:.3f} to {measure.interval[1]:.3f})")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


if __name__ == "__main__":
    main()
