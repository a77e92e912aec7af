"""The ear for letters is taught: `ivr/speech/engines/letters.npz`.

    python -m bench.speech.letters

By the voices that fit, on words that are in no text we fit or judge by (`drill`). Beside it, two ears of one half of
the speakers each, for the constants of `trust`: what an ear says of the voices it was taught by is more than holds for
others. Half an hour of processor time, most of it the voices'; the same seeds make the same weights, as far as the
voices and the machine's arithmetic are the same.
"""

import zlib
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from acd.lab.paths import LAB
from acd.lab.progress import Progress
from bench.speech.ctc import Example, Net, nats_a_letter, taught
from bench.speech.drill import Clip, clips, in_first_half
from ivr.speech.engines.letters import TAUGHT, spelt
from ivr.speech.engines.model import Model
from ivr.speech.engines.weights import bundled

_WIDTH = 192
_EPOCHS = 10
_SEED = 1
_HELD_OUT = 10  # one word in so many, for trying


def half(*, first: bool) -> Path:
    """The ear taught by the first half of the speakers, or by the second."""
    return LAB / "speech" / f"letters-{'first' if first else 'second'}.npz"


def teach(said: Sequence[Clip], kept: Path) -> Net:
    net = taught(
        [_example(each) for each in said if _is_long_enough(each)], _WIDTH, _EPOCHS, np.random.default_rng(_SEED)
    )
    first, first_bias, last, last_bias = net.layers
    parts = {"in": first, "in_bias": first_bias, "out": last, "out_bias": last_bias}
    small = {name: each.astype(np.float16) for name, each in {**parts, "mean": net.mean, "spread": net.spread}.items()}
    np.savez(kept, **small)
    return net


def _example(clip: Clip) -> Example:
    return Example(clip.heard, spelt(clip.words))


def _is_long_enough(clip: Clip) -> bool:
    """Letters need a frame each, and one between two that are the same."""
    return 0 < 2 * len(spelt(clip.words)) < len(clip.heard)


def _is_held_out(clip: Clip) -> bool:
    return zlib.crc32(clip.words.split()[0].encode()) % _HELD_OUT == 0


@click.command(help=__doc__)
def main() -> None:
    progress = Progress()
    said = clips(Model(bundled()), progress)
    for first in (True, False):
        progress.step(f"{half(first=first).name} is taught")
        net = teach(
            [each for each in said if in_first_half(each.speaker) == first and not _is_held_out(each)],
            half(first=first),
        )
        others = [each for each in said if in_first_half(each.speaker) != first and _is_held_out(each)]
        told = nats_a_letter(net, [_example(each) for each in others if _is_long_enough(each)])
        progress.done(f"{told:.2f} nats a letter on other speakers' other words")
    progress.step(f"{TAUGHT.name} is taught")
    teach(said, TAUGHT)
    progress.done(f"{TAUGHT.stat().st_size >> 10} KB, by {len(said)} clips")


if __name__ == "__main__":
    main()
