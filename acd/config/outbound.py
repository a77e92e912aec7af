"""[outbound] of queues.toml: how many calls may leave the house within an hour, and which destinations dial out."""

from collections.abc import Collection
from typing import Annotated

from pydantic import PlainValidator

from acd.config.errors import Mistakes, shown
from acd.config.fields import Name, whole
from acd.config.files import Source, single
from acd.config.tables import Table, nearest, validate
from acd.core.outbound import OutboundLimits

_LIMITS = OutboundLimits()
Calls = Annotated[int, PlainValidator(whole(0, 100_000))]


class OutboundTable(Table):
    an_hour: Calls = _LIMITS.an_hour
    per_number_an_hour: Calls = _LIMITS.per_number_an_hour
    per_destination_an_hour: Calls = _LIMITS.per_destination_an_hour
    destinations: tuple[Name, ...] = _LIMITS.destinations


def read_outbound(sources: list[Source], destinations: Collection[str], mistakes: Mistakes) -> OutboundLimits:
    entry = single(sources, "outbound", mistakes)
    table = validate(OutboundTable, entry.raw, entry.file, "outbound", mistakes) if entry else None
    if entry is None or table is None:
        return _LIMITS
    for name in table.destinations:
        if name not in destinations:
            why = f"no such destination, {nearest(name, destinations)}"
            mistakes.add(entry.file, "outbound.destinations", why, shown(name))
    return OutboundLimits(
        table.an_hour, table.per_number_an_hour, table.per_destination_an_hour, tuple(sorted(table.destinations))
    )
