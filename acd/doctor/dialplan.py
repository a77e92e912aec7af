"""Whether our dialplan is in, whole and of this release, and whether it knows the named destinations."""

from collections.abc import Iterable, Mapping

from acd.doctor.sheet import Sheet, some
from acd.pbx.wire import Message

CONTEXTS = (
    *("acd-in", "acd-flow", "acd-visit", "acd-next", "acd-sent", "acd-hold", "acd-agent", "acd-after"),
    *("acd-callback", "acd-customer", "acd-reached", "acd-goodbye", "acd-destinations", "acd-fallback"),
    *("acd-agent-codes", "acd-agent-visit", "acd-doctor"),
)
DESTINATIONS = "acd-destinations"
DOCTOR = "acd-doctor"

Listed = Mapping[str, list[Message]]  # by context; an absent one is not there


def judge(listed: Listed, destinations: Iterable[str], release: str, sheet: Sheet) -> None:
    """`release`: ours, which the dialplan names too."""
    missing = [context for context in CONTEXTS if context not in listed]
    if missing:
        whole = len(missing) == len(CONTEXTS)
        sheet.wrong(
            "our dialplan is not loaded" if whole else f"contexts are missing in the dialplan: {some(missing)}",
            'copy dialplans/acd.conf to /etc/asterisk, #include "acd.conf" in extensions.conf, "dialplan reload"',
        )
        if whole:
            return
    else:
        _judge_release(listed[DOCTOR], release, sheet)
    known = {line.get("Extension") for line in listed.get(DESTINATIONS, ())}
    unknown = sorted(set(destinations) - known)
    if unknown:
        sheet.wrong(
            f"destinations the dialplan does not know: {some(unknown)}; callers sent there take the fallback",
            f"write an extension for each into acd-destinations.conf, which acd.conf includes in [{DESTINATIONS}] "
            '(asterisk-conf/ has an example), then "dialplan reload"',
        )
    elif DESTINATIONS in listed:
        sheet.ok("all named destinations are in the dialplan")


def _judge_release(lines: Iterable[Message], release: str, sheet: Sheet) -> None:
    found = next((line.get("AppData") for line in lines if line.get("Extension") == "release"), "")
    if found == release:
        sheet.ok(f"the dialplan is whole and of release {release}")
    else:
        sheet.wrong(
            f"the dialplan is of {f'release {found}' if found else 'another release'}, the engine of {release}",
            'copy this release\'s dialplans/acd.conf to /etc/asterisk, then "dialplan reload"',
        )
