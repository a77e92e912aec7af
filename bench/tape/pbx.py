"""A false PBX that plays tapes: it dials callers in, rings the phones the daemon asks it to, and keeps the time.

One manager connection, in the bench's own process: what the daemon is measured by is another's processor time. Every
event is a write of its own, as Asterisk's are. Agents always pick up, after `RING_S`. A caller who has waited for his
patience hangs up; one whose phone rings already stays. Whoever waits is told of again every `HOLD_S`, as the dialplan
does; the visit to the daemon that goes with it is left out.
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bench.tape.listing import Channel, status
from bench.tape.tape import Tape, tapes

RING_S, HOLD_S = 0.5, 10.0
FIRST_PHONE = 2001
_TURN_S = 0.002  # from an action to its first event


@dataclass(frozen=True, slots=True)
class Traffic:
    """`rate` callers a second at random for `seconds`; talks and patience are exponential. `begins_with`: so many
    callers more come evenly in the first `warm_s`, which do not count."""

    rate: float
    seconds: float
    talk_s: float
    patience_s: float | None = None
    begins_with: int = 0
    warm_s: float = 0.0
    numbers: int = 50_000  # that callers have


@dataclass(slots=True)
class Played:
    """What came of it; times in seconds on this process's clock. `at_once_s`: AcdHolding sent -> Originate received
    while an agent was idle; `freed_s`: an agent's leg is over -> his next Originate, while callers waited."""

    dialled: int = 0
    connected: int = 0
    gave_up: int = 0
    at_once_s: list[float] = field(default_factory=list)
    freed_s: list[float] = field(default_factory=list)
    most_waiting: int = 0


@dataclass(slots=True)
class _Caller:
    names: dict[bytes, bytes]
    tape: Tape
    talk_s: float
    held: float = 0.0
    found_idle: bool = False
    rings: bool = False
    ringing: tuple[asyncio.TimerHandle, ...] = ()
    patience: asyncio.TimerHandle | None = None
    hold: asyncio.TimerHandle | None = None
    talk: asyncio.TimerHandle | None = None  # once joined


