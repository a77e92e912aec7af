"""Whether the PBX knows the agents' phones and the trunks, and can reach them."""

from collections.abc import Iterable, Mapping

from acd.core.roster import AgentProfile
from acd.doctor.sheet import Sheet, some

UNREACHABLE, NO_SUCH = "UNAVAILABLE", "INVALID"


def judge(states: Mapping[str, str], agents: Iterable[AgentProfile], trunks: Iterable[str], sheet: Sheet) -> list[str]:
    """`states`: each device's state, as DeviceStateList gives them. The endpoints that can be reached."""
    phones = {agent.phone: f"{agent.phone} ({agent.id} {agent.name})" for agent in agents}
    lines = {f"PJSIP/{name}": f"trunk {name}" for name in trunks}
    wanted = phones | lines
    unknown = [text for device, text in wanted.items() if states.get(device, NO_SUCH) == NO_SUCH]
    if unknown:
        sheet.wrong(
            f"the PBX knows no {some(unknown)}",
            "check the name against pjsip.conf, where [NAME] of type=endpoint is PJSIP/NAME here: make it there, or "
            "correct phone and id in agents.toml, trunks in acd.toml",
        )
    absent = [text for device, text in phones.items() if states.get(device) == UNREACHABLE]
    if absent:
        sheet.warn(
            f"not registered: {some(absent)}",
            "no calls are offered there until the phone registers; fine for agents who are off",
        )
    dead = [text for device, text in lines.items() if states.get(device) == UNREACHABLE]
    if dead:
        sheet.warn(
            f"no calls can go out by {some(dead)}",
            "fine where a trunk only brings calls; else look there: pjsip show endpoints",
        )
    reached = [device for device in wanted if states.get(device, NO_SUCH) not in (UNREACHABLE, NO_SUCH)]
    if reached:
        sheet.ok(f"{len(reached)} of {len(wanted)} phones and trunks are known and can be reached")
    return [device.removeprefix("PJSIP/") for device in reached if device.startswith("PJSIP/")]
