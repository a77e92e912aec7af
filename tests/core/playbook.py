"""Scripts for the Floor: an event in (`>>`), the commands it must give out (`<<`), and a readable difference when not.

Every command has to be named, in order, or belong to a type the script lets pass (`let`); a command that was given out
and neither named nor let pass fails the script at the next event or at the end.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, Roster

START = 1_000_000.0
NOISE = (
    c.WakeMe,
    c.MarkCaller,
    r.AgentStateEnded,
    r.AgentNoted,
    r.ContactEntered,
    r.NeedsRelaxed,
    r.QueueStayEnded,
    r.Decided,
    r.OfferEnded,
    r.WaitPredicted,
    r.CallOut,
)


def house(*queues: QueueRules, agents: Mapping[str, Mapping[str, int]] | None = None, **profile: Any) -> Roster:
    """A roster; every agent is on PBX main with phone PJSIP/<id> unless `profile` says otherwise."""
    skills = {"ann": {}, "bob": {}} if agents is None else agents
    profiles = [
        AgentProfile(**{"id": a, "name": a.title(), "pbx": "main", "phone": f"PJSIP/{a}", "skills": s, **profile})
        for a, s in skills.items()
    ]
    return Roster({q.name: q for q in queues or (QueueRules("q"),)}, {p.id: p for p in profiles})


def arrival(
    which: int, queue: str = "q", *, entered: float = START, pbx: str = "main", **more: Any
) -> e.ContactArrived:
    return e.ContactArrived(f"{pbx}-{which}", pbx, f"PJSIP/trunk-{which}", queue, entered, **more)


class Like:
    """Matches a command or record of `kind` with these fields, the others being what they like."""

    def __init__(self, kind: type, **values: Any) -> None:
        self.kind, self.values = kind, values

    def matches(self, thing: object) -> bool:
        return isinstance(thing, self.kind) and all(getattr(thing, name) == v for name, v in self.values.items())

    def __repr__(self) -> str:
        return f"{self.kind.__name__}({', '.join(f'{name}={value!r}' for name, value in self.values.items())}, ...)"


def ring(contact: int, agent: str, offer: int = 1, **more: Any) -> Like:
    return Like(c.RingAgent, contact=f"main-{contact}", agent=agent, offer=offer, **more)


def stop(contact: int, offer: int = 1) -> Like:
    return Like(c.StopRinging, contact=f"main-{contact}", offer=offer)


def ended(contact: int, outcome: r.Outcome, **more: Any) -> Like:
    return Like(r.ContactEnded, contact=f"main-{contact}", outcome=outcome, **more)


def refused(event: type, **more: Any) -> Like:
    return Like(r.Refused, event=event.__name__, **more)


def ok(**more: Any) -> Like:
    return Like(c.Reply, ok=True, **more)


class Playbook:
    def __init__(self, roster: Roster, *signed_in: str, let: tuple[type, ...] = NOISE) -> None:
        self.now, self.let = START, let
        self.floor = Floor(roster)
        self._timers: list[tuple[float, str]] = []
        self._log: list[str] = []
        self._open: list[object] = []
        self._rows: list[r.Row] = []
        self._asked = 0
        for agent in signed_in:
            self >> e.AgentSignedIn(agent, self.token())
            self << ok()

    def token(self) -> str:
        self._asked += 1
        return f"ask-{self._asked}"

    def __rshift__(self, event: e.Event) -> "Playbook":
        """The event happens now; every command of the one before must have been named."""
        self.done()
        self._log.append(f">> {event}")
        self._take(self.floor.handle(event, self.now))
        return self

    def __lshift__(self, expected: "Like | list[Like]") -> "Playbook":
        for like in expected if isinstance(expected, list) else [expected]:
            got = self._open.pop(0) if self._open else None
            self._log.append(f"<< {_short(got)}")
            if got is None or not like.matches(got):
                raise AssertionError("\n".join([*self._log[-12:], f"expected {like}", f"got      {got}"]))
        return self

    def at(self, seconds: float) -> "Playbook":
        """Go to START + `seconds`, ringing every timer on the way; what they bring is to be named as usual."""
        end = START + seconds
        while due := [timer for timer in self._timers if timer[0] <= end]:
            timer = min(due)
            self._timers.remove(timer)
            self.now = max(self.now, timer[0])
            self._log.append(f">> {timer[1]} at {self.now - START:g}")
            self._take(self.floor.handle(e.TimerRang(timer[1]), self.now))
        self.now = end
        return self

    def done(self) -> None:
        if self._open:
            raise AssertionError(
                "\n".join([*self._log[-12:], *(f"unasserted << {_short(each)}" for each in self._open)])
            )

    def _take(self, commands: list[c.Command]) -> None:
        self._timers += [(each.at, each.token) for each in commands if isinstance(each, c.WakeMe)]
        self._rows += [each.row for each in commands if isinstance(each, c.Record)]
        things = [each.row if isinstance(each, c.Record) else each for each in commands]
        self._open += [each for each in things if not isinstance(each, self.let)]

    # --- shorthands ---

    def ask(self, kind: type, *args: Any, **more: Any) -> "Playbook":
        return self >> kind(*args, asked=self.token(), **more)

    def talk(self, contact: int, offer: int = 1) -> "Playbook":
        """The offer's leg rings, is picked up, is connected."""
        for kind in (e.OfferRang, e.OfferAnswered, e.OfferConnected):
            self >> kind(f"main-{contact}", offer)
        return self

    def rows(self, kind: type) -> list[Any]:
        """All rows of a kind given out so far."""
        return [each for each in self._rows if isinstance(each, kind)]

    def agent(self, agent: str) -> Any:
        return next(each for each in self.floor.view(self.now).agents if each.agent == agent)

    def contact(self, contact: int) -> Any:
        return next((x for x in self.floor.view(self.now).contacts if x.contact == f"main-{contact}"), None)

    def queue(self, queue: str = "q") -> Any:
        return next(each for each in self.floor.view(self.now).queues if each.queue == queue)


def _short(thing: object) -> str:
    if thing is None:
        return "nothing"
    names = [field.name for field in fields(thing) if field.name not in ("decision", "data")]  # type: ignore[arg-type]
    return f"{type(thing).__name__}({', '.join(f'{name}={getattr(thing, name)!r}' for name in names)})"
