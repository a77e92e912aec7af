"""Values from outside (a lookup's answer, a caller's name) made fit to be said.

What an engine could take for more than words goes: control and formatting characters, brackets and braces (espeak-ng
reads ``[[...]]`` as phonemes), ``<`` ``>`` and ``&`` (SSML), everything that is neither letter, mark, digit, space nor
plain punctuation. A run of one character is cut: it is noise, and slow to say.
"""

import re
import unicodedata

MAX_VALUE = 200
_KEPT = frozenset("LMN")
_PUNCTUATION = frozenset(" .,:;!?'\u2019-/%+،؛؟")
_JOINER = "\u200c"  # part of Persian spelling, though a format character
_RUN = re.compile(r"(.)\1{3,}")
_MARKS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")  # heaped on one letter


def cleaned(text: str) -> str:
    """At most MAX_VALUE characters of one line; empty when nothing sayable is left."""
    composed = unicodedata.normalize("NFC", text[: 4 * MAX_VALUE])
    kept = "".join(letter if _is_kept(letter) else " " for letter in composed)
    kept = _MARKS.sub(r"\1", _RUN.sub(r"\1\1\1", kept))
    return " ".join(kept.split())[:MAX_VALUE].strip()


def _is_kept(letter: str) -> bool:
    return letter in _PUNCTUATION or letter == _JOINER or unicodedata.category(letter)[0] in _KEPT
