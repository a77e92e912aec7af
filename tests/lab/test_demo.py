"""The demo, shortened, as a person runs it: its books agree; nothing is left, however it ends."""

import signal

import pytest

from tests.lab.showing import Showing

pytestmark = pytest.mark.pbx


def test_a_short_demo_tells_its_calls_and_agrees_with_store_and_pbx(short_path):
    with Showing(short_path, "acd.lab.demo", "--calls", "3") as demo:
        assert demo.ended(80) == 0, demo.said
        assert "1005 Ewa Lindqvist did not answer for 5 s" in demo.said
        assert "account entered, account confirmed) to queue billing" in demo.said
        kept = "Wanda Blum is to be called back: place 1 in returns; Oskar Lind holds: place 2 in returns"
        assert demo.said.count(kept) == 2  # before the daemon is killed, and after
        assert "talks to 1007 Grace Mwangi after waiting" in demo.said
        assert demo.said.count("agrees: ") == 7
        assert "DIFFERS" not in demo.said
        assert "\x1b" not in demo.said  # no terminal, no colours
        assert demo.left() == []


@pytest.mark.parametrize(("number", "at"), [(signal.SIGTERM, "rings "), (signal.SIGINT, "starting the PBX")])
def test_a_signal_ends_it_and_leaves_nothing(short_path, number, at):
    with Showing(short_path, "acd.lab.demo") as demo:
        demo.wait_for(at)
        demo.process.send_signal(number)
        demo.process.send_signal(number)  # an impatient second one changes nothing
        assert demo.ended(20) == 128 + number, demo.said
        assert demo.said.splitlines()[-1] == f"ended by {number.name}: everything was stopped and removed"
        assert "Traceback" not in demo.said
        assert demo.left() == []
