"""(d) Twenty callers a second through a menu of two levels, two keys each; Asterisk's own menu and Queue() beside.

Measured from the end of the second key (DTMFEnd) to the caller's entry into the line. Every caller must come where his
keys said.
"""

import random
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from acd.lab import sipp
from acd.lab.sipp import Person
from bench.duel.both import ENGINE, QUEUE, QUEUES
from bench.duel.observer import Message
from bench.duel.timeline import ENTERS
from bench.duel.traffic import Traffic
from bench.strain.goals import Goal, percentiles_ms, shown
from bench.strain.rig import SIDES, Rig, rig

SEED, AGENTS, RATE = 20, 200, 20
KEYS = ("11", "12", "21", "22")
AFTER_S = (1.0, 1.2)
TALK_MS = (1000, 2000)
NUMBERS = {ENGINE: "5551234", QUEUE: "5550013"}
_WITHIN_S = 60.0
_MENU = """
    menu: [basic-pbx-ivr-main]
    retries: 1
    timeout_s: 5
    wrong: [pm-invalid-option]
    silent: [vm-sorry]
    on_failure: bye
"""
_FLOW = (
    f"start: top\nlanguage: en\nnodes:\n  top:{_MENU}    keys: {{1: one, 2: two}}\n"
    f"  one:{_MENU}    keys: {{1: at-11, 2: at-12}}\n  two:{_MENU}    keys: {{1: at-21, 2: at-22}}\n"
    + "".join(f'  at-{keys}: {{handoff: bench, intent: "{keys}"}}\n' for keys in KEYS)
    + "  bye: {hangup: [vm-goodbye]}\n"
)
_DIALPLAN = """
[acd-in](+)
exten => 5550013,1,Goto(bench-menu,s,1)

[bench-menu]
exten => s,1,Gosub(bench-clean,s,1)
 same => n(again),Background(basic-pbx-ivr-main)
 same => n,WaitExten(5)
exten => _[12],1,Set(PRESSED=${PRESSED}${EXTEN})
 same => n,GotoIf($[${LEN(${PRESSED})} < 2]?s,again)
 same => n,UserEvent(BenchChosen,Pressed: ${PRESSED})
 same => n,Queue(bench)
 same => n,Hangup()
"""


def run(minutes: float) -> list[Goal]:
    calls = round(60 * minutes * RATE)
    draw = random.Random(SEED)
    people = [Person(f"4930{each:06}", "Caller", draw.choice(KEYS)) for each in range(calls)]
    talks = Traffic("menu", (0,) * calls, tuple(draw.randrange(*TALK_MS) for _ in people), warm_up=0)
    wrong, reactions = {}, {}
    with (
        tempfile.TemporaryDirectory(prefix="acd-load-", dir="/tmp") as folder,
        rig(Path(folder), AGENTS, dialplan=_DIALPLAN, queues=QUEUES, flow=_FLOW, calls=2 * AGENTS) as made,
    ):
        for side in SIDES:
            wrong[side], reactions[side] = _turn(made, side, people, talks)
    ours, theirs = reactions[ENGINE], reactions[QUEUE]
    if ours is not None and theirs is not None:
        print(f"p50 second key -> in line, ours over theirs: {ours[0] / theirs[0]:.2f}; p99: {ours[1] / theirs[1]:.2f}")
    return [Goal("callers who did not come where their keys said", wrong[ENGINE], 0)]


def _turn(made: Rig, side: str, people: list[Person], talks: Traffic) -> tuple[int, tuple[float, float] | None]:
    calling = sipp.callers(
        made.house.layout, people, name="pressing", number=NUMBERS[side], rate=RATE, key_after_s=AFTER_S
    )
    with made.side(side):
        turn = made.run(side, talks, within_s=len(people) / RATE + _WITHIN_S, calling=calling)
    chosen = _walked(made) if side == ENGINE else _said(made.heard)
    wrong = sum(chosen.get(person.number) != person.keys for person in people)
    reaction = percentiles_ms(_reactions(made.heard))
    print(
        f"{side:<8} {turn.counts}; connected {turn.seen.connected}; not where the keys said {wrong}; p50/p99 second "
        f"key -> in line {shown(reaction)}; processor a call: Asterisk {turn.asterisk_ms:.1f} ms, daemon "
        f"{turn.daemon_ms:.1f} ms",
        flush=True,
    )
    return wrong, reaction


def _walked(made: Rig) -> dict[str, str]:
    """Where each number came by the engine's store."""
    store = sqlite3.connect(made.house.store_url.removeprefix("sqlite:///"))
    try:
        return dict(store.execute("select number, intent from flow_walks").fetchall())
    finally:
        store.close()


def _said(heard: Iterable[Message]) -> dict[str, str]:
    return {each["CallerIDNum"]: each["Pressed"] for each in heard if each.get("UserEvent") == "BenchChosen"}


def _reactions(heard: Iterable[Message]) -> list[float]:
    """Seconds from a caller's last key to his entry."""
    pressed: dict[str, float] = {}
    found: dict[str, float] = {}
    for each in heard:
        caller, at = each.get("Uniqueid", ""), float(each["Timestamp"])
        if each["Event"] == "DTMFEnd" and each.get("Direction") == "Received":
            pressed[caller] = at
        elif (each["Event"] in ENTERS or each.get("UserEvent") in ENTERS) and caller in pressed:
            found.setdefault(caller, at - pressed[caller])
    return list(found.values())
