"""Messages that callers leave are mailed with their sound; a mail server that hangs or refuses costs no caller
anything, and no log tells what is nobody's business."""

import base64
import io
import wave
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from acd.control.desk_answers import MessageStatus
from acd.control.desk_requests import ListMessages
from acd.control.requests import Reload
from acd.lab.house import House
from acd.lab.media import amplitude
from tests.messages.smtp import MailBox
from tests.pbx import voicemail
from tests.pbx.scene import Caller, Scene, until
from tests.pbx.voicemail import OPTIONS, message, root, speaks

PLAN = voicemail.PLAN
SECRET = "correct-horse-77"
LOGIN = base64.b64encode(f"\0acd\0{SECRET}".encode()).decode()
MAIL = """
queue.sales = {{ mail = "sales@example.org" }}
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "acd@example.org"
username = "acd"
secret_file = "mail.secret"
timeout_s = 60
"""


@pytest.fixture
async def box(scene: Scene) -> AsyncIterator[MailBox]:
    """The house's mail server, while a test lasts."""
    async with MailBox() as box:
        box.answers |= {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 come in"}
        _reload(scene.house, MAIL.format(port=box.port))
        yield box
        _reload(scene.house, "")


def _reload(house: House, messages: str) -> None:
    house.write(replace(PLAN, messages=messages, more={"mail.secret": SECRET}))
    house.client.ask(Reload(), list[str])


async def leaves_a_message(scene: Scene) -> Caller:
    """He is thanked at once, whatever becomes of the mail."""
    caller = await scene.caller("main")
    await speaks(scene, caller, 1.2)
    await caller.press("#")
    await caller.is_told(OPTIONS)
    await caller.press("1")
    await caller.is_told("auth-thankyou", within_s=2)
    await caller.ended()
    return caller


def fate(scene: Scene, caller: Caller) -> str:
    """What `acd voicemail list` says of his message's mail."""
    found = scene.ask(ListMessages(), tuple[MessageStatus, ...])
    return next((each.mailed for each in found if each.caller_number == caller.number), "not there")


async def letter_of(box: MailBox, caller: Caller) -> EmailMessage:
    def look() -> list[EmailMessage]:
        return [letter for letter in box.letters if caller.number in letter["Subject"]]

    [letter] = await until(look, f"a letter about {caller.number}")
    return letter


def logs(house: House) -> str:
    """Everything that the daemon and the PBX wrote down."""
    found = (path for path in house.folder.rglob("*") if path.suffix == ".log" or "/log/" in str(path))
    paths = [path for path in found if path.is_file()]
    assert len(paths) >= 2
    return "\n".join(path.read_text("utf-8", "replace") for path in paths)


def says_nothing_of(house: House, caller: Caller) -> None:
    written = logs(house)
    assert SECRET not in written
    assert LOGIN not in written
    assert caller.number not in house.log.read_text("utf-8")


async def test_a_message_is_mailed_with_its_sound(scene: Scene, box: MailBox):
    caller = await leaves_a_message(scene)
    letter = await letter_of(box, caller)
    row = await message(scene, caller)
    assert (letter["To"], letter["From"]) == ("sales@example.org", "acd@example.org")
    [sound] = letter.iter_attachments()
    assert sound.get_content_type() == "audio/wav"
    audio = sound.get_content()
    assert audio == (root(scene.house) / f"{row.message}.wav").read_bytes()
    with wave.open(io.BytesIO(audio)) as file:
        assert amplitude(file.readframes(file.getnframes())[-8000:], caller.tone) > 1000
    await until(lambda: fate(scene, caller) == "mailed", lambda: f"it is mailed: {fate(scene, caller)}")
    assert box.logins == [f"AUTH PLAIN {LOGIN}"]
    says_nothing_of(scene.house, caller)


async def test_a_server_that_hangs_costs_neither_callers_nor_a_restart(scene: Scene, box: MailBox):
    box.is_mute = True
    first = await leaves_a_message(scene)
    await until(lambda: box.open == 1, "the daemon waits for the mail server")
    second = await leaves_a_message(scene)
    assert box.open == 1  # all that while
    assert [fate(scene, each) for each in (first, second)] == ["waiting", "waiting"]
    scene.house.stop_daemon()  # at once: within its 10 s
    box.is_mute = False
    scene.house.start_daemon()
    for caller in (first, second):
        await letter_of(box, caller)
        says_nothing_of(scene.house, caller)


@pytest.mark.parametrize(
    ("verb", "answer", "expected", "told"),
    [
        ("away", "", "waiting", "could not be mailed: Connection refused"),
        ("AUTH", f"535 {SECRET} is not it", "waiting", "the log-in is refused with 535"),
        ("RCPT", "550 nobody", "given up", "the address is refused with 550"),
    ],
)
async def test_a_server_that_refuses_costs_no_caller_anything_and_the_message_is_there(
    scene: Scene, box: MailBox, verb: str, answer: str, expected: str, told: str
):
    scene.forgiven.append("is not mailed")
    if answer:
        box.answers[verb] = answer
    else:
        await box.__aexit__()
    caller = await leaves_a_message(scene)
    await until(lambda: told in scene.house.log.read_text("utf-8"), told)
    await until(lambda: fate(scene, caller) == expected, lambda: f"{expected}: {fate(scene, caller)}")
    assert (await message(scene, caller)).mail_to == "sales@example.org"
    says_nothing_of(scene.house, caller)
