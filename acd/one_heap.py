"""One heap for all threads of the daemon.

The C library's allocator gives each thread a heap of its own, which comes to hold pieces of what others freed: with the
store's writer beside the loop the daemon grew by a quarter of a kilobyte a call for ever, of which Python knew nothing
(``bench/floor.py --only soak``: 253 kB in 1 000 calls, 14 with one heap). Threads of Python take turns anyway.
"""

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share_one_heap() -> bool:
    """Before the first thread. Whether the C library can be told so; another than glibc has no such heaps."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
    return False
