"""R17: many agents freed at once before as many callers, many callers before one agent: nobody is rung twice at once,
by the store's rows and by the PBX's legs to each phone."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pytest

from acd.control.requests import Pause, Ready
from acd.core.records import OfferEnded, Outcome
from tests.pbx.eye import Message
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import all_wait, crowd, gone
from tests.pbx.faults.desks import FIRST, laid_out, manned, plan
from tests.pbx.scene import Scene

AGENTS = 20
PLAN, layout = plan(AGENTS, "whisper = false\n"), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4", "ACD_MIN_TALK_S": "0"}
ROUNDS = 5
CALLERS = 20
TEAM = [str(FIRST + each) for each in range(AGENTS)]

Span = tuple[float, float]


def _overlaps(spans: Mapping[str, Sequence[Span]]) -> int:
    """How often somebody's next span begins before his last one is over."""
    return sum(early[1] > late[0] for of_one in spans.values() for early, late in itertools.pairwise(sorted(of_one)))


def _offers(scene: Scene) -> list[OfferEnded]:
    scene.flush()
    with scene.reader() as reader:
        stories = [reader.story(row.contact) for row in reader.history(limit=1000)]
    return [offer for story in stories if story is not None for offer in story.offers]


def _legs(events: Iterable[Message]) -> Mapping[str, Sequence[Span]]:
    """The time every leg to a phone stood, in places of the PBX's events."""
    born: dict[str, tuple[str, int]] = {}
    spans: dict[str, list[Span]] = defaultdict(list)
    for at, event in enumerate(events):
        leg = event.get("Uniqueid", "")
        if not leg.startswith("acd-"):
            continue
        if event["Event"] == "Newchannel":
            born[leg] = event["Channel"].rpartition("-")[0], at
        elif event["Event"] == "Hangup":
            phone, since = born.pop(leg)
            spans[phone].append((since, at))
    assert not born, born
    return spans


def _note(scene: Scene, figure: Figure, what: str, least: int) -> None:
    rows: dict[str, list[Span]] = defaultdict(list)
    offers = _offers(scene)
    for offer in offers:
        rows[offer.agent].append((offer.made, offer.ended))
    legs = _legs(scene.eye.seen)
    figure("R17", f"offers, {what}", len(offers), least=least)
    figure("R17", f"two at once by the rows, {what}", _overlaps(rows), most=0)
    figure("R17", f"two at once by the legs, {what}", _overlaps(legs), most=0)
    assert sum(map(len, legs.values())) >= least


async def _all(scene: Scene, *requests: Ready | Pause) -> None:
    await asyncio.gather(*(asyncio.to_thread(scene.do, request) for request in requests))


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_many_freed_at_once_and_many_before_one(scene: Scene, figure: Figure) -> None:
    lost = 0
    with manned(scene, talk_s=0.5):
        for _ in range(ROUNDS):
            await _all(scene, *(Pause(agent, "break") for agent in TEAM))
            with crowd(scene, CALLERS, "line", rate=40) as callers:
                await all_wait(scene, CALLERS)
                await _all(scene, *(Ready(agent) for agent in TEAM))
                lost += await gone(callers, 30)
        _note(scene, figure, f"{AGENTS} freed before {CALLERS}, {ROUNDS} times", ROUNDS * CALLERS)
        await _all(scene, *(Pause(agent, "break") for agent in TEAM[1:]))
        with crowd(scene, CALLERS, "line", rate=40) as callers:
            lost += await gone(callers, 60)
        _note(scene, figure, f"{CALLERS} before one as well", (ROUNDS + 1) * CALLERS)
    figure("R17", "callers lost", lost, most=0)
    with scene.reader() as reader:
        assert {row.outcome for row in reader.history(limit=1000)} == {Outcome.ANSWERED}
