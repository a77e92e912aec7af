"""One PBX examined: from the connection inwards. What cannot be looked at because of something else is left out."""

import time
from importlib.metadata import version

from acd.config.settings import Settings
from acd.control.house import DoctorLine
from acd.doctor import account, clocks, dialplan, phones, trunks, ways_out
from acd.doctor import version as asterisk
from acd.doctor.knock import contacts, knock
from acd.doctor.sheet import Sheet
from acd.pbx.actions import CoreSettings, DeviceStateList, ListCommands, Ping, ShowDialPlan
from acd.pbx.door import Door
from acd.pbx.link import IN_USE, ActionRefused, Connected, LinkError, Refused
from acd.pbx.wire import Message


async def examine(door: Door, settings: Settings) -> tuple[DoctorLine, ...]:
    """All that is right and all that is missing at the PBX of `door`. Never raises for what it finds; rings nobody."""
    sheet = Sheet(door.pbx)
    if _is_in(door, sheet):
        try:
            await _look(door, settings, sheet)
        except LinkError as error:
            sheet.wrong(f"the examination could not go on: {error}", "is the PBX overloaded, or just restarting?")
    return tuple(sheet.lines)


def _is_in(door: Door, sheet: Sheet) -> bool:
    wanted, state = door.link.settings, door.state.link
    at = f"{wanted.host}:{wanted.port}"
    match state:
        case Connected():
            sheet.ok(f"logged in at {at} as {wanted.username}")
            return True
        case Refused(reason=reason) if reason == IN_USE:
            sheet.wrong(
                f"{at}: the account {wanted.username} is in use already",
                "is there another engine, on another machine? The account lets one in at a time, on purpose",
            )
        case Refused(reason=reason):
            sheet.wrong(
                f"{at} does not let {wanted.username} in: {reason}",
                f"compare username and secret of [pbx.{door.pbx}] in acd.toml with manager.d/acd.conf there, and its "
                'permit= with our address; then "manager reload"',
            )
        case _:
            why = getattr(state, "reason", "no connection yet")
            sheet.wrong(
                f"not connected: {why}" if at in why else f"not connected to {at}: {why}",
                "does Asterisk run, with enabled=yes and this bindaddr and port in manager.conf?",
            )
    return False


async def _look(door: Door, settings: Settings, sheet: Sheet) -> None:
    commands = (await door.link.ask(ListCommands())).headers
    if "CoreSettings" in commands:
        asterisk.judge((await door.link.ask(CoreSettings())).get("AsteriskVersion"), sheet)
    account.judge({name: text for name, text in commands.items() if name not in ("Response", "ActionID")}, sheet)
    sent = time.time()
    pong = await door.link.ask(Ping())
    clocks.judge(pong.get("Timestamp"), sent, time.time(), sheet)
    is_heard = False
    if "ShowDialPlan" in commands:
        listed = await _contexts(door)
        dialplan.judge(listed, settings.destinations.keys() - {"fallback"}, version("asterisk-acd"), sheet)
        ways_out.judge(
            listed.get(dialplan.DESTINATIONS, ()),
            settings.pbxes[door.pbx].trunks,
            settings.roster.outbound.destinations,
            sheet,
        )
        if dialplan.DOCTOR in listed and "Originate" in commands:
            is_heard = await knock(door, settings, sheet)
    if "DeviceStateList" in commands:
        reached = await _phones(door, settings, sheet)
        if reached and is_heard:
            await trunks.probe(await contacts(door, reached), sheet)


async def _contexts(door: Door) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for context in dialplan.CONTEXTS:
        try:
            found[context] = await door.link.ask_list(ShowDialPlan(context))
        except ActionRefused:
            continue
    return found


async def _phones(door: Door, settings: Settings, sheet: Sheet) -> list[str]:
    """The endpoints that can be reached."""
    listed = await door.link.ask_list(DeviceStateList())
    states = {each["Device"]: each["State"] for each in listed}
    agents = [agent for agent in settings.roster.agents.values() if agent.pbx == door.pbx]
    return phones.judge(states, agents, settings.pbxes[door.pbx].trunks, sheet)
