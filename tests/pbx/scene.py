"""Callers and agents on a house's PBX, so that a test reads like a story. Whoever waits here waits for a condition, and
says what did not come about."""

import asyncio
import itertools
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from acd.control.requests import ChangeSkills, History, Ready, Request, SignIn, View
from acd.core.records import AgentState, ContactEnded, FlowWalked
from acd.core.view import AgentView, ContactView, FloorView, QueueView
from acd.lab.house import House
from acd.lab.phone import Call, Incoming, Phone
from acd.store import Reader
from acd.store.queries import Story
from tests.pbx.eye import Eye, Message, played, spoken

T = TypeVar("T")
_numbers = itertools.count(4_800_000)
_EVERY_S = 0.02


async def until(look: Callable[[], T], title: str | Callable[[], str], *, within_s: float = 15.0) -> T:
    """The first true answer of `look`."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s: {title if isinstance(title, str) else title()}")
        await asyncio.sleep(_EVERY_S)
    return found


class Caller:
    """One call from the public network, with a number nobody else has."""

    def __init__(self, scene: "Scene", call: Call, number: str, tone: int) -> None:
        self._scene = scene
        self.call = call
        self.number = number
        self.tone = tone

    async def press(self, keys: str) -> None:
        await self.call.press(keys)

    async def hang_up(self) -> None:
        await self.call.hang_up()

    async def ended(self, *, within_s: float = 15.0) -> None:
        """The PBX ended the call."""
        await self.call.ended(within_s=within_s)

    async def hears_sound(self, *, frames: int = 5, within_s: float = 15.0) -> None:
        await self.call.hears_sound(frames=frames, within_s=within_s)

    async def talks_to(self, agent: "Agent", ring: Incoming) -> None:
        """Each hears the other's voice."""
        await asyncio.gather(self.call.hears(agent.tone), ring.hears(self.tone))

    def seen(self) -> ContactView | None:
        """As the daemon sees him now; None when he is no contact."""
        return next((each for each in self._scene.view().contacts if each.number == self.number), None)

    async def waits(self, queue: str = "", *, offers: int | None = None, within_s: float = 15.0) -> ContactView:
        """The daemon counts him as waiting (in `queue`, after so many offers)."""

        def look() -> ContactView | None:
            found = self.seen()
            if found is None or found.state != "waiting" or queue not in ("", found.queue):
                return None
            return found if offers in (None, found.offers) else None

        return await until(
            look, lambda: f"{self.number} waits in {queue or 'a queue'}: {self.seen()}", within_s=within_s
        )

    async def connected(self) -> ContactView:
        def look() -> ContactView | None:
            found = self.seen()
            return found if found is not None and found.state == "connected" else None

        return await until(look, lambda: f"{self.number} is connected: {self.seen()}")

    async def row(self, *, within_s: float = 15.0) -> ContactEnded:
        """His one terminal row."""
        rows = await until(
            lambda: self._scene.ask(History(number=self.number), tuple[ContactEnded, ...]),
            lambda: f"a terminal row of {self.number}; the floor has {self.seen()}",
            within_s=within_s,
        )
        assert len(rows) == 1, rows
        return rows[0]

    async def rows(self, count: int) -> list[ContactEnded]:
        """The ends of all contacts this call has been, in order, once there are so many."""
        look = History(number=self.number)

        def found() -> tuple[ContactEnded, ...]:
            rows = self._scene.ask(look, tuple[ContactEnded, ...])
            return rows if len(rows) == count else ()

        return sorted(await until(found, f"{count} ends of {self.number}"), key=lambda row: row.ended)

    async def story(self) -> Story:
        """All rows of a contact that has ended."""
        contact = (await self.row()).contact
        with self._scene.reader() as reader:
            story = reader.story(contact)
        assert story is not None
        return story

    async def walk(self, *, within_s: float = 15.0) -> FlowWalked:
        """His last walk through a flow, once it is over."""

        def look() -> FlowWalked | None:
            self._scene.flush()
            with self._scene.reader() as reader:
                story = reader.story(self.contact)
            return story.walks[-1] if story is not None and story.walks else None

        return await until(look, f"{self.number} has walked a flow", within_s=within_s)

    @property
    def contact(self) -> str:
        """The id his contact has, or would have."""
        return f"main-{self._newchannel()['Uniqueid']}"

    @property
    def channel(self) -> str:
        """The name of his channel in the PBX."""
        return self._newchannel()["Channel"]

    def _newchannel(self) -> Message:
        return next(each for each in self._scene.eye.seen if self.is_newchannel(each))

    def is_newchannel(self, event: Message) -> bool:
        return event["Event"] == "Newchannel" and event.get("CallerIDNum") == self.number

    def told(self, since: int = 0) -> list[str]:
        """What the engine said to him."""
        return self._scene.eye.said_to(self.channel, since)

    async def is_told(self, sound: str, *, since: int = 0, within_s: float = 15.0) -> int:
        """The engine begins to say `sound` to him; the place of that in the PBX's events."""

        def matches(event: Message) -> bool:
            begins = event["Event"] == "AGIExecStart" and event.get("Channel") == self.channel
            return begins and spoken(event.get("Command", "")) == sound

        return await self._scene.eye.sees(matches, f"{sound} said to {self.number}", since=since, within_s=within_s)

    async def is_played(self, sound: str, *, since: int = 0, within_s: float = 15.0) -> int:
        """The dialplan begins to play `sound` to him."""

        def matches(event: Message) -> bool:
            return event.get("Channel") == self.channel and played(event) == sound

        return await self._scene.eye.sees(matches, f"{sound} played to {self.number}", since=since, within_s=within_s)


