"""A recorded call, to be played again for other callers and agents.

A tape is the text of the events that the daemon's account heard of one call on a real Asterisk 22 (`record.py` makes
it), in four acts: the caller comes to hold; the agent's phone is called; he picks up and they are joined; one hangs up.
What belongs to the one call stands as ``%(name)s``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ACTS = ("arrives", "is rung", "is joined", "ends")


@dataclass(frozen=True, slots=True)
class Tape:
    """`acts` by name: the events of each, ready to be filled in, one string of bytes an event."""

    acts: Mapping[str, tuple[bytes, ...]]

    @classmethod
    def read(cls, path: Path) -> "Tape":
        acts: dict[str, tuple[bytes, ...]] = {}
        act = ""
        for part in path.read_text(encoding="utf-8").strip("\n").split("\n\n"):
            if part.startswith("== "):
                act = part.removeprefix("== ")
                acts[act] = ()
            else:
                acts[act] += (part.replace("\n", "\r\n").encode() + b"\r\n\r\n",)
        if tuple(acts) != ACTS or not all(acts.values()):
            raise ValueError(f"{path}: a tape has the acts {', '.join(ACTS)}, each with events")
        return cls(acts)

    def events(self, act: str, names: Mapping[bytes, bytes]) -> list[bytes]:
        """`names`: caller, contact, trunk, number, entered, leg, phone, agent, action, bridge and at, as far as the act
        uses them."""
        return [event % names for event in self.acts[act]]

    def hang_up_of(self, channel: bytes) -> bytes:
        """The Hangup of ``caller`` or ``leg``, not filled in."""
        mark = b"\r\nUniqueid: %%(%s)s\r\n" % channel
        return next(each for each in self.acts["ends"] if each.startswith(b"Event: Hangup\r\n") and mark in each)


def tapes() -> tuple[Tape, Tape]:
    """Ended by the caller, ended by the agent."""
    return Tape.read(HERE / "ended_by_caller.txt"), Tape.read(HERE / "ended_by_agent.txt")
