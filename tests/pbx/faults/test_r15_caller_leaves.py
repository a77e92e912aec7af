"""R15: the caller hangs up at every stage of his call, a few times each."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from acd.core.records import AgentState, Outcome
from acd.lab.phone import Incoming, PhoneError
from tests.pbx.faults.conftest import IS_WHOLE, Figure
from tests.pbx.scene import Agent, Caller, Scene, until

TIMES = 100 if IS_WHOLE else 3
LATEST_S = 0.7  # a phone that has not rung by then does not
MOVED = ["ACD_TALK_", "ACD_TOLD", "ACD_UNTIL", "Can't move channel", "Could not gain control"]


@dataclass
class Spell:
    """A few calls by one stage: how many ended otherwise than they should, how long a phone rang for nobody."""

    scene: Scene
    anna: Agent
    wrong: list[str] = field(default_factory=list)
    rang_on: list[float] = field(default_factory=list)

    async def leaves(self, caller: Caller, ring: Incoming | None = None) -> None:
        gone = time.monotonic()
        await caller.hang_up()
        if ring is not None:
            await ring.ended()
            self.rang_on.append(time.monotonic() - gone)

    async def leaves_early(self, caller: Caller) -> None:
        """A phone may be about to ring for him."""
        gone = time.monotonic()
        await caller.hang_up()
        with suppress(PhoneError):
            await (await self.anna.rings(within_s=LATEST_S)).ended()
            self.rang_on.append(time.monotonic() - gone)

    async def ended(self, caller: Caller, *right: Outcome) -> None:
        outcome = (await caller.row()).outcome
        if outcome not in right:
            self.wrong.append(f"{caller.number}: {outcome}")
        await self.anna.is_now(AgentState.READY)

    async def never_waited(self, caller: Caller, walks: Collection[str]) -> None:
        """He is no contact, and his walk says how far he came."""
        walk = await caller.walk()
        with self.scene.reader() as reader:
            contacts = reader.history(number=caller.number)
        if walk.outcome not in walks or contacts:
            self.wrong.append(f"{caller.number}: {walk.outcome}, {contacts}")


Stage = Callable[[Scene, Spell], Awaitable[None]]


async def _unanswered(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales", answered=False)
    await spell.leaves_early(caller)
    scene.flush()
    with scene.reader() as reader:
        outcomes = {row.outcome for row in reader.history(number=caller.number)}
    spell.wrong += outcomes - {Outcome.ABANDONED}


async def _prompt(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("message")
    await caller.is_told("privacy-thankyou")
    await spell.leaves(caller)
    await spell.never_waited(caller, ["caller_left"])


async def _menu(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller()
    await caller.is_told("basic-pbx-ivr-main")
    await spell.leaves(caller)
    await spell.never_waited(caller, ["caller_left"])


async def _digits(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller()
    await caller.press("355")
    await caller.is_told("beep")
    await spell.leaves(caller)
    await spell.never_waited(caller, ["caller_left"])


async def _goodbye(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("bye")
    await caller.is_told("vm-goodbye")
    await spell.leaves(caller)
    await spell.never_waited(caller, ["hangup", "caller_left"])


async def _sent_on(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller()
    await caller.press("3999#1")
    await caller.is_played("pls-hold-while-try")
    await spell.leaves(caller)
    await spell.never_waited(caller, ["transfer"])


async def _comes_to_wait(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("billing")
    await scene.eye.sees(
        lambda event: event.get("UserEvent") == "AcdHolding" and event.get("Channel") == caller.channel, "his hold"
    )
    await spell.leaves(caller)
    await spell.ended(caller, Outcome.ABANDONED)


async def _waits(scene: Scene, spell: Spell) -> None:
    caller = await scene.waiting("billing")
    await spell.leaves(caller)
    await spell.ended(caller, Outcome.ABANDONED)


async def _offer(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales")
    await until(lambda: (seen := caller.seen()) and seen.offers, "an offer is made")
    await spell.leaves_early(caller)
    await spell.ended(caller, Outcome.ABANDONED)


async def _rings(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales")
    await spell.leaves(caller, await spell.anna.rings())
    await spell.ended(caller, Outcome.ABANDONED)


async def _picked_up(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales")
    ring = await spell.anna.rings()
    answering = asyncio.create_task(ring.answer())
    await spell.leaves(caller, ring)
    await asyncio.gather(answering, return_exceptions=True)
    await spell.ended(caller, Outcome.ABANDONED, Outcome.ANSWERED)


async def _whisper(scene: Scene, spell: Spell) -> None:
    since = len(scene.eye.seen)
    caller = await scene.caller("whispered")
    ring = await spell.anna.rings()
    await ring.answer()
    await scene.eye.sees(
        lambda event: event.get("Context") == "acd-agent" and event.get("Application") == "Playback",
        "a whisper",
        since=since,
    )
    await spell.leaves(caller, ring)
    await spell.ended(caller, Outcome.ABANDONED)


async def _bridged(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales")
    ring = await spell.anna.rings()
    await ring.answer()
    await caller.connected()
    await spell.leaves(caller, ring)
    await spell.ended(caller, Outcome.ANSWERED)


async def _talks(scene: Scene, spell: Spell) -> None:
    caller = await scene.caller("sales")
    ring = await spell.anna.rings()
    await ring.answer()
    await caller.talks_to(spell.anna, ring)
    await spell.leaves(caller, ring)
    await spell.ended(caller, Outcome.ANSWERED)


async def _into_the_wrap_up(scene: Scene, spell: Spell) -> None:
    """The next one waits for the agent's wrap-up and is gone before it is over."""
    caller = await scene.caller("wrapping")
    ring = await spell.anna.rings()
    await ring.answer()
    await caller.talks_to(spell.anna, ring)
    await spell.leaves(caller, ring)
    wraps = await spell.anna.is_now(AgentState.WRAPPING)
    later = await scene.waiting("wrapping")
    await spell.leaves(later)
    await spell.ended(later, Outcome.ABANDONED)
    await spell.ended(caller, Outcome.ANSWERED)
    if not spell.anna.is_silent() or wraps.until is None:
        spell.wrong.append(f"{later.number} rang in the wrap-up")


STAGES: tuple[Stage, ...] = (
    *(_unanswered, _prompt, _menu, _digits, _goodbye, _sent_on, _comes_to_wait, _waits, _offer, _rings, _picked_up),
    *(_whisper, _bridged, _talks, _into_the_wrap_up),
)


@pytest.mark.long
@pytest.mark.timeout(100 * TIMES)
async def test_the_caller_is_gone(scene: Scene, figure: Figure) -> None:
    scene.forgiven += MOVED
    anna = await scene.at_work("1001", sales=5, whispered=5, wrapping=5)
    spell = Spell(scene, anna)
    for stage in STAGES:
        for _ in range(TIMES):
            scene.eye.seen.clear()  # each looks through all of it for what he is told
            await stage(scene, spell)
    figure("R15", f"wrong ends in {len(STAGES)} stages, {TIMES} times each", len(spell.wrong), most=0)
    figure("R15", "caller gone to phone silent, longest", max(spell.rang_on), unit="s", most=0.5)
    figure("R15", "legs without a caller", len(scene.legs()), most=0)