class Agent:
    """An agent at work: his phone is registered and he is signed in, unless a test asked otherwise."""

    def __init__(self, scene: "Scene", agent: str, phone: Phone) -> None:
        self._scene = scene
        self.id = agent
        self.phone = phone
        self.tone = phone.tone

    async def rings(self, *, within_s: float = 15.0) -> Incoming:
        return await self.phone.ringing(within_s=within_s)

    def is_silent(self) -> bool:
        return self.phone.is_silent()

    def plays_dead(self) -> None:
        """The phone's power is gone: it answers nothing."""
        transport = self.phone._peer.uas.transport
        self._hears, transport.on_message = transport.on_message, lambda *_: None

    def comes_alive(self) -> None:
        self.phone._peer.uas.transport.on_message = self._hears

    def seen(self) -> AgentView:
        return self._scene.agent(self.id)

    async def is_now(self, *states: AgentState, within_s: float = 15.0) -> AgentView:
        def look() -> AgentView | None:
            found = self.seen()
            return found if found.state in states else None

        return await until(look, lambda: f"{self.id} is {' or '.join(states)}: {self.seen()}", within_s=within_s)


async def reaches(caller: Caller, agent: Agent) -> Incoming:
    """The agent's phone rings, he picks up, they talk."""
    ring = await agent.rings()
    await ring.answer()
    await caller.talks_to(agent, ring)
    return ring


