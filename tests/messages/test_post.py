"""Messages are mailed, once, whatever the server does; none is lost over a restart."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from acd.config.messages_settings import MailServer
from acd.config.secret import Secret
from acd.messages import post as post_module
from acd.messages.post import GIVE_UP_S, Post
from tests.messages.desk import NOW, DeskRoom
from tests.messages.smtp import MailBox

pytestmark = pytest.mark.slow

TO = "sales@example.org"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_module, "SETTLE_S", 0.0)


@pytest.fixture
async def box() -> AsyncIterator[MailBox]:
    async with MailBox() as box:
        yield box


@pytest.fixture
def room(tmp_path: Path, box: MailBox) -> Any:
    room = DeskRoom(tmp_path, MailServer("127.0.0.1", box.port, "none", "acd@example.org", timeout_s=1.0))
    yield room
    room.store.close()


@asynccontextmanager
async def working(room: DeskRoom, first_pause_s: float = 0.05) -> AsyncIterator[Post]:
    post = Post(lambda: room.settings, room.store, room.write, lambda: room.now, first_pause_s)
    task = asyncio.create_task(post.work_on())
    try:
        yield post
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 8
    while not (found := await asyncio.to_thread(look)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    return found


def mailed(room: DeskRoom) -> list[str]:
    room.store.flush()
    return [kept.mailed.value for kept in room.store.read.messages() if kept.mailed]


async def test_a_message_is_mailed_with_its_sound_once(room: DeskRoom, box: MailBox) -> None:
    tape = room.leave(to=TO)
    room.leave(2)  # to nobody
    async with working(room) as post:
        await until(lambda: mailed(room) == ["mailed"])
        post.came()
        room.leave(3, to=TO)
        post.came()
        await until(lambda: mailed(room) == ["mailed"] * 2)
    assert len(box.letters) == 2
    assert box.recipients[0] == f"rcpt TO:<{TO}>"
    [sound] = box.letters[0].iter_attachments()
    assert sound.get_content() == room.tapes.read(tape)


async def test_a_server_that_is_away_gets_it_when_it_is_back(room: DeskRoom, box: MailBox) -> None:
    room.leave(to=TO)
    await box.__aexit__()
    async with working(room):
        await asyncio.sleep(0.3)
        assert mailed(room) == []
        await box.__aenter__()
        await until(lambda: mailed(room) == ["mailed"])
    assert len(box.letters) == 1


@pytest.mark.parametrize(("verb", "answer"), [("RCPT", "450 later"), (".", "452 no room"), ("MAIL", "421 too busy")])
async def test_what_is_for_later_is_tried_again(room: DeskRoom, box: MailBox, verb: str, answer: str) -> None:
    box.answers[verb] = answer
    room.leave(to=TO)
    async with working(room):
        await asyncio.sleep(0.3)
        assert mailed(room) == []
        box.answers.clear()
        await until(lambda: mailed(room) == ["mailed"])


@pytest.mark.parametrize(("verb", "answer"), [("RCPT", "550 nobody"), (".", "554 no"), ("MAIL", "553 not you")])
async def test_what_is_refused_for_good_is_given_up_and_stops_no_other(
    room: DeskRoom, box: MailBox, verb: str, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    box.answers[verb] = answer
    room.leave(to=TO)
    async with working(room) as post:
        await until(lambda: mailed(room) == ["not_mailed"])
        box.answers.clear()
        room.leave(2, to=TO)
        post.came()
        await until(lambda: sorted(mailed(room)) == ["mailed", "not_mailed"])
    assert "acd voicemail play" in caplog.text
    assert "4812345" not in caplog.text


async def test_a_mute_server_costs_its_time_out_only(room: DeskRoom, box: MailBox) -> None:
    box.is_mute = True
    room.leave(to=TO)
    async with working(room):
        await asyncio.sleep(1.3)
        assert mailed(room) == []
        box.is_mute = False
        await until(lambda: mailed(room) == ["mailed"])


async def test_one_that_comes_while_another_is_mailed_does_not_wait_for_the_next_look(
    room: DeskRoom, box: MailBox
) -> None:
    box.is_mute = True
    room.leave(to=TO)
    async with working(room, first_pause_s=60.0) as post:
        await until(lambda: box.open == 1)
        box.is_mute = False  # for those who come now
        room.leave(2, to=TO)
        post.came()
        await until(lambda: mailed(room) == ["mailed"] * 2)


def test_a_daemon_that_stops_does_not_wait_for_a_mute_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.setblocking(False)
        room = DeskRoom(tmp_path, MailServer("127.0.0.1", mute.getsockname()[1], "none", "acd@example.org"))
        room.leave(to=TO)

        async def until_it_hangs() -> socket.socket:
            async with working(room):
                connection, _ = await asyncio.get_running_loop().sock_accept(mute)
                return connection

        began = time.monotonic()
        with asyncio.run(until_it_hangs()):
            assert time.monotonic() - began < 5  # and not its 20 s
    room.store.close()


async def test_a_password_that_cannot_be_sent_is_told_without_its_words(
    tmp_path: Path, box: MailBox, caplog: pytest.LogCaptureFixture
) -> None:
    box.answers["EHLO"] = "250-here\r\n250 AUTH PLAIN"
    server = MailServer("127.0.0.1", box.port, "none", "acd@example.org", "acd", Secret("słoń"))
    room = DeskRoom(tmp_path, server)
    room.leave(to=TO)
    async with working(room):
        await until(lambda: "the password is not plain ASCII" in caplog.text)
    assert "słoń" not in caplog.text
    assert ascii("słoń")[1:-1] not in caplog.text
    room.store.close()


async def test_what_could_not_be_mailed_for_days_is_given_up(room: DeskRoom, box: MailBox) -> None:
    box.answers["RCPT"] = "450 later"
    room.leave(to=TO, at=NOW - GIVE_UP_S - 1)
    async with working(room):
        await until(lambda: mailed(room) == ["not_mailed"])


async def test_another_daemon_mails_what_this_one_could_not(room: DeskRoom, box: MailBox) -> None:
    box.answers["RCPT"] = "450 later"
    room.leave(to=TO)
    async with working(room):
        await asyncio.sleep(0.2)
    await until(lambda: box.open == 0)  # whatever was under way when the daemon stopped is over
    box.answers.clear()
    async with working(room):
        await until(lambda: mailed(room) == ["mailed"])
    async with working(room):
        await asyncio.sleep(0.2)
    assert len(box.letters) == 1


async def test_a_sound_that_is_not_to_be_seen_is_told(room: DeskRoom, box: MailBox) -> None:
    room.tapes.path(room.leave(to=TO)).unlink()
    async with working(room):
        await until(lambda: mailed(room) == ["mailed"])
    assert "not attached: No such file or directory" in box.letters[0].get_content()
