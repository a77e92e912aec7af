"""Which numbers are called back. Whatever a caller types or his carrier says of him is hostile: a call-back is the one
way by which he can make the house dial."""

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from acd.config.callback_settings import CallbackPolicy

_DIALLED = re.compile(r"\+?[0-9]{3,20}", re.ASCII)
# Neither short nor emergency numbers (they are not valid as whole numbers), nor any that costs more than a call.
_CALLED = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)


class Checked(NamedTuple):
    """`number` is a + and digits, `national` the digits without the country's code."""

    number: str
    national: str


def checked(text: str, policy: CallbackPolicy) -> Checked | None:
    """None for what is no number that is called back."""
    if _DIALLED.fullmatch(text) is None:
        return None
    found = _read(text, policy.countries[0])
    if found is None or phonenumbers.region_code_for_number(found) not in policy.countries:
        return None
    number = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.number_type(found) not in _CALLED or number in (policy.number, *policy.own):
        return None
    return Checked(number, phonenumbers.national_significant_number(found))


def _read(text: str, home: str) -> PhoneNumber | None:
    """As dialled at home; else with the + that carriers leave out."""
    for written in (text, f"+{text.lstrip('+')}"):
        try:
            found = phonenumbers.parse(written, home)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(found):
            return found
    return None
