"""What the ear for letters is taught with is nothing of what it is tried on."""

import pytest

from bench.speech import drill, texts
from bench.speech.voices import VOICES

pytestmark = pytest.mark.usefixtures("no_pictures")


class Pieces:
    """A model's vocabulary."""

    def pieces(self) -> dict[int, str]:
        return dict(
            enumerate((" Stone", " sales", " nine", " won", " pvc", " of", "ing", " stone", " qwxyzzy", " draw"))
        )


def test_words_are_of_the_dictionary_and_sound_like_none_of_ours() -> None:
    assert drill.words(Pieces()) == ["stone", "draw"]  # type: ignore[arg-type]


def test_no_word_that_judges_or_fits_is_taught() -> None:
    taken = drill._taken()
    for each in (texts.FITTING, texts.JUDGING):
        for phrase in (*each.menu, *each.phrases, *each.outside, *texts.DIGITS, *texts.YES, *texts.NO):
            assert set(phrase.lower().split()) <= taken
    assert {"someone", "draw", "appointments"} <= drill.later()


def test_only_voices_that_fit_teach_and_their_variants() -> None:
    judging = {voice.name for voice in VOICES if not voice.fits}
    lot = drill.random.Random(drill._SEED)
    taught = [voice for voice, _ in drill._voices(lot)]
    assert not judging & {voice.name for voice in taught}
    assert {voice.engine for voice in taught} == {voice.engine for voice in VOICES if voice.fits}


def test_no_person_is_in_both_halves() -> None:
    halves = {each: drill.in_first_half(each) for each in ("flite-kal16-1.0", "festival-kal_diphone-0.9")}
    assert set(halves.values()) == {True}
    assert not drill.in_first_half("flite-slt-0.9")
    assert not drill.in_first_half("festival-cmu_us_slt_arctic_hts-1.0")
    assert {drill.in_first_half(voice.label) for voice in VOICES if voice.fits} == {True, False}
