"""The corpus: every text by every voice, as it would come over the telephone, and what is not an answer at all.

Synthesised once and kept below `.lab/speech`; noise and coding are laid on when asked for, by seeds made of the item's
own name, so that the same item is the same bytes on every machine that has the same voices.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acd.lab.install import asterisk
from acd.lab.paths import LAB
from acd.lab.progress import Progress
from bench.speech import recordings, texts
from bench.speech.telephone import RATE, Sound, band, mu_law_round_trip, pink, telephone, to_rate
from bench.speech.voices import VOICES, Voice, speak
from bench.speech.waves import read_wav

SNRS = (30, 15)
_CLEAN = LAB / "speech"
_FIGURES = {str(number): word for number, word in enumerate(texts.DIGITS)}
_LONGEST_PROMPT_S = 8.0
_ANSWERS = frozenset(("for", "vm-for", "vm-no"))  # prompts that sound like an answer
_SOUND_S = 3.0


@dataclass(frozen=True, slots=True)
class Item:
    """`meaning` is what a recogniser should say, None: nothing. `fits`: constants may be fitted to it."""

    group: str
    speaker: str
    said: str
    meaning: str | None
    snr_db: int
    fits: bool
    sound: Sound
    rate: int

    def speech(self) -> bytes:
        seed = zlib.crc32(f"{self.group} {self.speaker} {self.said} {self.snr_db}".encode())
        lot = np.random.default_rng(seed)
        return telephone(self.sound, self.rate, self.snr_db, lot)


Line = tuple[str, str, str | None]
"""(group, what is said, what it means)."""


def spoken(progress: Progress, *, fits: bool) -> Iterator[Item]:
    """The answers, right and outside, of the synthetic callers that fit, or of those that judge."""
    return _said(progress, list(_lines(fits=fits)), fits=fits)


def spoken_later(progress: Progress) -> Iterator[Item]:
    """What the voices that judge say of `texts.LATER`."""
    return _said(progress, list(_later_lines()), fits=False)


def spoken_strangers(progress: Progress, lot: int) -> Iterator[Item]:
    """What they say of one of `texts.STRANGERS`, the first of which is 1."""
    return _said(progress, [("outside", word, None) for word in texts.STRANGERS[lot - 1]], fits=False)


def _said(progress: Progress, lines: Sequence[Line], *, fits: bool) -> Iterator[Item]:
    wanted = tuple(dict.fromkeys(said for _, said, _ in lines))
    for voice in (voice for voice in VOICES if voice.fits == fits):
        for group, said, meaning in lines:
            sound, rate = _clean(voice, wanted, progress)[said]
            for snr_db in SNRS:
                yield Item(group, voice.label, said, meaning, snr_db, voice.fits, sound, rate)


def recorded() -> Iterator[Item]:
    """What people recorded. Asterisk's words judge, its prompts fit; the men of `recordings` only judge."""
    folder = sounds()
    groups = {word: group for group, words in texts.HUMAN_GROUPS.items() for word in words}
    for path, word in texts.RECORDED.items():
        sound, rate = read_wav(folder / f"{path}.wav")
        meaning = _digit(word) if groups[word] == "human digits" else word
        for snr_db in SNRS:
            yield Item(groups[word], "Asterisk", word, meaning, snr_db, False, sound, rate)
    for word, sound, rate in recordings.numbers():
        for snr_db in SNRS:
            yield Item("human digits", "saytime", word, _digit(word), snr_db, False, sound, rate)
    for word, sound, rate in recordings.pictures():
        for snr_db in SNRS:
            yield Item("human words", "KTuberling", word, None, snr_db, False, sound, rate)
    for number, prompt in enumerate(sorted(folder.glob("*.wav"))):
        sound, rate = read_wav(prompt)
        is_long_enough = RATE * 0.4 < len(sound) * RATE / rate < RATE * _LONGEST_PROMPT_S
        if is_long_enough and sound.any() and prompt.stem not in _ANSWERS:
            yield Item("prompts", "Asterisk", prompt.stem, None, SNRS[number // 2 % 2], True, sound, rate)


def not_speech() -> Iterator[tuple[str, str, bytes]]:
    """(group, name, sound): noise, tones and music of three seconds each."""
    lot = np.random.default_rng(4)
    for number in range(20):
        hiss = pink(int(RATE * _SOUND_S), lot) if number % 2 else lot.standard_normal(int(RATE * _SOUND_S))
        yield "noise", f"noise {number}", _at(band(hiss), 0.003 * 1.25**number)
    seconds = np.arange(int(RATE * _SOUND_S)) / RATE
    for hertz in ((425,), (350, 440), (480, 620), (440, 480), (1100,), (2100,), (1400, 1800), (697, 1209), (941, 1336)):
        for cadence in (0.0, 1.0):
            tone = sum(np.sin(2 * np.pi * each * seconds) for each in hertz) * (seconds % 1.0 >= cadence / 2)
            yield "tones", f"tone {hertz} {cadence}", _at(np.asarray(tone), 0.15)
    for path in sorted((sounds().parent.parent / "moh").glob("*.wav")):
        music, rate = read_wav(path)
        music = to_rate(music, rate)
        for start in range(10, min(len(music) // RATE, 70) - 3, 6):
            yield "music", f"{path.stem} {start}", _at(band(music[start * RATE : (start + 3) * RATE]), 0.1)


def sounds() -> Path:
    """Asterisk's English sounds, of the lab's own Asterisk. Raises LabError."""
    return asterisk().data / "sounds" / "en"


def _at(sound: Sound, level: float) -> bytes:
    return mu_law_round_trip(sound * (level / max(1e-6, float(np.sqrt(np.mean(sound**2))))))


def _lines(*, fits: bool) -> Iterator[Line]:
    own = texts.FITTING if fits else texts.JUDGING
    yield from (("digits", word, _digit(word)) for word in (*texts.DIGITS, "oh"))
    yield from (("yes/no", word, "yes") for word in texts.YES)
    yield from (("yes/no", word, "no") for word in texts.NO)
    yield from (("menu", word, word) for word in texts.FITTING.menu)
    if not fits:
        yield from (("menu 2", word, word) for word in own.menu)
    yield from (("phrases" if fits else "phrases 2", words, words) for words in own.phrases)
    yield from (("strings", " ".join(_FIGURES[each] for each in string), string) for string in own.strings)
    yield from (("outside", words, None) for words in own.outside)


def _later_lines() -> Iterator[Line]:
    for kind, groups in (("menu", texts.LATER.menus), ("phrases", texts.LATER.phrases)):
        yield from ((f"{kind} {at}", words, words) for at, group in enumerate(groups, 3) for words in group)
    yield from (("outside", words, None) for words in texts.LATER.outside)


def _digit(word: str) -> str:
    return "0" if word == "oh" else str(texts.DIGITS.index(word))


_LOADED: dict[tuple[str, tuple[str, ...]], dict[str, tuple[Sound, int]]] = {}


def _clean(voice: Voice, wanted: tuple[str, ...], progress: Progress) -> dict[str, tuple[Sound, int]]:
    """These texts by this voice, synthesised when they are not kept yet."""
    if (voice.label, wanted) in _LOADED:
        return _LOADED[voice.label, wanted]
    kept = _CLEAN / f"{voice.label}-{hashlib.sha256(repr((voice, [*wanted])).encode()).hexdigest()[:12]}.npz"
    if not kept.exists():
        progress.step(f"{voice.label} says {len(wanted)} texts")
        found = speak(voice, wanted)
        kept.parent.mkdir(parents=True, exist_ok=True)
        making = kept.with_suffix(".making.npz")
        shaped = {str(number): (sound * 32768).astype(np.int16) for number, (sound, _) in enumerate(found)}
        np.savez_compressed(making, rate=np.array(found[0][1]), **shaped)
        making.rename(kept)
        progress.done()
    with np.load(kept) as stored:
        rate = int(stored["rate"])
        clean = {said: (stored[str(number)] / 32768.0, rate) for number, said in enumerate(wanted)}
    _LOADED[voice.label, wanted] = clean
    return clean
