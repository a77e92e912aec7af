"""However many threads: no memory outside the one heap, and none kept that is free."""

import platform
import subprocess
import sys

import pytest

# Threads that all live at once, each with pieces of its own; glibc tells of its heaps in malloc_info.
PROGRAM = """
import ctypes, sys, threading
from acd.one_heap import share_one_heap
if sys.argv[1] == "one":
    assert share_one_heap()
all_there = threading.Barrier(5)
def work():
    kept = [bytearray(2000) for _ in range(100)]
    all_there.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for each in threads:
    each.start()
all_there.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="heaps of threads are glibc's")
@pytest.mark.parametrize(("how", "is_one"), [("one", True), ("many", False)])
def test_threads_share_one_heap(how: str, is_one: bool) -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True).stdout
    assert (told.count("<heap nr=") == 1) is is_one


# What lives on lies between what is freed, so that the end of the heap cannot go back by itself.
BUSY_MOMENT = """
from acd.one_heap import give_back, share_one_heap
def pages():
    return int(open("/proc/self/statm").read().split()[1])
assert share_one_heap()
kept = [bytearray(3000) for _ in range(20000)]
kept = kept[::50]
before = pages()
give_back()
print(before - pages())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others keep their own way of giving back")
def test_what_a_busy_moment_took_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", BUSY_MOMENT], capture_output=True, text=True, check=True).stdout
    assert int(told) * 4096 > 30_000_000