class Scene:
    """Use it as a context manager: it clears the stage."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.eye = Eye(house.layout)
        self.callers: list[Caller] = []
        self.agents: dict[str, Agent] = {}
        self.forgiven: list[str] = []  # parts of lines in the logs that a test provokes
        self._stack = AsyncExitStack()
        self._tones = itertools.count(1050, 100)

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.eye)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    # --- people ---

    async def caller(
        self, dials: str = "5551234", *, number: str = "", name: str = "", answered: bool = True, inside: bool = False
    ) -> Caller:
        """Someone dials a number, or a flow's name: from the public network, or `inside`, from a phone of the house."""
        tone = next(self._tones)
        layout = self.house.layout
        is_ours = not (inside or number)
        opened = Phone.of(layout, "caller", tone=tone) if inside else Phone.on_trunk(layout, tone=tone)
        phone = await self._stack.enter_async_context(opened)
        number = "5550100" if inside else number or str(next(_numbers))
        caller = Caller(self, await phone.call(dials, caller_id="" if inside else number, name=name), number, tone)
        self.callers.append(caller)
        if answered:
            await caller.call.answered()
            if is_ours:
                await self.eye.sees(caller.is_newchannel, f"{number}'s channel")
        return caller

    async def waiting(self, dials: str, queue: str = "") -> Caller:
        """A caller who has come to wait."""
        caller = await self.caller(dials)
        await caller.waits(queue)
        return caller

    async def phone(self, agent: str) -> Agent:
        """An agent's phone, registered; he himself is as he was."""
        opened = Phone.of(self.house.layout, agent, tone=3000 - 50 * (int(agent) - 1001))
        at = Agent(self, agent, await self._stack.enter_async_context(opened))
        self.agents[agent] = at
        await at.phone.register()
        self._stack.push_async_callback(_unregister, at.phone)
        await until(lambda: at.seen().phone_state == "ok", lambda: f"{agent}'s phone is known: {at.seen()}")
        return at

    async def at_work(self, agent: str, **skills: int) -> Agent:
        """An agent signed in and rested, at his phone, with these skills and no other. A skill's name may have `_` for
        `-`."""
        at = await self.phone(agent)
        self.can(agent, **skills)
        await self.signs_in(at)
        return at

    def can(self, agent: str, **skills: int) -> None:
        """What the agent can from now on, and nothing else."""
        wanted = {skill.replace("_", "-"): level for skill, level in skills.items()}
        change = {**dict.fromkeys(self.agent(agent).skills, 0), **wanted}
        if change:
            self.do(ChangeSkills(agent, change))

    async def signs_in(self, agent: Agent) -> None:
        self.do(SignIn(agent.id))

        def is_rested() -> bool:
            seen = agent.seen()
            return seen.state is not AgentState.READY or seen.until is None

        await until(is_rested, lambda: f"{agent.id} has cooled down: {agent.seen()}")

    # --- the daemon ---

    def view(self) -> FloorView:
        return self.ask(View(), FloorView)

    def agent(self, agent: str) -> AgentView:
        return next(each for each in self.view().agents if each.agent == agent)

    def queue(self, queue: str) -> QueueView:
        return next(each for each in self.view().queues if each.queue == queue)

    def ask(self, request: Request, into: type[T]) -> T:
        return self.house.client.ask(request, into)

    def do(self, request: Request) -> None:
        """Raises RequestRefusedError with the daemon's words."""
        self.ask(request, type(None))

    def flush(self) -> None:
        """What happened so far stands in the store: the daemon sees to that before it tells history."""
        self.ask(History(limit=1), tuple[ContactEnded, ...])

    def ready(self, agent: Agent) -> None:
        self.do(Ready(agent.id))

    def reader(self) -> "Opened":
        return Opened(self.house.store_url)

    # --- the PBX ---

    def legs(self) -> list[str]:
        """The uniqueids of agents' legs there are."""
        with self.house.switch.console() as console:
            rows = console.rows("CoreShowChannels")
        return [row["Uniqueid"] for row in rows if row["Uniqueid"].startswith("acd-")]

    async def says_sorry(self, caller: Caller) -> None:
        """The fallback apologises to the caller."""

        def matches(event: Message) -> bool:
            sound = played(event) or (event["Event"] == "AGIExecStart" and spoken(event.get("Command", "")))
            return event.get("Channel") == caller.channel and sound == "please-try-call-later"

        await self.eye.sees(matches, "an apology", within_s=15)

    async def until_seen(self, caller: Caller) -> ContactView:
        return await until(caller.seen, f"{caller.number} is known")

    async def hears_said(self, sound: str, *, since: int = 0) -> int:
        """The engine begins to say `sound` to somebody; the place of that in the PBX's events."""

        def matches(event: Message) -> bool:
            return event["Event"] == "AGIExecStart" and spoken(event.get("Command", "")) == sound

        return await self.eye.sees(matches, f"{sound} being said", since=since, within_s=8)

    async def whispers(self) -> None:
        """An agent who picked up is being told who comes."""

        def matches(event: Message) -> bool:
            return (
                event["Event"] == "Newexten" and event["Context"] == "acd-agent" and event["Application"] == "Playback"
            )

        await self.eye.sees(matches, "a whisper")

    def recordings(self) -> list[Path]:
        return sorted((self.house.layout.spool / "monitor" / "acd").glob("*.wav"))


class Opened:
    """A reader of the store, closed at the end of the block."""

    def __init__(self, url: str) -> None:
        self._reader = Reader.open(url)

    def __enter__(self) -> Reader:
        return self._reader

    def __exit__(self, *_: object) -> None:
        self._reader.close()


async def _unregister(phone: Phone) -> None:
    await phone.unregister()
