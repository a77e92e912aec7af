"""Who and what judges is apart from who and what was fitted to."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from bench.speech import texts
from bench.speech.corpus import Item
from bench.speech.kokoro import sounds_of
from bench.speech.measure import asked, menus, outside
from bench.speech.recordings import from_mu_law
from bench.speech.telephone import mu_law_round_trip
from bench.speech.texts import FITTING, GRAMMARS, JUDGING, LATER
from bench.speech.voices import VOICES
from ivr.hearing import Phrases
from ivr.speech.engines.whisper import COMMON

PERSONS = {"kal_diphone": "kal", "kal16": "kal", "cmu_us_slt_arctic_hts": "slt"}  # one person in two engines
MENU = Item("menu", "v", "sales", "sales", 30, True, np.zeros(1), 8000)


def persons(*, fits: bool) -> set[str]:
    return {PERSONS.get(voice.name, voice.name) for voice in VOICES if voice.fits == fits}


def test_no_speaker_is_on_both_sides() -> None:
    assert not persons(fits=True) & persons(fits=False)
    assert {voice.engine for voice in VOICES if not voice.fits} >= {"espeak", "flite", "festival", "kokoro", "piper"}


@pytest.mark.parametrize("of", ["menu", "phrases", "strings", "outside"])
def test_what_judges_was_said_by_nobody_who_fits(of: str) -> None:
    assert not {*getattr(JUDGING, of)} & {*FITTING.outside, *getattr(FITTING, of)}


def test_no_judging_word_is_one_the_engine_holds_grammars_against() -> None:
    assert not {*JUDGING.outside, *LATER.outside} & {*COMMON}


def test_what_is_outside_is_in_no_grammar() -> None:
    said = {phrase.words for each in GRAMMARS.values() if isinstance(each, Phrases) for phrase in each.phrases}
    human = {word for words in texts.HUMAN_GROUPS.values() for word in words}
    assert not {*FITTING.outside, *JUDGING.outside, *LATER.outside} & (said - human)


def test_what_was_chosen_last_had_not_been_said_before() -> None:
    before = {each for texts in (FITTING, JUDGING) for each in (*texts.menu, *texts.phrases, *texts.outside)}
    assert not {*chain(*LATER.menus, *LATER.phrases), *LATER.outside} & before


def grammars(item: Item) -> Iterator[tuple[str, str | None]]:
    for number in range(40):
        found = asked(item, number, menus(fits=item.fits), outside(fits=item.fits))
        yield from ((grammar, each.meaning) for each, grammar in found)


def test_an_answer_is_asked_for_by_its_own_grammar_and_refused_by_others() -> None:
    found = set(grammars(MENU))
    assert {("menu", "sales"), ("only sales", "sales"), ("only billing", None)} <= found
    assert ("only sales", None) not in found
    assert ("phrases", "sales") in found  # single words among phrases are fitted to as well
    assert ("phrases", "sales") not in set(grammars(replace(MENU, fits=False)))
    assert ("also", "operator") in set(grammars(replace(MENU, said="operator", meaning="operator")))


def test_what_is_no_answer_takes_turns_among_all_grammars() -> None:
    for fits in (True, False):
        found = {grammar.split(" ")[0] for grammar, _ in grammars(replace(MENU, group="o", meaning=None, fits=fits))}
        assert found == {grammar.split(" ")[0] for grammar in outside(fits=fits)}


def test_mu_law_is_read_as_it_was_written() -> None:
    levels = from_mu_law(bytes(range(256)))
    written = np.frombuffer(mu_law_round_trip(levels), np.int16) / 32768
    assert len(set(levels)) == 255  # there are two nothings
    assert np.abs(written - levels).max() < 0.005
    assert from_mu_law(b"\xff\x7f") == pytest.approx([0, 0])
    assert from_mu_law(b"\x80")[0] > 0.9 > -0.9 > from_mu_law(b"\x00")[0]


def test_espeaks_sounds_as_kokoro_reads_them() -> None:
    assert sounds_of("n\u02c8a\u0361\u026an".replace("\u0361", "^")) == "n\u02c8In."
