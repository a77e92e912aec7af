"""How agents' PINs are kept: a salted scrypt hash, compared in constant time.

A PIN has few possible values, so the hash only slows down whoever stole the file; the lock after wrong tries is what
protects the account. N = 2^14, r = 8, p = 1 is the interactive setting of the scrypt paper (16 MB, some 50 ms).
"""

import base64
import hashlib
import hmac
import re
import secrets

_N, _R, _P, _SALT_BYTES, _HASH_BYTES = 2**14, 8, 1, 16, 32
_PIN = re.compile(r"[0-9]{4,12}", re.ASCII)
_HASH = re.compile(r"scrypt\$14\$8\$1\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})", re.ASCII)
ALLOWED_PIN = "4 to 12 digits"


def is_pin(pin: str) -> bool:
    return _PIN.fullmatch(pin) is not None


def is_hash(text: str) -> bool:
    """Whether `text` is what `hash_pin` makes."""
    return _HASH.fullmatch(text) is not None


def hash_pin(pin: str) -> str:
    """``scrypt$14$8$1$<salt>$<hash>``, different every time. Raises ValueError (without the PIN) for a bad PIN."""
    if not is_pin(pin):
        raise ValueError(f"a PIN is {ALLOWED_PIN}")
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"scrypt$14$8$1${_encode(salt)}${_encode(_scrypt(pin, salt))}"


def matches(pin: str, kept: str | None) -> bool:
    """Whether `pin` is the one hashed as `kept`. An unknown agent (None) and a malformed PIN take as long as a wrong
    one, so that time tells nobody which agents exist."""
    found = _HASH.fullmatch(kept) if kept else None
    salt = _decode(found[1]) if found else bytes(_SALT_BYTES)
    expected = _decode(found[2]) if found else bytes(_HASH_BYTES)
    is_same = hmac.compare_digest(_scrypt(pin, salt), expected)
    return is_same and found is not None and is_pin(pin)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(errors="replace")[:64], salt=salt, n=_N, r=_R, p=_P, dklen=_HASH_BYTES)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
