"""`make run`: with nothing but what it prints, one phone becomes an agent, another calls, and they talk."""

import re
import signal

import pytest

from acd.lab.layout import Layout
from acd.lab.phone import Phone
from acd.lab.run import main
from tests.lab.showing import Showing

VOICE = 600


def printed(said: str) -> tuple[Layout, dict[str, str]]:
    """The server and its users, and the agents' PINs."""
    server = re.search(r"server (\S+), port (\d+)", said)
    users = re.findall(r"^  (\d{4}|caller) +(\S+)(?: +(\d+))?", said, re.MULTILINE)
    layout = Layout(
        None, {user: word for user, word, _ in users}, {}, agi_port=0, host=server[1], sip_port=int(server[2])
    )
    return layout, {user: pin for user, _, pin in users if pin}


@pytest.mark.pbx
async def test_a_person_signs_in_by_short_code_and_is_called(short_path):
    with Showing(short_path, "acd.lab.run", "--agents-answer", "1") as run:
        layout, pins = printed(run.wait_for("signed in"))
        number = re.search(r"dial (\d+):", run.said)[1]
        async with Phone.of(layout, "1001", tone=VOICE) as anna, Phone.of(layout, "caller") as caller:
            await anna.register()
            await caller.register()
            code = await anna.call("*11")
            await code.answered()
            await code.hears_sound()
            await code.press(pins["1001"] + "#")
            await code.ended(within_s=10)
            run.wait_for("1001 Anna Alvarez signed in")

            call = await caller.call(number)
            await call.answered()
            await call.hears_sound(frames=60)
            await call.press("1")
            ring = await anna.ringing(within_s=10)
            assert ring.shown.name.startswith("sales: ")
            await ring.answer()
            await call.hears(VOICE, within_s=10)
            await call.hang_up()
            await ring.ended()

            call = await caller.call(number)  # only the simulated agent can do this
            await call.answered()
            await call.hears_sound(frames=60)
            await call.press("2")
            await call.hears(450, within_s=20)
            await call.hang_up()
            run.wait_for("with 1006 Farid Haddad, the caller hung up")
        run.process.send_signal(signal.SIGINT)
        assert run.ended(20) == 0, run.said
        assert run.left() == []


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["--host", "192.0.2.77"], "no IPv4 address of this machine"),
        (["--host", "here"], "no IPv4 address of this machine"),
        (["--sip-port", "70000"], "no port"),
        (["--agents-answer", "-1"], "no number of agents"),
    ],
)
def test_bad_options_are_told(argv, word, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert word in capsys.readouterr().err


def test_more_simulated_agents_than_there_are(capsys):
    assert main(["--agents-answer", "99"]) == 1
    assert "there are 6 agents" in capsys.readouterr().err
