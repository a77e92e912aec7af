"""R35: an emergency line, with staff sized by Erlang C for 90 % within 15 s and 95 % within 20 s: calls come by chance,
as they do, and the whole way is live. What the engine itself adds to a wait is told apart from the lack of staff."""

import asyncio
import math
import random
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from acd.core.erlang import Target, agents_needed
from acd.core.records import Outcome
from tests.pbx.eye import Message
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import crowd
from tests.pbx.faults.desks import laid_out, manned, plan
from tests.pbx.faults.store_troubles import p99
from tests.pbx.scene import Scene

PER_HOUR, TALK_S = 3600.0, 6.0
FOR_S, SLOT_S = 90, 2
SEED = 112


AIMS = ((15.0, 0.90), (20.0, 0.95))
AGENTS = max(agents_needed(Target(service_level=share, within_s=within), PER_HOUR, TALK_S) for within, share in AIMS)
PLAN, layout = plan(AGENTS, "whisper = false\n"), laid_out(AGENTS)
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "4"}


async def _calls(scene: Scene) -> int:
    """As many as a Poisson process brings; how many there were."""
    draw = random.Random(SEED)
    count = 0
    with ExitStack() as running:
        runs = []
        for _ in range(FOR_S // SLOT_S):
            came = _poisson(draw, PER_HOUR / 3600 * SLOT_S)
            if came:
                runs.append(running.enter_context(crowd(scene, came, "line", rate=came / SLOT_S)))
            count += came
            await asyncio.sleep(SLOT_S)
        for run in runs:
            await asyncio.to_thread(run.wait, 60)
    return count


def _poisson(draw: random.Random, mean: float) -> int:
    """Knuth's way."""
    least, product, count = math.exp(-mean), draw.random(), 0
    while product > least:
        product *= draw.random()
        count += 1
    return count


def _own_share(events: Sequence[Message]) -> list[float]:
    """How long each caller and an agent who was to serve him were both there until the phone was asked for, sorted."""
    held: dict[str, float] = {}
    free: dict[str, float] = {}
    shares = []
    for event in events:
        at, leg = float(event.get("Timestamp", "0")), event.get("Uniqueid", "")
        phone = event.get("Channel", "").rpartition("-")[0]
        if event.get("UserEvent") == "AcdHolding":
            held.setdefault(event["AcdCall"], at)
        elif leg.startswith("acd-") and event["Event"] == "Hangup":
            free[phone] = at
        elif leg.startswith("acd-") and event["Event"] == "Newchannel":
            contact = leg.removeprefix("acd-").rpartition("-")[0]
            shares.append(at - max(held[contact], free.get(phone, 0.0)))
    return sorted(shares)


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_answered_in_time(scene: Scene, figure: Figure) -> None:
    with manned(scene, talk_s=TALK_S):
        count = await _calls(scene)
    scene.flush()
    with scene.reader() as reader:
        rows = reader.history(limit=2 * count)
    waits = [
        row.connected - row.entered for row in rows if row.outcome is Outcome.ANSWERED and row.connected is not None
    ]
    for within, least in ((10, None), (15, 90), (20, 95)):
        share = 100 * sum(wait <= within for wait in waits) / count
        figure("R35", f"answered within {within} s, {AGENTS} agents, {count} calls", share, unit="%", least=least)
    shares = _own_share(scene.eye.seen)
    figure("R35", "the engine's own share of a wait, p99", p99(shares), unit="s", most=0.1)
