"""One heap for all threads of the daemon, which gives back what it does not use.

The C library's allocator gives each thread a heap of its own, which comes to hold pieces of what others freed: with the
store's writer beside the loop the daemon grew by a quarter of a kilobyte a call for ever, of which Python knew nothing
(``bench/floor.py --only soak``: 253 kB in 1 000 calls). Threads of Python take turns anyway. The one heap still kept
what a busy moment had taken, page by page between pieces that live on: 81 to 117 kB in 1 000 of the first 30 000 calls.
"""

import asyncio
import ctypes
from contextlib import suppress

GIVE_BACK_S = 30.0
_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share_one_heap() -> bool:
    """Before the first thread. Whether the C library can be told so; another than glibc has no such heaps."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
    return False


def give_back() -> None:
    """Free pages go to the system: about a millisecond for a daemon's 35 MB. Nothing happens without glibc."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


async def give_back_on() -> None:
    """For ever."""
    while True:
        await asyncio.sleep(GIVE_BACK_S)
        give_back()
