"""What the leader of two daemons tells a PBX."""

import pytest

from acd.pbx.actions import Redirect, Setvar
from acd.pbx.leader import Leader
from acd.pbx.wire import Unsendable
from tests.acd_pbx.said import CALLER, TRUNK, WAITING, channel, status

OURS, THEIRS = "agi://10.0.0.2:4573", "agi://10.0.0.1:4573"


def fetched(context: str = "acd-visit", **said: str) -> list[str]:
    """The way back of one channel, if it is fetched back at all."""
    actions = list(Leader(OURS).fetch_back([status(channel(CALLER, TRUNK, context), **said)]))
    ways = [each.value for each in actions if isinstance(each, Setvar)]
    assert [each for each in actions if isinstance(each, Redirect)] == [Redirect(TRUNK, "acd-sent", "s")] * len(ways)
    return ways


@pytest.mark.parametrize(
    ("said", "way"),
    [
        (WAITING, ["hold"]),
        ({"ACD_HELD": "1", "ACD_QUEUE": ""}, ["hangup"]),  # asked about a call that is over
        ({"ACD_FLOW": "main"}, ["flow"]),
        ({}, []),  # an agent
    ],
)
def test_who_visits_another_is_fetched_back(said: dict[str, str], way: list[str]) -> None:
    assert fetched(ACD_AT=THEIRS, **said) == way


def test_who_visits_us_or_nobody_is_left_alone() -> None:
    assert fetched(ACD_AT=OURS, ACD_FLOW="main") == []
    assert fetched(ACD_FLOW="main") == []
    assert fetched("acd-hold", ACD_AT=THEIRS, **WAITING) == []


@pytest.mark.parametrize("address", ["", "agi://x", "http://x:1", "agi://x:1\r\nAction: Logoff", "agi://a b:1"])
def test_only_an_address_is_told(address: str) -> None:
    with pytest.raises(Unsendable):
        Leader(address)


def test_it_is_a_global() -> None:
    assert Leader("agi://[::1]:4573").fields() == (("Variable", "ACD_LEADER"), ("Value", "agi://[::1]:4573"))
