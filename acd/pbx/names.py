"""The names by which Floor and PBX know the same things.

An offer's leg carries its name in its channel id, ``acd-<contact>-<offer>``: a second Originate with the same id
fails and rings nobody, and a leg found after a restart says whose it is.
"""

import re
from dataclasses import dataclass

PREFIX = "acd-"
DOCTOR = "doctor"  # in the place of a contact: a test call of the doctor's, which is no offer
_CONTACT = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True, slots=True)
class LegName:
    contact: str
    offer: int


def channel_id(contact: str, offer: int) -> str:
    return f"{PREFIX}{contact}-{offer}"


def leg_name(uniqueid: str) -> LegName | None:
    """None for a channel that is not one of our legs."""
    if not uniqueid.startswith(PREFIX):
        return None
    contact, _, offer = uniqueid.removeprefix(PREFIX).rpartition("-")
    is_offer = contact not in ("", DOCTOR) and offer.isdecimal() and offer.isascii()
    return LegName(contact, int(offer)) if is_offer else None


def is_contact(text: str, pbx: str) -> bool:
    """Whether `text` can be the id, ``<pbx>-<uniqueid>``, of a contact of `pbx`; one of another shape cannot be rung
    for."""
    return text.startswith(f"{pbx}-") and _CONTACT.fullmatch(text) is not None


def pbx_of(contact: str) -> str:
    """``main-1763769287.12`` came in at the PBX ``main``. Its name may have a ``-`` in it; what follows has none."""
    return contact.rpartition("-")[0]


def phone_of(channel: str) -> str:
    """``PJSIP/1001-0000002a`` is a channel of the phone ``PJSIP/1001``."""
    return channel.rpartition("-")[0]
