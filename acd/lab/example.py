"""The shipped example configuration, made fit for a lab: the very files an admin gets, a few values apart."""

import re
from collections.abc import Mapping, Sequence

from acd.config.pins import hash_pin
from acd.lab.house import Plan
from acd.lab.render import SHIPPED
from acd.lab.shop import PORT
from acd.lab.trouble import LabError

_EXAMPLE = SHIPPED / "acd"
SHOP = f"http://127.0.0.1:{PORT}"  # in the example's lookups.toml

# Two more colleagues than the example has: one with the highest level of all, one who can do everything a little.
MORE_AGENTS = """
[agent.1005]
name = "Ewa Lindqvist"
skills = { support = 10 }

[agent.1006]
name = "Farid Haddad"
skills = { sales = 3, support = 4, billing = 3 }
"""


def example(*, quick: Mapping[str, str] | None = None, pins: Mapping[str, str] | None = None, shop: str = SHOP) -> Plan:
    """The example's queues, agents, calendars, lookups and flows, and `MORE_AGENTS`; nobody is signed in at the start.

    quick: values of queues.toml to set otherwise, such as ``ring_s`` -> ``5s``, those of agents too where they have
    their own; pins: agent -> PIN; shop: where the service is that is looked up at.
    """
    agents = _changed(_shipped("agents.toml"), r"^signed_in_at_start *=.*\n", "", "signed_in_at_start") + MORE_AGENTS
    for agent, pin in (pins or {}).items():
        agents = _changed(agents, rf"^\[agent\.{agent}\].*$", f'[agent.{agent}]\npin = "{hash_pin(pin)}"', agent)
    queues = _shipped("queues.toml")
    for key, value in (quick or {}).items():
        queues = _changed(queues, rf"^{key} *=.*$", f'{key} = "{value}"', key)
        agents = re.sub(rf"^{key} *=.*$", f'{key} = "{value}"', agents, flags=re.MULTILINE)
    flows = {path.stem: path.read_text(encoding="utf-8") for path in sorted((_EXAMPLE / "flows").glob("*.yaml"))}
    lookups = {"lookups.toml": _shipped("lookups.toml").replace(SHOP, shop)}
    return Plan(queues, agents, flows, _shipped("calendars.toml"), more=lookups)


def agent_ids(plan: Plan) -> Sequence[str]:
    return re.findall(r"^\[agent\.(\w+)\]", plan.agents, re.MULTILINE)


def _shipped(name: str) -> str:
    return (_EXAMPLE / name).read_text(encoding="utf-8")


def _changed(text: str, pattern: str, line: str, what: str) -> str:
    changed, found = re.subn(pattern, lambda _: line, text, flags=re.MULTILINE)
    if found != 1:
        raise LabError(f"{what} stands {found} times in the shipped example, expected once")
    return changed
