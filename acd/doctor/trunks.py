"""OPTIONS to every trunk and phone that can be reached, from where we stand: the round trip, or why there was none.

The PBX says where each is. Phones behind another router answer the PBX only, so silence is a remark and no fault.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

from acd.doctor.sheet import Sheet, some
from acd.pbx.sip import NOT_INSTALLED, ProbeResult, is_installed, options

DEADLINE_S = 1.5
AT_ONCE = 20

_CONTACT = re.compile(r"PJSIP/[^/]+/(sips?):(?:[^@]*@)?([A-Za-z0-9.-]+)(?::(\d{1,5}))?(;.*)?")


@dataclass(frozen=True, slots=True)
class Place:
    host: str
    port: int


def place(contact: str) -> Place | None:
    """Where one contact (``PJSIP/1001/sip:1001@10.0.0.7:5060;ob``) is; None when not by UDP over IPv4."""
    found = _CONTACT.fullmatch(contact)
    if found is None or found.group(1) == "sips":
        return None
    transport = re.search(r";transport=([^;]+)", found.group(4) or "", re.IGNORECASE)
    if transport is not None and transport.group(1).lower() != "udp":
        return None
    return Place(found.group(2), int(found.group(3) or 5060))


async def probe(contacts: Mapping[str, str], sheet: Sheet) -> None:
    """`contacts`: by endpoint, as the PBX tells them."""
    if not is_installed():
        sheet.ok(f"phones and trunks {NOT_INSTALLED}")
        return
    places = {name: place(each) for name, all_of_it in contacts.items() for each in all_of_it.split("&")[:1] if each}
    asked = {name: where for name, where in places.items() if where is not None}
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(where: Place) -> ProbeResult:
        async with gate:
            return await options(where.host, where.port, DEADLINE_S)

    answers = dict(zip(asked, await asyncio.gather(*map(ask, asked.values())), strict=True))
    report(answers, [name for name in places if name not in asked], sheet)


def report(answers: Mapping[str, ProbeResult], passed_over: list[str], sheet: Sheet) -> None:
    """`passed_over`: those that cannot be asked this way."""
    times = sorted(answer.rtt_ms for answer in answers.values() if answer.rtt_ms is not None)
    if times:
        sheet.ok(f"{len(times)} of {len(answers)} phones and trunks answer SIP in {times[0]:.0f} to {times[-1]:.0f} ms")
    silent = [f"PJSIP/{name}: {answer.reason}" for name, answer in answers.items() if answer.rtt_ms is None]
    if silent:
        sheet.warn(
            f"no SIP answer to us from {some(silent)}",
            "fine for those behind another router: only the PBX reaches them",
        )
    if passed_over:
        sheet.ok(f"not probed, since not reached by UDP and IPv4: {some(passed_over)}")
