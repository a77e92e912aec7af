"""messages.toml: what it says, and every mistake in it at once."""

from pathlib import Path

import pytest

from acd.config.draft import FlowsDraft
from acd.config.errors import Mistakes
from acd.config.messages import MessagesDraft, check_messages, read_messages
from acd.config.messages_settings import BoxOptions, Messages
from ivr.read import read as read_flow

GOOD = """
[voicemail]
root = "/srv/voicemail"
keep_s = "30 d"
queue.sales = { mail = "sales@example.org" }
agent.1001 = { keep_s = "none" }
[mail]
host = "mail.example.org"
sender = "acd@example.org"
username = "acd"
secret_file = "mail.secret"
[announcements]
root = "/srv/announcements"
"""


def read(folder: Path, text: str) -> tuple[MessagesDraft, list[str]]:
    (folder / "messages.toml").write_text(text)
    mistakes = Mistakes()
    draft = read_messages(folder, mistakes)
    return draft, [str(error) for error in mistakes._errors]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    secret = tmp_path / "mail.secret"
    secret.touch(mode=0o600)
    secret.write_text("swordfish\n")
    return tmp_path


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    mistakes = Mistakes()
    assert read_messages(tmp_path, mistakes).messages == Messages()
    mistakes.raise_any()


def test_all_of_it(folder: Path) -> None:
    draft, errors = read(folder, GOOD)
    assert errors == []
    kept = draft.messages.voicemail
    assert str(kept.root) == "/srv/voicemail"
    month = 30 * 86400.0
    assert kept.options("queue", "sales") == BoxOptions("sales@example.org", month)
    assert kept.options("agent", "1001") == BoxOptions("", None)
    assert kept.options("queue", "other") == BoxOptions("", month)
    mail = draft.messages.mail
    assert mail is not None
    assert (mail.host, mail.port, mail.security, mail.username) == ("mail.example.org", 587, "starttls", "acd")
    assert mail.secret is not None
    assert "swordfish" not in repr(draft)
    assert str(draft.messages.announcements) == "/srv/announcements"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[voicemail]\nroot = "relative"', "voicemail.root"),
        ('[voicemail]\nroot = "/srv/a,b"', "voicemail.root"),
        ('[voicemail]\nrooot = "/srv"', "did you mean root?"),
        ("[voicemail]\nkeep_s = -1", "voicemail.keep_s"),
        ('[voicemail]\nqueue.sales = { mail = "a@b\\nBcc: c@d" }', "one mail address"),
        ('[voicemail]\nqueue.sales = { mail = "a@b.example" }', "there is no [mail]"),
        ('[mail]\nhost = "m"', "mail.sender"),
        ('[mail]\nhost = "m"\nsender = "a@b"\nsecurity = "ssl"', "tls, starttls, none"),
        ('[mail]\nhost = "m"\nsender = "a@b"\npassword = "x"', "a secret is never written here"),
        ('[mail]\nhost = "m"\nsender = "a@b"\nusername = "u"', "missing: secret_file"),
        ('[mail]\nhost = "m"\nsender = "a@b"\nsecret_file = "mail.secret"', "mail.username"),
        (
            '[mail]\nhost = "m"\nsender = "a@b"\nusername = "u"\nsecret_file = "mail.secret"\nsecurity = "none"',
            "not sent in the clear",
        ),
        ('[mail]\nhost = "m"\nsender = "a@b"\ntimeout_s = "1h"', "mail.timeout_s"),
        ('[announcements]\nroot = "x"', "announcements.root"),
        ("[mails]\n", "unknown table"),
    ],
)
def test_mistakes(folder: Path, text: str, told: str) -> None:
    _, errors = read(folder, text)
    assert len(errors) == 1, errors
    assert told in errors[0]


def test_all_mistakes_at_once(folder: Path) -> None:
    _, errors = read(folder, '[voicemail]\nroot = "x"\n[mail]\nhost = "m"\n[announcements]\nroot = "y"\n')
    assert len(errors) == 3


def test_boxes_are_of_queues_and_agents_there_are(folder: Path) -> None:
    draft, _ = read(folder, "[voicemail]\nqueue.sale = {}\nagent.1001 = {}\n")
    (folder / "flows").mkdir()
    path = folder / "flows" / "main.yaml"
    path.write_text(
        "start: m\nnodes:\n  m: {voicemail: {agent: '1009'}, next: b, failed: b, on_failure: b}\n  b: {hangup: }\n"
    )
    flows = FlowsDraft({"main": "flows/main.yaml"}, {"main": read_flow(path)}, {})
    mistakes = Mistakes()
    check_messages(draft, flows, {"sales"}, {"1001"}, mistakes)
    told = [str(error) for error in mistakes._errors]
    assert len(told) == 2
    assert "no such queue, did you mean sales?" in told[0]
    assert "flows/main.yaml:3" in told[1]
    assert "nodes.m.voicemail.agent: no such agent" in told[1]
