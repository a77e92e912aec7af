"""Destinations that dial out over a trunk and are not among those whose calls are counted."""

from collections.abc import Collection, Iterable

from acd.doctor.sheet import Sheet, some
from acd.pbx.wire import Message

_DIALLING = ("Dial", "Originate", "FollowMe", "Transfer", "BlindTransfer")


def judge(destinations: Iterable[Message], trunks: Collection[str], counted: Collection[str], sheet: Sheet) -> None:
    """`destinations`: the lines of [acd-destinations]; `trunks`: endpoints to the outside; `counted`: the destinations
    of [outbound]. Only what a line itself says is seen."""
    out = {
        line.get("Extension")
        for line in destinations
        if line.get("Application") in _DIALLING and _names_one(line.get("AppData"), trunks)
    }
    if uncounted := sorted(out - set(counted)):
        sheet.wrong(
            f"callers are sent out over a trunk uncounted: {some(uncounted)}",
            "name them in destinations of [outbound] in queues.toml, so that an hour has no more of them than its caps",
        )
    elif out:
        sheet.ok(f"destinations that dial out are counted: {some(sorted(out))}")


def _names_one(data: str, trunks: Collection[str]) -> bool:
    return any(f"@{trunk}" in data or f"PJSIP/{trunk}" in data for trunk in trunks)
