"""A decision as text: complete, and a quarter as long as its row objects written out, for every offer writes one.

Each candidate has the same terms and most agents are kept out for one of a few reasons, so both lists are written as
tables: names and reasons once. Decisions written before were plain, and one whose candidates' terms differ still is;
read back, all look like that: dicts and lists under ``Decision``'s own field names.
"""

import json
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from acd.core.routing.why import Decision
from acd.store.codec import to_json


class DecisionText(TypeDecorator[object]):
    """A ``Decision``, or what has been made of one already."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: object | None, _dialect: Dialect) -> str:
        return to_json(packed(value) if isinstance(value, Decision) else value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> object:
        return None if value is None else unpacked(json.loads(value))


def packed(decision: Decision) -> object:
    """What is to be written for `decision`."""
    sheet = decision.sheet()
    if sheet is None:
        return decision
    agents, gates = decision.gates()
    numbers = {gate: number for number, gate in enumerate(dict.fromkeys(gates))}
    return {
        "contact": decision.contact,
        "queue": decision.queue,
        "chosen": decision.chosen,
        "waited_s": decision.waited_s,
        "scored": {
            "terms": sheet.terms,
            "agents": sheet.agents,
            "costs": sheet.costs.tolist(),
            "values": sheet.values.tolist(),
        },
        "gated": {"gates": list(numbers), "agents": agents, "numbers": [numbers[gate] for gate in gates]},
        "margin": decision.margin,
        "needs": decision.needs,
        "is_joint": decision.is_joint,
        "flip": decision.flip,
    }


def unpacked(found: dict[str, Any]) -> dict[str, Any]:
    """`found` as if it had been written plain."""
    if isinstance(found["scored"], list):
        return found
    sheet, out = found["scored"], found["gated"]
    scored = [
        {
            "agent": agent,
            "cost": cost,
            "terms": [[name, value, weight] for (name, weight), value in zip(sheet["terms"], row, strict=True)],
        }
        for agent, cost, row in zip(sheet["agents"], sheet["costs"], sheet["values"], strict=True)
    ]
    gated = [
        {"agent": agent, "gate": out["gates"][number]}
        for agent, number in zip(out["agents"], out["numbers"], strict=True)
    ]
    return found | {"scored": scored, "gated": gated}
