"""What the ear for letters (`ivr/speech/engines/letters.py`) is taught with: thousands of common words and some phrases
of two and three, by the voices that fit and variants of them, over the telephone line.

Digits, yes and no are among them, which are the same words for everybody. No other word of `texts.py` or
`recordings.py` is, nor any that sounds the same: neither menus nor what is held against them is learnt by heart.
Encoded once and kept below `.lab/speech`.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import pocketsphinx
from scipy.signal import resample_poly

from acd.lab.paths import LAB
from acd.lab.progress import Progress
from bench.speech import recordings, texts
from bench.speech.telephone import RATE, Sound, telephone
from bench.speech.voices import Voice, speak
from ivr.speech.engines.letters import FRAMES_A_SECOND
from ivr.speech.engines.logmel import Floats, samples
from ivr.speech.engines.model import Model

_SEED = 11
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029")  # espeak's, of the voices that fit
VARIANTS = (
    "", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m8", "+f1", "+f4", "+f5", "+Alicia", "+Andrea", "+Andy", "+Annie",
    "+Gene", "+Lee", "+Michael", "+adam", "+aunty", "+belinda", "+edward", "+grandpa", "+john", "+linda", "+max",
    "+paul", "+steph",
)  # fmt: skip
_ESPEAKS, _TEXTS_EACH = 64, 50
OTHERS = (  # engine, name, speeds, texts at each
    ("flite", "kal16", (0.8, 0.9, 1.0, 1.1, 1.25), 200),
    ("flite", "slt", (0.8, 0.9, 1.0, 1.1, 1.25), 200),
    ("festival", "kal_diphone", (0.85, 1.0, 1.2), 200),
    ("festival", "cmu_us_slt_arctic_hts", (0.85, 1.0, 1.2), 200),
    ("kokoro", "jf_alpha", (0.85, 1.0), 120),
    ("kokoro", "jf_tebukuro", (0.9,), 120),
)
_EVERYBODYS = (*texts.DIGITS, "oh", *texts.YES, *texts.NO)
_FEWER = 5  # one in so many of espeak's says those
_FIRST_HALF = ("en-us", "en-029", "kal", "alpha")  # in the labels of its voices
_PLAYED = (92, 96, 100, 100, 100, 104, 109)  # per cent of the speed: other throats
_NOISES_DB = (30, 22, 15, 15, 12)
_MOST_LEAD_S, _TAIL_S = 0.2, (0.1, 0.5)  # of quiet, cut off
KEPT = LAB / "speech"


@dataclass(frozen=True, slots=True)
class Clip:
    words: str
    speaker: str
    heard: Floats  # what the encoder made of it: (time, width), kept in 16 bits


def in_first_half(speaker: str) -> bool:
    """Speakers are of two halves, so that what is taught by one can be tried on the other: no person is in both."""
    return any(each in speaker for each in _FIRST_HALF)


def clips(model: Model, progress: Progress) -> list[Clip]:
    vocabulary = words(model)
    lot = random.Random(_SEED)
    found: list[Clip] = []
    for number, (voice, many) in enumerate(_voices(lot)):
        said = [_text(vocabulary, lot) for _ in range(many)]
        found += _clips(model, voice, said, _SEED + number, progress)
        if voice.engine != "espeak" or number % _FEWER == 0:
            found += _clips(model, voice, _EVERYBODYS, _SEED + number, progress)
    late = later()
    return [clip for clip in found if clip.words in _EVERYBODYS or late.isdisjoint(clip.words.split())]


def words(model: Model) -> list[str]:
    """Those the tokenizer has a token for, the most frequent first, and pronounced like nothing in our texts."""
    said = pronunciations()
    taken = _taken()
    sounds = {each for word in taken for each in said.get(word, ())}
    found = []
    for piece in model.pieces().values():
        word = piece[1:].lower()
        if re.fullmatch(" [A-Za-z]{3,}", piece) and re.search("[aeiouy]", word) and word in said:
            found.append(word)
    return [word for word in dict.fromkeys(found) if word not in taken and sounds.isdisjoint(said[word])]


def _voices(lot: random.Random) -> Iterator[tuple[Voice, int]]:
    """And how many texts each of them says."""
    for number in range(_ESPEAKS):
        name = ACCENTS[number % len(ACCENTS)] + lot.choice(VARIANTS)
        yield Voice("espeak", name, round(lot.uniform(0.8, 1.25), 2), True), _TEXTS_EACH
    for engine, name, speeds, many in OTHERS:
        yield from ((Voice(engine, name, speed, True), many) for speed in speeds)


def _text(vocabulary: Sequence[str], lot: random.Random) -> str:
    """One word mostly, of all ranks, frequent ones more often."""
    drawn = lot.random()
    many = 1 if drawn < 0.8 else 2 if drawn < 0.93 else 3
    return " ".join(vocabulary[int(len(vocabulary) * lot.random() ** 2)] for _ in range(many))


def _clips(model: Model, voice: Voice, said: Sequence[str], seed: int, progress: Progress) -> list[Clip]:
    def heard() -> Iterator[tuple[str, Floats]]:
        progress.step(f"{voice.label} says {len(said)} words and phrases")
        lot = np.random.default_rng(seed)
        for text, (sound, rate) in zip(said, speak(voice, said), strict=True):
            yield text, _heard(model, sound, rate, lot)
        progress.done()

    return kept_clips(f"drill-{seed}-{voice.label}-{len(said)}", voice, heard)


def kept_clips(name: str, voice: Voice, heard: Callable[[], Iterator[tuple[str, Floats]]]) -> list[Clip]:
    """What is kept by this name; where nothing is, what was `heard` of each text is kept before."""
    kept = KEPT / f"{name}.npz"
    if not kept.exists():
        found = list(heard())
        kept.parent.mkdir(parents=True, exist_ok=True)
        making = kept.with_suffix(".making.npz")
        np.savez(
            making,
            said=np.array([text for text, _ in found]),
            **{str(number): each for number, (_, each) in enumerate(found)},
        )
        making.rename(kept)
    with np.load(kept) as stored:
        return [Clip(str(text), voice.label, stored[str(number)]) for number, text in enumerate(stored["said"])]


def _heard(model: Model, sound: Sound, rate: int, lot: np.random.Generator) -> Floats:
    other = other_throat(sound, lot)
    return cut_and_encoded(model, telephone(other, rate, int(lot.choice(_NOISES_DB)), lot), lot)


def other_throat(sound: Sound, lot: np.random.Generator) -> Sound:
    played = int(lot.choice(_PLAYED))
    return sound if played == 100 else np.asarray(resample_poly(sound, 100, played))


def cut_and_encoded(model: Model, speech: bytes, lot: np.random.Generator) -> Floats:
    """Some of the quiet around it cut off, as voice detection would."""
    line = samples(speech)
    lead, tail = lot.uniform(0, _MOST_LEAD_S), lot.uniform(*_TAIL_S)
    cut = line[int(lead * RATE) : len(line) - int(tail * RATE)]
    return model.encode(cut)[: -(-len(cut) * FRAMES_A_SECOND // RATE)].astype(np.float16)


def _taken() -> set[str]:
    """Words of the fitting and judging texts, and of what people recorded."""
    phrases = [*texts.DIGITS, "oh", *texts.YES, *texts.NO, *texts.OPERATOR, *texts.RECORDED.values()]
    for each in (texts.FITTING, texts.JUDGING):
        phrases += [*each.menu, *each.phrases, *each.outside]
    for near in texts.NEAR.values():
        phrases += near
    phrases += [word for word, _, _ in recordings.pictures()]
    return {word for phrase in phrases for word in phrase.lower().split()}


def later() -> set[str]:
    """Words of the texts that were chosen when the voices had spoken: what they are in is left out."""
    menus, phrases = chain(*texts.LATER.menus), chain(*texts.LATER.phrases)
    return {word for phrase in (*menus, *phrases, *texts.LATER.outside) for word in phrase.lower().split()}


@cache
def pronunciations() -> dict[str, set[str]]:
    dictionary = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    found: dict[str, set[str]] = {}
    for line in dictionary.read_text().splitlines():
        word, _, sounds = line.partition(" ")
        found.setdefault(re.sub(r"\(\d+\)$", "", word), set()).add(sounds)
    return found
