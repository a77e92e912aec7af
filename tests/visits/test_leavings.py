"""What a caller left becomes rows; recordings that are no messages are removed."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from acd.config.messages_settings import BoxOptions, MailServer, Messages, Voicemail
from acd.core.left import MessageLeft, SurveyAnswered
from acd.visits.leavings import Leavings, Talk
from ivr.inputs import Started
from ivr.left import Answer, Box, Left, Message

STARTED = Started("main-1.2", number="48123", name="Jan", visit="3")
TAPE, OTHER = "main-1.2+3-1+queue-sales", "main-1.2+3-2+queue-sales"
MAIL = MailServer("127.0.0.1", 25, "none", "acd@example.org")


class Room:
    def __init__(self, root: Path, mail: MailServer | None) -> None:
        boxes = MappingProxyType({("queue", "sales"): BoxOptions("sales@example.org")})
        self.root = root
        self.rows: list[Any] = []
        self.came = 0
        settings: Any = SimpleNamespace(messages=Messages(Voicemail(root, None, boxes), mail))
        self.leavings = Leavings(lambda: settings, lambda row, at: self.rows.append((row, at)), self._came)

    def _came(self) -> None:
        self.came += 1

    async def take(self, left: Left, talk: Talk = Talk()) -> None:  # noqa: B008  (frozen)
        self.leavings.take(left, STARTED, "main", talk, 9.0)
        await asyncio.gather(*self.leavings._tidying)


@pytest.fixture
def room(tmp_path: Path) -> Callable[[MailServer | None], Room]:
    return lambda mail: Room(tmp_path, mail)


async def test_a_message_is_a_row_and_the_other_take_is_gone(room: Callable[[MailServer | None], Room]) -> None:
    at = room(MAIL)
    for tape in (TAPE, OTHER):
        (at.root / f"{tape}.wav").write_bytes(b"x")
    await at.take(Left(kept=(Message(Box("queue", "sales"), OTHER, 4.5),), begun=(TAPE, OTHER)))
    row = MessageLeft(OTHER, "main-1.2", "main", "queue", "sales", "48123", "Jan", 4.5, 9.0, "sales@example.org")
    assert at.rows == [(row, 9.0)]
    assert at.came == 1
    assert [path.name for path in at.root.iterdir()] == [f"{OTHER}.wav"]
    assert (at.root / f"{OTHER}.wav").stat().st_mode & 0o777 == 0o640


async def test_without_a_mail_server_nothing_is_to_be_mailed(room: Callable[[MailServer | None], Room]) -> None:
    at = room(None)
    await at.take(Left(kept=(Message(Box("queue", "sales"), TAPE, 4.5),), begun=(TAPE,)))
    assert at.rows[0][0].mail_to == ""
    assert at.came == 0


async def test_answers_are_of_the_talk(room: Callable[[MailServer | None], Room]) -> None:
    at = room(None)
    await at.take(Left(answers=(Answer("friendly", 5),)), Talk("1001", "sales"))
    assert at.rows == [(SurveyAnswered("main-1.2", "1001", "sales", "main", "friendly", 5, 9.0), 9.0)]


async def test_a_folder_that_will_not_is_said_without_a_traceback(
    room: Callable[[MailServer | None], Room], caplog: pytest.LogCaptureFixture
) -> None:
    at = room(None)
    (at.root / f"{TAPE}.wav").mkdir()
    await at.take(Left(begun=(TAPE,)))
    assert "could not be tidied up" in caplog.text
    assert "48123" not in caplog.text
