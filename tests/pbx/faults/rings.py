"""What phones rang, as the PBX itself tells it."""

from collections.abc import Sequence

from tests.pbx.eye import Message


def doubles(seen: Sequence[Message]) -> int:
    """Legs that were made while another of their contact's was there."""
    there: dict[str, set[str]] = {}
    found = 0
    for event in seen:
        leg = event.get("Uniqueid", "")
        if not leg.startswith("acd-"):
            continue
        of_contact = there.setdefault(_contact(leg), set())
        if event["Event"] == "Newchannel":
            found += bool(of_contact)
            of_contact.add(leg)
        elif event["Event"] == "Hangup":
            of_contact.discard(leg)
    return found


def for_nobody(seen: Sequence[Message]) -> int:
    """Legs that were made after their caller's channel was gone."""
    gone: set[str] = set()
    found = 0
    for event in seen:
        uniqueid = event.get("Uniqueid", "")
        if event["Event"] == "Newchannel" and uniqueid.startswith("acd-"):
            found += _contact(uniqueid) in gone
        elif event["Event"] == "Hangup":
            gone.add(f"main-{uniqueid}")
    return found


def _contact(leg: str) -> str:
    return leg.removeprefix("acd-").rpartition("-")[0]
