"""What the daemon costs its machine, so that what a call leaves behind in it is seen: memory, descriptors, threads, and
the tasks of its loop."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from acd.lab.house import House

# What a test may leave: libraries and connections that come with the first call of their kind, and memory that Python
# keeps for the next. What every call leaves would pass these bounds within the crowds of the fault suite.
MORE_KB = 40_000
MORE_DESCRIPTORS = 6
MORE_THREADS = 6
MORE_TASKS = 4


@dataclass(frozen=True, slots=True)
class Toll:
    rss_kb: int
    descriptors: int
    threads: int
    tasks: int

    def more_than(self, before: "Toll") -> list[str]:
        """What there is more of than may be, in words."""
        pairs = (
            ("kB of memory", self.rss_kb - before.rss_kb, MORE_KB),
            ("descriptors", self.descriptors - before.descriptors, MORE_DESCRIPTORS),
            ("threads", self.threads - before.threads, MORE_THREADS),
            ("tasks", self.tasks - before.tasks, MORE_TASKS),
        )
        return [f"{more} {what} more than before" for what, more, most in pairs if more > most]


def toll(house: House) -> Toll:
    """Of the daemon there is now."""
    status = house.client.ask(Status(), DaemonStatus)
    lines = Path(f"/proc/{status.pid}/status").read_text(encoding="utf-8").splitlines()
    found = {key: value.split() for key, _, value in (line.partition(":") for line in lines)}
    descriptors = 0
    with suppress(FileNotFoundError):
        descriptors = sum(1 for _ in Path(f"/proc/{status.pid}/fd").iterdir())
    return Toll(int(found["VmRSS"][0]), descriptors, int(found["Threads"][0]), status.counters.tasks)
