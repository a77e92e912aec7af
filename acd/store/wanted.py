"""A caller's number in whatever spelling it was written down: +49 30 901820, 004930901820, 4930901820 and 030901820 are
one number where the house knows its country."""

import re
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers

LEAST_DIGITS = 7  # of the national number, below which a row of digits may be anything
_RUN = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){3,}")
_DIALLED = re.compile(r"\(?\+?\d[\d ./()-]*")
_PLAIN = re.compile(rb"\+?\d{4,}")
_ABROAD = ("+", "", "00", "011")


class Wanted:
    """`text` as somebody typed it; without `country` (or a + and the country's code) it is only like itself."""

    def __init__(self, text: str, country: str | None = None) -> None:
        self.text = text.strip()
        self.spellings, national = _spellings(self.text, country)
        self.is_long = len(national) >= LEAST_DIGITS
        self.needle = national if self.is_long else self.text
        digits = {re.escape(each.lstrip("+")) for each in self.spellings}
        self._whole = re.compile(rf"(?:\+?(?:{_any(digits)}))+")
        long = _any(each for each in digits if len(each) > len(national))
        pieces = f"(?:{_any(digits | {re.escape(national)})})"
        self._raw = re.compile(rf"(?:(?:.*(?:{long})|{_any(digits)})(?:\+?{pieces})*)".encode(), re.DOTALL)
        self._named = re.compile(rf'"(?:number|national)":\s*"(?:{"|".join(map(re.escape, self.spellings))})"')

    @property
    def shown(self) -> str:
        return f"***{self.text[-2:]}"

    def is_same(self, number: str) -> bool:
        """Whether all of `number` is this one."""
        return number in self.spellings or (bool(_DIALLED.fullmatch(number)) and _plain(number) in self.spellings)

    def is_in(self, text: str) -> bool:
        """Whether it stands somewhere in `text`: one that is too short to tell only as a number's field in JSON."""
        if not self.is_long:
            return self._named.search(text) is not None
        return any(self._whole.fullmatch(_plain(found[0])) for found in _RUN.finditer(text))

    def without(self, text: str) -> str:
        """`text` with the number taken out."""
        if not self.is_long:
            return "" if self.is_same(text) else text
        return _RUN.sub(lambda found: "" if self._whole.fullmatch(_plain(found[0])) else found[0], text)

    def is_in_bytes(self, data: bytes) -> bool:
        """As `is_in`, of a piece of a file; False of a number too short to tell. In a table's page nothing stands
        between two fields: digits before it, and the number again behind it, are seen through."""
        if not self.is_long or self.needle.encode() not in data:
            return False
        return any(self._raw.fullmatch(found[0]) for found in _PLAIN.finditer(data))


def _any(digits: Iterable[str]) -> str:
    """A pattern; the longest first. Nothing matches it where there are none."""
    return "|".join(sorted(digits, key=len, reverse=True)) or r"(?!)"


def _plain(text: str) -> str:
    return re.sub(r"[^\d+]", "", text)


@lru_cache(maxsize=64)
def _spellings(text: str, country: str | None) -> tuple[frozenset[str], str]:
    """Every way to write it, and its national part (empty where it is no number of a known country)."""
    try:
        found = phonenumbers.parse(text if not text.startswith("00") or country else f"+{text[2:]}", country)
    except phonenumbers.NumberParseException:
        return frozenset({text}), text if text.isdigit() else ""
    if not phonenumbers.is_possible_number(found):
        return frozenset({text}), text if text.isdigit() else ""
    national = phonenumbers.national_significant_number(found)
    ways = {text, _plain(text), *(f"{prefix}{found.country_code}{national}" for prefix in _ABROAD)}
    if country and phonenumbers.country_code_for_region(country) == found.country_code:
        ways |= {national, f"{phonenumbers.ndd_prefix_for_region(country, True) or ''}{national}"}
    return frozenset(ways), national
