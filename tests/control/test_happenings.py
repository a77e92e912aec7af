"""What of the floor's life watchers are told."""

from typing import get_args

import pytest

from acd.control.happenings import KINDS, CallerSent, Happening, PbxFound, happening
from acd.core.commands import Command, Record, SendCaller, StopRinging, WakeMe
from acd.core.events import Event, OfferRang, PbxLost, PbxSnapshot, TimerRang
from acd.core.records import Refused, Row
from acd.core.roster import Goodbye, Leave, ToDestination, ToNode

ROW = Refused(1.0, "OfferRang", "main-1.2", "waiting")


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (Record(ROW), ROW),
        (OfferRang("c", 1), OfferRang("c", 1)),
        (PbxLost("main"), PbxLost("main")),
        (PbxSnapshot("main", (), (), ()), PbxFound("main", 0, 0)),
        (TimerRang("t"), None),
        (WakeMe(1.0, "t"), None),
        (StopRinging("main", "c", 1), None),
    ],
)
def test_what_is_told(of: Event | Command, told: object) -> None:
    assert happening(of) == told


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (ToDestination("voicemail"), "destination voicemail"),
        (ToNode("main", "menu"), "node menu of flow main"),
        (Goodbye("closed"), "message closed and hang-up"),
        (Goodbye(), "hang-up"),
    ],
)
def test_a_caller_sent_elsewhere_is_told_in_words(where: Leave, words: str) -> None:
    assert happening(SendCaller("main", "c", "PJSIP/x", where)) == CallerSent("c", words)


def test_every_row_and_every_happening_can_be_told() -> None:
    assert set(get_args(Row)) <= set(KINDS.values())
    assert set(get_args(Happening)) == set(KINDS.values())
