"""What a real Asterisk 22 told an account with read=agent, as facts."""

from pathlib import Path

from acd.pbx.wire import Message, Reader
from acd.shadow.facts import Fact
from acd.shadow.hear import fact, looks

HERE = Path(__file__).parent / "heard"
QUEUES = frozenset({"support"})
LISTED = ("QueueParams", "QueueMember", "QueueEntry")


def messages(name: str) -> list[Message]:
    return read((HERE / f"{name}.txt").read_text(encoding="utf-8"))


def read(text: str) -> list[Message]:
    items = Reader(lambda _: True).feed(b"Asterisk Call Manager/11.0.0\r\n" + text.replace("\n", "\r\n").encode())
    found = [each for each in items[1:] if isinstance(each, Message)]
    assert len(found) == len(items) - 1  # nothing was poisoned
    return found


def facts(name: str) -> list[Fact]:
    """A list's rows carry no time: that of the event before them, or of the first."""
    heard = messages(name)
    now = next(float(each["Timestamp"]) for each in heard if "Timestamp" in each.index)
    rows: list[Message] = []
    found: list[Fact] = []
    for each in heard:
        now = float(each.get("Timestamp") or now)
        if each.name in LISTED:
            rows.append(each)
        elif each.name == "QueueStatusComplete":
            found += looks(rows, QUEUES, now)
            rows = []
        elif (told := fact(each, QUEUES, now)) is not None:
            found.append(told)
    return found
