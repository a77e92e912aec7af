"""R13: a flood of INVITEs whose names and numbers want to be manager events, AGI replies, dialplan and shell. An honest
caller waits meanwhile, and the worst of them name his channel."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.core.records import AgentState
from acd.lab import sipp
from acd.lab.sipp import Person
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Caller, Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "20"}
SHORT, LONG = 100, 3000
RATE = 40
FORGED = "main-1763769287.999"
# Asterisk's own words on what it had to cut or refuse
SAYS = (
    "invalid UTF-8",
    "rejected",
    "Taskprocessor",
    "Unable to",
    "Cannot",
    "parsing",
    "pjsip",
    "too long",
)


def _lies(victim: str, unique: str, mark: Path) -> list[str]:
    """What would do harm if anybody believed it. `%0d%0a` in a number is a line break once the PBX has read it."""
    gone_event = f"Event: Hangup%0d%0aChannel: {victim}%0d%0aUniqueid: {unique}%0d%0aCause: 16"
    holding = (
        f"Event: UserEvent%0d%0aUserEvent: AcdHolding%0d%0aUniqueid: 1.1%0d%0aAcdCall: {FORGED}%0d%0aAcdQueue: support"
    )
    return [
        *(f"49%0d%0a{gone_event}%0d%0a%0d%0a", f"49%0d%0a%0d%0a{gone_event}%0d%0a%0d%0a", f"49%0a{gone_event}"),
        *(f"49%0d%0a%0d%0a{holding}%0d%0a%0d%0a", f"49%0d%0aAcdQueue: support%0d%0aAcdCall: {FORGED}"),
        *("49%0d%0aResponse: Goodbye%0d%0a%0d%0a", "49%0d%0aAction: Command%0d%0aCommand: core stop now%0d%0a%0d%0a"),
        *("49%0a200 result=1", "49%0d%0aHANGUP%0a", "49%00%01%02%7f", "%e2%80%ae49", "49" + "%0d%0a" * 60),
        *(f"$%7BSHELL(touch {mark})%7D", f"49%26System(touch {mark})", f"%60touch {mark}%60", f"$(touch {mark})"),
        *(f"49%22,touch,{mark}", "49,1,Goto(acd-agent)", "s%7Cacd-destinations%7C1", "%25%37%42EXTEN%7D"),
    ]


def _people(count: int, victim: str, unique: str, mark: Path, chance: random.Random) -> Iterator[Person]:
    lies = _lies(victim, unique, mark)
    for each in range(count):
        lie = lies[each % len(lies)].replace(" ", "%20")
        plain = lie.replace("%0d%0a", "\r").replace("%0a", "\r").replace("%20", " ").replace("%7B", "{")
        noise = "".join(chr(chance.choice((*range(1, 10), *range(11, 13), *range(14, 34), 127))) for _ in range(8))
        name = (plain if each % 3 else f"{noise}{plain}")[:200].replace(";", ",").replace("[", "(").replace('"', "'")
        yield Person(lie[:300].replace(";", ",") or "49", name)


async def _flood(scene: Scene, figure: Figure, count: int) -> None:
    scene.forgiven += SAYS
    mark = scene.house.folder / "harm"
    anna = await scene.at_work("1001", support=5)
    scene.can("1001", expert=1)  # nobody serves anybody yet
    honest: Caller = await scene.caller("support")
    before = await honest.waits("support")
    status = scene.ask(Status(), DaemonStatus)
    people = list(_people(count, honest.channel, before.contact.removeprefix("main-"), mark, random.Random(13)))
    with sipp.callers(scene.house.layout, people, name="hostile", number="sales", rate=RATE, stay_s=0.5) as run:
        await until(lambda: run.counts().created >= count, "all have called", within_s=20 + 2 * count / RATE)
        await until(lambda: len(scene.view().contacts) == 1, "all but the honest one are gone", within_s=20)
        created = run.counts().created
    after, now = await honest.waits("support"), scene.ask(Status(), DaemonStatus)
    scene.flush()
    with scene.reader() as reader:
        rows = reader.history(limit=2 * count)
        unbalanced = reader.unbalanced([before.contact])
        forged = [row for row in rows if row.contact == FORGED or row.queue not in ("sales", "support")]
    lost = [link for link in now.links if link.state is not LinkState.UP or link.since != status.links[0].since]
    figure("R13", f"manager links lost in {count} hostile INVITEs", len(lost), most=0)
    figure("R13", "calls made", created, least=count)
    moved = (after.contact, after.entered) != (before.contact, before.entered)
    changed = len(forged) + moved + (anna.seen().state is not AgentState.READY)
    figure("R13", "forged changes: contacts, places, agents", changed, most=0)
    figure("R13", "commands run", mark.exists(), most=0)
    poisoned = now.counters.ami_poison - status.counters.ami_poison
    figure("R13", "malformed events that reached the daemon, and were dropped", poisoned, least=1)
    came = len([row for row in rows if row.queue == "sales"])
    figure("R13", "of them that came to wait", came, least=count // 10)
    figure("R13", "of these without exactly one end", len(unbalanced), most=0)
    scene.can("1001", support=5)
    await reaches(honest, anna)


async def test_a_flood_of_hostile_names_changes_nothing(scene: Scene, figure: Figure) -> None:
    await _flood(scene, figure, SHORT)


@pytest.mark.long
async def test_a_longer_flood(scene: Scene, figure: Figure) -> None:
    await _flood(scene, figure, LONG)
