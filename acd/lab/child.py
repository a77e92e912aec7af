"""Child processes that do not outlive us, however we end."""

import shutil
from collections.abc import Sequence


def tethered(argv: Sequence[str]) -> list[str]:
    """`argv` run so that the kernel kills it when the *thread* that starts it ends.

    Start it in a process group of its own: a Ctrl-C goes to the whole group of the terminal, and the lab ends its
    children itself, in order.
    """
    tether = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
    return [*tether, *argv]