class TapePbx:
    """`port` once it is open. `played` is of everything since the last `run` began to count."""

    def __init__(self, agents: int, seed: int) -> None:
        self.agents = agents
        self.port = 0
        self.played = Played()
        self.total = Played()  # counts only, of everything there ever was
        self._draw = random.Random(seed)
        self._tapes = tapes()
        self._serial = 0
        self._born = int(time.time())
        self._out: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._waiting: dict[bytes, _Caller] = {}
        self._legs: dict[bytes, _Caller] = {}  # rung or talking
        self._freed: dict[bytes, float] = {}  # agent -> when his last leg was over
        self._calls = 0  # not over
        self._answers: Mapping[str, Callable[[dict[str, str]], str]] = {
            "Challenge": lambda _: "Challenge: 1234\n",
            "Ping": lambda _: "Ping: Pong\n",
            "CoreSettings": lambda _: "AsteriskVersion: 22.10.1\n",
            "CoreStatus": lambda _: "CoreStartupDate: 2026-11-22\nCoreStartupTime: 10:00:00\n",
        }

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._out is not None and self._serving is not None:
            self._out.close()
            await asyncio.wait([self._serving])

    async def run(self, traffic: Traffic, on_measured: Callable[[], None] = lambda: None) -> Played:
        """Until the last caller has been dialled in. `on_measured` is called when the warm-up is over."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        extra = [traffic.warm_s * (each + 1) / (traffic.begins_with + 1) for each in range(traffic.begins_with)]
        times, at = [], self._draw.expovariate(traffic.rate)
        while at < traffic.warm_s + traffic.seconds:
            times.append(at)
            at += self._draw.expovariate(traffic.rate)
        counts = False
        for at in sorted([*extra, *times]):
            if at >= traffic.warm_s and not counts:
                await asyncio.sleep(max(0.0, began + traffic.warm_s - loop.time()))
                self.played, counts = Played(), True
                on_measured()
            await asyncio.sleep(max(0.0, began + at - loop.time()))
            self._dial(traffic)
        await asyncio.sleep(max(0.0, began + traffic.warm_s + traffic.seconds - loop.time()))
        return self.played

    async def quiet(self, within_s: float) -> bool:
        """Once every call is over."""
        deadline = time.monotonic() + within_s
        while self._calls and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return not self._calls

    async def end_all(self, over_s: float = 1.0) -> bool:
        """Whoever talks hangs up now, and whoever waits gives up. True once every call is over."""
        everybody = [*self._legs.values(), *self._waiting.values()]
        for who in everybody:
            if who.names[b"contact"] in self._waiting:
                self._give_up(who)
            elif who.talk is not None:
                who.talk.cancel()
                self._end(who)
            else:
                who.talk_s = 0.0
            await asyncio.sleep(over_s / len(everybody))
        return await self.quiet(2 * RING_S + 5)

    # --- the manager's side ---

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._out, self._serving = writer, asyncio.current_task()
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = [line.partition(": ") for line in text.split("\r\n") if line]
                variables = dict(line[2].partition("=")[::2] for line in lines if line[0] == "Variable")
                self._act({key: value for key, _, value in lines}, variables)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _act(self, action: dict[str, str], variables: dict[str, str]) -> None:
        name, token = action["Action"], action["ActionID"]
        if name == "Status":
            self._say(status(self._channels(), action.get("Variables", "").split(","), token))
            return
        if name == "DeviceStateList":
            self._say(self._devices(token))
            return
        more = self._answers[name](action) if name in self._answers else "Message: ok\n"
        self._say(f"Response: Success\nActionID: {token}\n{more}\n")
        if name == "Originate":
            self._ring(action, variables)
        elif name == "Hangup":
            self._hang_up(action["Channel"].encode())

    def _devices(self, token: str) -> str:
        phones = range(FIRST_PHONE, FIRST_PHONE + self.agents)
        head = f"Event: DeviceStateChange\nActionID: {token}\n"
        rows = "".join(f"{head}Device: PJSIP/{each}\nState: NOT_INUSE\n\n" for each in phones)
        began = f"Response: Success\nActionID: {token}\nEventList: start\nMessage: follows\n\n"
        end = f"EventList: Complete\nListItems: {self.agents}\n\n"
        return f"{began}{rows}Event: DeviceStateListComplete\nActionID: {token}\n{end}"

    def _channels(self) -> list[Channel]:
        found = [Channel(who.names, is_leg=False, is_up=True, bridge="") for who in self._waiting.values()]
        for who in self._legs.values():
            bridge = who.names[b"bridge"].decode() if who.talk is not None else ""
            found.append(Channel(who.names, is_leg=False, is_up=True, bridge=bridge))
            if who.rings:
                found.append(Channel(who.names, is_leg=True, is_up=who.talk is not None, bridge=bridge))
        return found

    def _say(self, text: str) -> None:
        if self._out is not None:
            self._out.write(text.replace("\n", "\r\n").encode())

    def _play(self, caller: _Caller, act: str) -> None:
        caller.names[b"at"] = f"{time.time():.6f}".encode()
        for event in caller.tape.events(act, caller.names):
            self._write(event)

    def _write(self, event: bytes) -> None:
        if self._out is not None:
            self._out.write(event)

    # --- calls ---

    def _dial(self, traffic: Traffic) -> None:
        self._serial += 1
        self.played.dialled += 1
        self.total.dialled += 1
        caller = f"{self._born}.{self._serial}".encode()
        names = {
            b"caller": caller,
            b"contact": b"main-" + caller,
            b"trunk": f"PJSIP/trunk-{self._serial:08x}".encode(),
            b"number": f"4930{self._draw.randrange(traffic.numbers):06}".encode(),
            b"entered": f"{time.time():.3f}".encode(),
            b"agent": b"<unknown>",
        }
        who = _Caller(names, self._draw.choice(self._tapes), self._draw.expovariate(1 / traffic.talk_s))
        who.found_idle = len(self._legs) + len(self._waiting) < self.agents
        self._calls += 1
        self._waiting[names[b"contact"]] = who
        self.played.most_waiting = max(self.played.most_waiting, len(self._waiting))
        self._play(who, "arrives")
        who.held = time.perf_counter()
        loop = asyncio.get_running_loop()
        if traffic.patience_s is not None:
            who.patience = loop.call_later(self._draw.expovariate(1 / traffic.patience_s), self._give_up, who)
        who.hold = loop.call_later(HOLD_S, self._hold_on, who)

    def _hold_on(self, who: _Caller) -> None:
        who.names[b"at"] = f"{time.time():.6f}".encode()
        self._write(who.tape.acts["arrives"][-1] % who.names)
        who.hold = asyncio.get_running_loop().call_later(HOLD_S, self._hold_on, who)

    def _give_up(self, who: _Caller) -> None:
        if self._waiting.pop(who.names[b"contact"], None) is not None:
            self.played.gave_up += 1
            self.total.gave_up += 1
            self._forget_timers(who)
            self._write(who.tape.hang_up_of(b"caller") % who.names)
            self._calls -= 1

    def _ring(self, action: dict[str, str], variables: dict[str, str]) -> None:
        now, contact = time.perf_counter(), variables["ACD_CALL_ID"].encode()
        agent, leg = action["Channel"].removeprefix("PJSIP/").encode(), action["ChannelId"].encode()
        who = self._waiting.pop(contact, None)
        if who is None:
            self._write(_refused(action))
            return
        self._forget_timers(who)
        if who.found_idle:
            self.played.at_once_s.append(now - who.held)
        elif agent in self._freed:
            self.played.freed_s.append(now - max(self._freed[agent], who.held))
        self._serial += 1
        who.names |= {
            b"agent": agent,
            b"leg": leg,
            b"phone": b"PJSIP/%s-%08x" % (agent, self._serial),
            b"action": action["ActionID"].encode(),
            b"bridge": str(UUID(int=self._draw.getrandbits(128))).encode(),
        }
        self._legs[leg] = who
        loop = asyncio.get_running_loop()
        who.ringing = (
            loop.call_later(_TURN_S, self._begin_ringing, who),
            loop.call_later(_TURN_S + RING_S, self._join, who),
        )

    def _begin_ringing(self, who: _Caller) -> None:
        who.rings = True
        self._play(who, "is rung")

    def _join(self, who: _Caller) -> None:
        self._play(who, "is joined")
        self.played.connected += 1
        self.total.connected += 1
        who.talk = asyncio.get_running_loop().call_later(who.talk_s, self._end, who)

    def _hang_up(self, leg: bytes) -> None:
        """A leg is stopped as the daemon wishes: its caller waits on, or his talk is over. Others are gone already."""
        who = self._legs.get(leg)
        if who is None:
            return
        if who.talk is not None:
            who.talk.cancel()
            self._end(who)
            return
        del self._legs[leg]
        for timer in who.ringing:
            timer.cancel()
        if who.rings:
            self._write(who.tape.hang_up_of(b"leg") % who.names)
        who.rings, who.found_idle = False, False
        self._waiting[who.names[b"contact"]] = who
        who.hold = asyncio.get_running_loop().call_later(HOLD_S, self._hold_on, who)

    def _end(self, who: _Caller) -> None:
        if self._legs.pop(who.names[b"leg"], None) is None:
            return
        self._play(who, "ends")
        self._freed[who.names[b"agent"]] = time.perf_counter()
        self._calls -= 1

    @staticmethod
    def _forget_timers(who: _Caller) -> None:
        for timer in (who.patience, who.hold):
            if timer is not None:
                timer.cancel()


def _refused(action: dict[str, str]) -> bytes:
    """As Asterisk tells of a leg that came to nothing. The caller hung up as we were asked to ring for him."""
    headers = {
        "Event": "OriginateResponse",
        "Privilege": "call,all",
        "ActionID": action["ActionID"],
        "Response": "Failure",
        "Channel": action["Channel"],
        "Context": action["Context"],
        "Exten": "s",
        "Reason": "0",
        "Uniqueid": action["ChannelId"],
        "CallerIDNum": "<unknown>",
        "CallerIDName": "<unknown>",
    }
    return "".join(f"{key}: {value}\r\n" for key, value in headers.items()).encode() + b"\r\n"
