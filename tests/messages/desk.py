"""A desk with a real store and real folders."""

from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

from acd.config.messages_settings import BoxOptions, MailServer, Messages, Voicemail
from acd.core.left import MessageLeft, MessageMarked, SurveyAnswered
from acd.messages.announcements import Announcements
from acd.messages.desk import MessageDesk
from acd.messages.tapes import Tapes
from acd.store import Store

NOW = 1_763_820_131.0
Row = MessageLeft | MessageMarked | SurveyAnswered


class DeskRoom:
    """`rows` are those written; `now` is the clock."""

    def __init__(self, folder: Path, mail: MailServer | None = None) -> None:
        self.root, self.told = folder / "voicemail", folder / "told"
        self.root.mkdir()
        self.now = NOW
        boxes = {("queue", "sales"): BoxOptions("sales@example.org", 86_400.0)}
        voicemail = Voicemail(self.root, None, MappingProxyType(boxes))
        self.settings: Any = SimpleNamespace(
            messages=Messages(voicemail, mail, self.told),
            roster=SimpleNamespace(queues={"sales": None, "help": None}),
            pbxes={"main": SimpleNamespace(name="main", sounds=None)},
            daemon=SimpleNamespace(language="en"),
        )
        self.store = Store.open(f"sqlite:///{folder / 'acd.sqlite'}", gather_s=0.0)
        self.announcements = Announcements(lambda: self.settings.messages.announcements, lambda: self.now)
        self.desk = MessageDesk(lambda: self.settings, self.store, self.announcements, self.write, lambda: self.now)
        self.tapes = Tapes(self.root)

    def write(self, row: Row, at: float) -> None:
        self.store.put(row, at)

    def leave(self, serial: int = 1, box: str = "sales", kind: str = "queue", at: float = NOW, to: str = "") -> str:
        """A message of two seconds, and its file; its id."""
        tape = f"main-1763820000.{serial}+3-1+{kind}-{box}"
        self.tapes.path(tape).write_bytes(b"RIFF" + bytes(40) + bytes(32_000))
        who = "+4812345", "Łucja\x1b[2J"
        self.write(MessageLeft(tape, f"main-1763820000.{serial}", "main", kind, box, *who, 2.0, at, to), at)
        self.store.flush()
        return tape
