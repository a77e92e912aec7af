"""What the ear for single digits (`ivr/speech/engines/single_digits.py`) is taught with: digits, words that sound near
them and some common ones, by the voices that fit, variants and mixtures of them, over the telephone line.

Near is who differs from a digit by one of its phones, from "zero" and others of more than three by two. As in `drill`,
no word of our texts is among them, nor any that sounds the same. Encoded once and kept below `.lab/speech`.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from acd.lab.progress import Progress
from bench.speech import drill, texts
from bench.speech.drill import ACCENTS, OTHERS, VARIANTS, Clip
from bench.speech.telephone import telephone
from bench.speech.voices import Voice, speak
from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.model import Model
from ivr.speech.engines.single_digits import WORDS

_SEED = 31
_ESPEAKS = 72
_KOKOROS = (
    "jf_alpha",
    "jf_tebukuro",
    *(f"jf_alpha*{share}+jf_tebukuro*{1 - share:.1f}" for share in (0.7, 0.3, 1.3, -0.3, 0.5)),
)
_KOKORO_SPEEDS = (0.85, 1.0, 1.15)
_NOISES_DB = (30, 22, 18, 15, 15, 12)
_TIMES = 3  # each digit is said so often, each time in other noise
_QUIET_DB = (40, 50, 60)  # hardly any noise: once each, and of other words so many
_QUIET_WORDS = 12
_COMMONEST = 6000
_ONE_OFF_PHONES = 3  # words of no more phones differ by one, longer ones by two


@dataclass(frozen=True, slots=True)
class _Spell:
    """What a voice says in noises drawn from `noises_db`, and what it is kept by; each digit so many `times`."""

    voice: Voice
    said: tuple[str, ...]
    noises_db: tuple[int, ...]
    times: int
    name: str


def clips(model: Model, progress: Progress) -> list[Clip]:
    common = _words(model)
    near = near_digits(common)
    found: list[Clip] = []
    for voice, many, few in _voices():
        lot = random.Random(zlib.crc32(voice.label.encode()))
        said = (*WORDS, *lot.sample(near, many), *lot.sample(common[:_COMMONEST], few))
        found += _clips(model, _Spell(voice, said, _NOISES_DB, _TIMES, f"near-{voice.label}"), progress)
        said = (*WORDS, *lot.sample(near, _QUIET_WORDS))
        found += _clips(model, _Spell(voice, said, _QUIET_DB, 1, f"near-quiet-{voice.label}"), progress)
    return found


def person(speaker: str) -> str:
    """Whose voice it is; espeak's are nobody's, and two by their accents."""
    people = [each for each in ("alpha", "tebukuro", "kal", "slt") if each in speaker]
    if people:
        return "+".join(people)
    return "espeak 1" if drill.in_first_half(speaker) else "espeak 2"


def strangers() -> set[str]:
    """What no ear is to know, and all that sounds the same. (The second lot was drawn among what nobody here says.)"""
    said = drill.pronunciations()
    sounds = {sound for word in texts.STRANGERS[0] for sound in said[word]}
    return {word for word, own in said.items() if not sounds.isdisjoint(own)}


def near_digits(words: Sequence[str]) -> list[str]:
    """Those of `words` that sound near one."""
    said = drill.pronunciations()
    digits = [sound.split() for word in WORDS for sound in said[word]]
    return [word for word in words if any(_is_near(sound.split(), digit) for sound in said[word] for digit in digits)]


def _words(model: Model) -> list[str]:
    unknown = drill.later() | strangers()
    return [word for word in drill.words(model) if word not in unknown]


def _is_near(phones: Sequence[str], digit: Sequence[str]) -> bool:
    most = 1 if len(digit) <= _ONE_OFF_PHONES else 2
    return abs(len(phones) - len(digit)) <= most and _edits(phones, digit) <= most


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for number, left in enumerate(one, 1):
        before, row = row, [number]
        for at, right in enumerate(other):
            row.append(min(before[at + 1] + 1, row[at] + 1, before[at] + (left != right)))
    return row[-1]


def _voices() -> Iterator[tuple[Voice, int, int]]:
    """How many words near digits and how many others each of them says."""
    lot = random.Random(_SEED)
    yield from ((Voice("kokoro", name, speed, True), 70, 10) for name in _KOKOROS for speed in _KOKORO_SPEEDS)
    for engine, name, speeds, _ in OTHERS:
        if engine != "kokoro":
            yield from ((Voice(engine, name, speed, True), 110, 20) for speed in speeds)
    for number in range(_ESPEAKS):
        name = ACCENTS[number % len(ACCENTS)] + lot.choice(VARIANTS)
        yield Voice("espeak", name, round(lot.uniform(0.8, 1.25), 2), True), 36, 8


def _clips(model: Model, spell: _Spell, progress: Progress) -> list[Clip]:
    def heard() -> Iterator[tuple[str, Floats]]:
        progress.step(f"{spell.voice.label} says {len(spell.said)} digits and words")
        lot = np.random.default_rng(zlib.crc32(spell.name.removeprefix("near-").encode()))
        for word, (sound, rate) in zip(spell.said, speak(spell.voice, spell.said), strict=True):
            for _ in range(spell.times if word in WORDS else 1):
                noise_db = int(lot.choice(spell.noises_db))
                line = telephone(drill.other_throat(sound, lot), rate, noise_db, lot)
                yield word, drill.cut_and_encoded(model, line, lot)
        progress.done()

    return drill.kept_clips(spell.name, spell.voice, heard)
