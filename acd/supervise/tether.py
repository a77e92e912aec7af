"""Ends the daemon when its supervisor is gone, however that ended: the kernel closes a dead process's end of a pipe.

A pipe and not PR_SET_PDEATHSIG: it needs no ctypes, is the same on every Unix, and means the process, not the thread
that started us. A thread of its own watches it, since a loop that is stuck would not.
"""

import os
import signal
import threading
import time
from collections.abc import MutableMapping

VARIABLE = "ACD_TETHER_FD"
GRACE_S = 5.0  # for an orderly end


def hold(environ: MutableMapping[str, str]) -> None:
    """Watches the pipe that `environ` names, if it names one; the variable is taken out of it."""
    number = environ.pop(VARIABLE, "")
    if number.isdecimal():
        threading.Thread(target=_watch, args=(int(number),), name="tether", daemon=True).start()


def _watch(pipe: int) -> None:
    try:
        os.set_inheritable(pipe, False)
        while os.read(pipe, 1):
            pass
    except OSError:
        return  # no such pipe: nobody holds us
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os.kill(os.getpid(), signal.SIGKILL)
