"""A message as mail, whatever its caller calls himself."""

from email import message_from_bytes
from email.policy import default

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.left import MessageLeft
from acd.messages.letters import letter


def left(number: str = "+48123", name: str = "Łucja", box: str = "sales") -> MessageLeft:
    where = "main-1.2", "main", "queue", box
    return MessageLeft("main-1.2+1-1+queue-sales", *where, number, name, 72.0, 1_763_820_131.0, "sales@example.org")


def test_a_letter_with_its_sound() -> None:
    mail = message_from_bytes(letter(left(), "acd@example.org", b"RIFFsound").as_bytes(), policy=default)
    assert mail["Subject"] == "Message for queue sales from +48123 Łucja, 1:12"
    assert (mail["To"], mail["From"]) == ("sales@example.org", "acd@example.org")
    assert mail["Message-ID"] == "<main-1.2-1-1-queue-sales@example.org>"
    [sound] = mail.iter_attachments()  # type: ignore[attr-defined]
    assert sound.get_content() == b"RIFFsound"
    assert sound.get_filename().endswith(".wav")
    assert sound.get_content_type() == "audio/wav"


def test_without_its_sound_it_says_where_that_is() -> None:
    mail = letter(left(), "acd@example.org", None, "No such file")
    assert "not attached: No such file" in mail.get_content()
    assert "main-1.2+1-1+queue-sales.wav" in mail.get_content()


@settings(max_examples=150)
@given(st.text(max_size=60), st.text(max_size=120))
def test_no_caller_writes_a_header(number: str, name: str) -> None:
    evil = f"{name}\r\nBcc: all@example.org\r\n\r\n{name}"
    raw = letter(left(number, evil), "acd@example.org", b"RIFF").as_bytes()
    mail = message_from_bytes(raw, policy=default)
    assert mail["Bcc"] is None
    assert sorted(mail.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    assert mail["To"] == "sales@example.org"
