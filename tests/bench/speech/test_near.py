"""What the ear for single digits is taught with: what sounds near one, and nothing of what it is tried on."""

import numpy as np
import pytest

from bench.speech import drill, near, texts
from bench.speech.single_digits import Examples
from bench.speech.voices import VOICES

pytestmark = pytest.mark.usefixtures("no_pictures")


def test_near_is_what_differs_by_a_phone_and_of_long_digits_by_two() -> None:
    words = ["wine", "fun", "hive", "hero", "kevin", "elephant", "stone", "show"]
    assert near.near_digits(words) == ["wine", "fun", "hive", "hero", "kevin", "show"]


def test_only_voices_that_fit_teach_with_their_variants_and_mixtures() -> None:
    taught = {
        (voice.engine, part.partition("*")[0])
        for voice, _, _ in near._voices()
        for part in (voice.name.split("+") if voice.engine == "kokoro" else [voice.name])
    }
    assert not taught & {(voice.engine, voice.name) for voice in VOICES if not voice.fits}
    assert {engine for engine, _ in taught} == {voice.engine for voice in VOICES if voice.fits}


def test_strangers_are_known_to_nobody_nor_is_what_sounds_the_same() -> None:
    strangers = near.strangers()
    assert {*texts.STRANGERS[0]} <= strangers
    assert "capture" in strangers
    assert not {*texts.STRANGERS[0]} & {*texts.STRANGERS[1]}
    taken = drill._taken() | drill.later()
    assert not {word for lot in texts.STRANGERS for word in lot} & taken


@pytest.mark.parametrize(
    ("speaker", "person"),
    [
        ("flite-kal16-1.0", "kal"),
        ("festival-kal_diphone-0.9", "kal"),
        ("festival-cmu_us_slt_arctic_hts-1.0", "slt"),
        ("kokoro-jf_alpha*0.7_jf_tebukuro*0.3-1.0", "alpha+tebukuro"),
        ("espeak-en-us_m1-1.0", "espeak 1"),
        ("espeak-en-gb_m1-1.0", "espeak 2"),
    ],
)
def test_whose_voice_it_is(speaker: str, person: str) -> None:
    assert near.person(speaker) == person


def test_an_ear_without_somebody_does_not_know_his_mixtures_either() -> None:
    people = ("alpha", "alpha+tebukuro", "tebukuro", "kal")
    every = Examples(np.zeros((4, 1), np.float32), np.arange(4), np.array(people))
    assert list(every.without("alpha").people) == ["tebukuro", "kal"]
    assert list(every.only("alpha").people) == ["alpha"]
