"""The per-call token: FastAGI knows no authentication, so the dialplan proves that it, not a neighbour process, calls.

The dialplan computes, with func_sha1 and a secret only it and we know::

    Set(ACD_TOKEN=${SHA1(${ACD_SECRET}:${ACD_CALL_ID}:${ACD_VISIT}:${ACD_SECRET})})
    AGI(agi://127.0.0.1:4573/flow/main,${ACD_CALL_ID},${ACD_VISIT},${ACD_TOKEN})

The secret stands on both sides of the message, so a hash seen cannot be extended to another message. It must be free of
the characters the dialplan gives meaning to: ``SECRET_SHAPE``. A (call, visit) is good once.
"""

import hashlib
import hmac
import re

import numpy as np

# The name of the PBX, then two numbers; a third: he had been on hold before, and came back through a flow; c: he is
# called back.
CALL_SHAPE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}-[0-9]{1,20}\.[0-9]{1,20}(\.[0-9]{1,6})?(c[0-9]{0,12})?")
VISIT_SHAPE = re.compile(r"[0-9]{1,12}")
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,200}")


class Tokens:
    """Verifies tokens. Remembers the last `remember` visits that passed; older ones could be used again, which needs a
    listener on the loopback, who could as well read the secret's next use. Of each the token's first eight bytes are
    kept, in half a megabyte that is taken at once: what is remembered call by call looks like a leak for a day."""

    def __init__(self, secret: str, remember: int = 65_536) -> None:
        if not SECRET_SHAPE.fullmatch(secret):
            raise ValueError("the AGI secret is 16 to 200 characters out of A-Z a-z 0-9 _ -")
        self._secret = secret
        self._used = np.zeros(remember, np.uint64)
        self._next = 0

    def verify(self, call: str, visit: str, token: str) -> bool:
        """True once for each (call, visit) with its right token."""
        if not CALL_SHAPE.fullmatch(call) or not VISIT_SHAPE.fullmatch(visit):
            return False
        right = self._token(call, visit)
        if not hmac.compare_digest(right.encode(), token.encode(errors="replace")):
            return False
        mark = np.uint64(int(right[:16], 16))
        if (self._used == mark).any():
            return False
        self._used[self._next] = mark
        self._next = (self._next + 1) % len(self._used)
        return True

    def _token(self, call: str, visit: str) -> str:
        text = f"{self._secret}:{call}:{visit}:{self._secret}"
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
