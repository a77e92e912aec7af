"""No number of a caller in the log."""

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.control.client import Client, RequestRefusedError
from acd.control.requests import Drop, History
from acd.daemon import open_house
from acd.lab.ports import free_tcp
from acd.log_format import FORMAT, Masking, log_to_stderr, masked
from tests.acd_pbx.conftest import FakeAmi, until
from tests.acd_pbx.said import CALLER, CONTACT, LEG, PHONE, TRUNK, Switchboard, event, holding
from tests.house_files import HouseFiles, token
from tests.ivr.agi.conftest import header

NUMBER, OTHER = "+493012345678", "03087654321"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("number=+493012345678 refused", "number=***78 refused"),
        ("sip:030123456@trunk", "sip:***56@trunk"),
        ("called 123456.", "called ***56."),
        ("agent 10012 in 900 s", "agent 10012 in 900 s"),
        (f"{CONTACT}: gone", f"{CONTACT}: gone"),
        (f"{LEG} at 1795306505.25", f"{LEG} at 1795306505.25"),
        ("+1795306505.5", "***05.5"),
        ("2026-11-22 05:01:33,123 INFO acd: ready", "2026-11-22 05:01:33,123 INFO acd: ready"),
    ],
)
def test_numbers_are_masked_and_calls_are_not(text: str, shown: str) -> None:
    assert masked(text) == shown


@settings(max_examples=100)
@given(st.text("ab +.-:", max_size=5), st.from_regex(r"\A\+?[0-9]{6,20}\Z"), st.text("ab +,:", max_size=5))
def test_no_number_comes_through_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    assert number not in masked(before + number + after)


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError(f"no route to {NUMBER}")
    except ValueError:
        record = logging.LogRecord("acd", logging.ERROR, "", 1, "failed", None, sys.exc_info())
    said = Masking(FORMAT).format(record)
    assert "no route to ***78" in said
    assert "Traceback" in said


@pytest.mark.parametrize(("numbers", "shown"), [(False, "from ***78\n"), (True, f"from {NUMBER}\n")])
def test_numbers_are_shown_only_where_they_are_asked_for(
    numbers: bool, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    log_to_stderr("info", numbers=numbers)
    logging.getLogger("acd").info("from %s", NUMBER)
    root.setLevel(level)
    assert capsys.readouterr().err.endswith(shown)


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """All that would be in the log at the lowest level, and what is left of it in the daemon's own shape."""
    told, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(told), root.level
    handler.setFormatter(Masking(FORMAT))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    fake.answer = Switchboard()
    await fake.open()
    yield fake
    await fake.close()


def said_hold(number: str, name: str) -> str:
    said = {"UserEvent": "AcdHolding", "AcdCall": CONTACT, "AcdQueue": "sales", "AcdNumber": number, "AcdName": name}
    return event("UserEvent", CALLER, TRUNK, CallerIDNum=number, **said)


async def test_no_line_of_a_whole_call_has_a_number_name_or_key_in_it(
    tmp_path: Path, ami: FakeAmi, said: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    """From the IVR to hold, a phone that cannot be rung, requests about numbers, the end."""
    caplog.set_level(logging.DEBUG)
    files = HouseFiles(tmp_path, ami.port, free_tcp())
    files.write()
    async with AsyncExitStack() as stack:
        rule = await open_house(files.read(), stack)
        await until(lambda: ami.named("CoreSettings"))
        assert isinstance(ami.answer, Switchboard)
        ami.answer.refuse.add("Originate")
        ami.answer.channels = [(holding(), {})]
        reader, writer = await asyncio.open_connection("127.0.0.1", files.agi_port)
        writer.write(header("flow/main", CONTACT, "1", token(CONTACT, 1)))
        while b"ACD_NEXT" not in await reader.readline():
            writer.write(b"200 result=1\n")
        writer.close()
        ami.say(said_hold(NUMBER, "Erika Mustermann"))
        await until(lambda: ami.named("Originate"))
        ami.say(event("Hangup", LEG, PHONE, Cause="17", ConnectedLineNum=NUMBER))
        ask = Client(files.socket).ask
        assert await asyncio.to_thread(ask, History(number=NUMBER), list) == []
        with pytest.raises(RequestRefusedError):
            await asyncio.to_thread(ask, Drop(OTHER), type(None))
        ami.say(event("Hangup", CALLER, TRUNK, Cause="16", CallerIDNum=NUMBER))
        await until(lambda: not rule.view().contacts)
    assert "Originate refused" in said.getvalue()
    assert "asks: call-drop ***21" in said.getvalue()
    for secret in (NUMBER, NUMBER[3:], OTHER, "Mustermann"):
        assert secret not in said.getvalue()
    for secret in (NUMBER, NUMBER[3:], "Mustermann"):  # not even before the net: only what an operator typed himself
        assert secret not in caplog.text
