"""Life tables: what may follow what, as data. A pair that is not in the table is illegal and changes nothing."""

from collections.abc import Mapping
from enum import StrEnum


def diagram(table: Mapping[tuple[StrEnum, StrEnum], StrEnum], start: StrEnum) -> str:
    """`table` as a Mermaid state diagram; triggers that join the same two states share one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, trigger), after in table.items():
        arrows.setdefault((state.value, after.value), []).append(trigger.value)
    lines = [f"    {a} --> {b}: {', '.join(triggers)}" for (a, b), triggers in arrows.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {start.value}", *lines]) + "\n"
