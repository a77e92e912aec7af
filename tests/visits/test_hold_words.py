"""What is said on hold in a language the PBX has no recordings in."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.commands import Announcement
from acd.visits.announce import spoken
from acd.visits.hold_words import NEXT, HoldWords
from ivr.outputs import Number, Sound, Words
from ivr.voice.voices import Voices

CALL = "main-1.1"
THIRD = Announcement(3, 150.0, "queue-thankyou")


def words(sounds: Path | None, command: tuple[str, ...] = ("sh",)) -> HoldWords:
    settings: Any = SimpleNamespace(pbxes={"main": SimpleNamespace(sounds=sounds)}, voice=Voices(command))
    return HoldWords(lambda: settings)


@pytest.mark.parametrize(
    ("language", "place", "wait"),
    [
        ("pl", "Twoje miejsce w kolejce: trzy.", "Przewidywany czas oczekiwania: trzy minuty."),
        ("hu", "Az Ön helye a sorban: három.", "A várható várakozási idő: három perc."),
        ("pl_PL", "Twoje miejsce w kolejce: trzy.", "Przewidywany czas oczekiwania: trzy minuty."),
    ],
)
def test_place_and_wait_are_said_in_his_language(tmp_path: Path, language: str, place: str, wait: str) -> None:
    first, second, comfort = words(tmp_path).parts(THIRD, CALL, language)
    assert isinstance(first, Words)
    assert isinstance(second, Words)
    assert (first.text, second.text, comfort) == (place, wait, Sound("queue-thankyou"))
    assert first.instead == (Sound("queue-thereare"), Number(3), Sound("queue-callswaiting"))
    assert second.instead == (Sound("queue-holdtime"), Number(3), Sound("queue-minutes"))


@pytest.mark.parametrize("language", sorted(NEXT.by_language))
def test_who_is_next_is_told_so_and_a_short_wait_is_not_said(tmp_path: Path, language: str) -> None:
    [only] = words(tmp_path).parts(Announcement(1, 30.0, None), CALL, language)
    assert isinstance(only, Words)
    assert only.is_fixed
    assert only.instead == (Sound("queue-youarenext"),)


@pytest.mark.parametrize("language", ["en", "en_GB", "xx", ""])
def test_others_hear_the_pbxs_own(tmp_path: Path, language: str) -> None:
    assert words(tmp_path).parts(THIRD, CALL, language) == spoken(THIRD)


def test_where_nobody_could_speak_the_pbxs_own_are_heard(tmp_path: Path) -> None:
    assert words(None).parts(THIRD, CALL, "pl") == spoken(THIRD)
    assert words(tmp_path, ("no-such-engine",)).parts(THIRD, CALL, "pl") == spoken(THIRD)
    assert words(tmp_path, ()).parts(THIRD, CALL, "pl") == spoken(THIRD)
    assert words(tmp_path).parts(THIRD, "elsewhere-1.1", "pl") == spoken(THIRD)


@pytest.mark.parametrize(("recorded", "language"), [("pl", "pl"), ("pl", "pl_PL"), ("pl_PL", "pl_PL")])
def test_recordings_in_his_language_come_first(tmp_path: Path, recorded: str, language: str) -> None:
    (tmp_path / recorded).mkdir()
    (tmp_path / recorded / "queue-youarenext.gsm").touch()
    assert words(tmp_path).parts(THIRD, CALL, language) == spoken(THIRD)
