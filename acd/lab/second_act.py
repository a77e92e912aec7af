"""The demo's second act: one caller would rather be called back than hold, another holds behind him. The daemon is
killed, its supervisor starts another, and both have the places they had. Those who serve them come to work only then.
"""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import replace

from acd.control.requests import History, View
from acd.core.records import ContactEnded
from acd.core.view import ContactView, FloorView
from acd.lab.audit import Finding
from acd.lab.house import House, Plan
from acd.lab.scene import Caller, Colleague
from acd.lab.screen import Screen
from acd.lab.sipp import Person
from acd.lab.trouble import LabError

NUMBER = "5551237"  # the queue of the second act, at once
QUEUE = "returns"
COLLEAGUES = (Colleague("1007", 0.5, 4.0), Colleague("1008", 0.5, 4.0))
CALLERS = (
    Caller(
        2.5, Person("03023125017", "Wanda Blum", "21"), (3.0, 3.0), None, dials=NUMBER
    ),  # call me back, on this number
    Caller(9.0, Person("03023125018", "Oskar Lind"), (), None, dials=NUMBER),
)
_UP_S = 20.0
_SAME_S = 0.01  # the PBX keeps milliseconds

_QUEUES = f"""
[callback]
trunk = "trunk"
number = "+493023125000"
countries = ["DE"]

[queue.{QUEUE}]
needs = {{ {QUEUE} = 1 }}
whisper = false
wrap_s = "1s"
callback = {{}}
keys = {{ 2 = {{ flow = "callback", node = "ask" }} }}
"""
_AGENTS = f"""
[agent.1007]
name = "Grace Mwangi"
skills = {{ {QUEUE} = 5 }}

[agent.1008]
name = "Hugo Brandt"
skills = {{ {QUEUE} = 5 }}
"""
_FLOW = f"start: wait\nnodes:\n  wait: {{handoff: {QUEUE}}}\n"

Places = Mapping[str, ContactView]


def staged(plan: Plan) -> Plan:
    """With the act's queue, its agents and its way in."""
    return replace(
        plan,
        queues=plan.queues + _QUEUES,
        agents=plan.agents + _AGENTS,
        flows={**plan.flows, QUEUE: _FLOW},
        trunks=("trunk",),
    )


def places(house: House) -> Places:
    """Who waits in the act's queue, by contact."""
    found = house.client.ask(View(), FloorView).contacts
    return {each.contact: each for each in found if each.queue == QUEUE}


def replace_daemon(house: House, screen: Screen) -> Finding:
    """Kills the daemon and waits for the next; whether those who waited have kept their places."""
    house.client.ask(History(limit=1), tuple[ContactEnded, ...])  # it writes what it has not yet
    before = places(house)
    screen.say(f"the daemon is killed (SIGKILL). {_told(before)}")
    took_s = _strike(house)
    after = places(house)
    screen.say(f"after {took_s:.1f} s its supervisor has another at work. {_told(after)}")
    said = [f"{who}: {_place(before.get(who))} before, {_place(after.get(who))} after" for who in _moved(before, after)]
    return Finding(f"{len(before)} who waited kept their places when the daemon was killed", tuple(said))


def _strike(house: House) -> float:
    first = house.daemon()
    if first is None:
        raise LabError("the daemon to be killed is not running")
    began = time.monotonic()
    os.kill(first.pid, signal.SIGKILL)
    while (another := house.daemon()) is None or another.pid == first.pid:
        if time.monotonic() - began > _UP_S:
            raise LabError(f"no other daemon came up; its last words: {house.last_words()}")
        time.sleep(0.02)
    return time.monotonic() - began


def _moved(before: Places, after: Places) -> list[str]:
    def is_same(who: str) -> bool:
        was, is_now = before.get(who), after.get(who)
        if was is None or is_now is None:
            return False
        return was.position == is_now.position and abs(was.entered - is_now.entered) < _SAME_S

    return [who for who in sorted({*before, *after}) if not is_same(who)]


def _told(waiting: Places) -> str:
    by_place = sorted(waiting.values(), key=lambda each: each.position or 0)
    return "; ".join(f"{each.name} {_what(each)}: {_place(each)}" for each in by_place) or "Nobody waits"


def _what(contact: ContactView) -> str:
    return "is to be called back" if contact.callback is not None and contact.callback.is_away else "holds"


def _place(contact: ContactView | None) -> str:
    return "no place" if contact is None else f"place {contact.position} in {contact.queue}"
