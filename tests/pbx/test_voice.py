"""Texts heard on a real call: recordings of fixed ones, values spoken on demand, and a voice that fails."""

import asyncio
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from acd.cli.prompts import prompts
from acd.lab.house import House, Plan
from acd.lab.install import espeak
from acd.lab.trouble import LabError
from ivr.voice.names import LIVE, recording_name
from tests.pbx.scene import Caller, Scene, until

SECRET_WORDS = "Mister Quibblesworth"
FLOW = f"""
start: hello
language: en
nodes:
  hello:
    play: [{{text: {{en: "Good morning, and welcome.", pl: "Dzień dobry, witamy."}}}}]
    next: facts
  facts:
    set: {{data: {{n: "2", owed: "12.50", who: "{SECRET_WORDS}"}}}}
    next: english
  english:
    play:
      - text:
          en: "{{who}}, you have {{n}} new {{n|message|messages}}. You owe {{owed:money EUR}}."
          pl: "{{who}}, {{n}}, {{owed:money PLN}}."
    next: to-polish
  to-polish:
    set: {{language: pl}}
    next: polish
  polish:
    play:
      - text:
          en: "{{n}}"
          pl: "Masz {{n:count f}} {{n|nową wiadomość|nowe wiadomości|nowych wiadomości}}, saldo {{owed:money PLN}}."
    next: bye
  bye:
    hangup: [{{text: {{en: "Good-bye, then.", pl: "Do widzenia, do usłyszenia."}}}}]
"""


def _plan(command: str) -> Plan:
    held = "start: polish\nnodes:\n  polish: {set: {language: pl}, next: wait}\n  wait: {handoff: sales}\n"
    queue = "[queue.sales]\nsay_position = true\nsay_wait = false\n"
    return Plan(queue, "", {"main": FLOW, "held": held}, voice=f"{command}\ndeadline_s = 1.0")


DIALPLAN = "\n[acd-in](+)\nexten => held,1,Set(ACD_FLOW=held)\n same => n,Goto(s,1)\n"


def _espeak() -> str:
    words = [*espeak().argv, "-v", "{voice}", "-b", "1", "--stdin", "--stdout"]
    return f"command = {words}"


@pytest.fixture(scope="module")
def house(real_asterisk: None) -> Iterator[House]:
    try:
        plan = _plan(_espeak())
    except LabError as error:
        if os.environ.get("ACD_TEST_ASTERISK") == "required":
            pytest.fail(f"no espeak-ng: {error}", pytrace=False)
        pytest.skip(f"no espeak-ng: {error}")
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        House(Path(folder), plan, dialplan=DIALPLAN, ACD_HOLD_S="1") as house,
    ):
        yield house
        assert house.stop_daemon() in (0, None)


def _built(house: House) -> str:
    done = CliRunner().invoke(prompts, ["build", "--config", str(house.config)])
    assert done.exit_code == 0, done.output
    return done.output


def _recorded(language: str, text: str) -> str:
    return recording_name(language, text)


async def _loudest(caller: Caller) -> float:
    """The level of the loudest fifth of a second until the call is over, in dB of full scale."""
    loudest = 0.0
    while not caller.call.is_over:
        heard = b"".join(list(caller.call.media._ear)[-10:])
        if heard:
            sound = np.frombuffer(heard, "<i2") / 32768.0
            loudest = max(loudest, float(np.sqrt((sound**2).mean())))
        await asyncio.sleep(0.02)
    return 20 * np.log10(max(loudest, 1e-9))


def _rewire(house: House, command: str) -> None:
    """The daemon with another engine."""
    house.stop_daemon()
    house.write(_plan(command))
    house.start_daemon()


async def test_texts_are_heard_in_two_languages(scene: Scene) -> None:
    house = scene.house
    _built(house)
    caller = await scene.caller()
    level_db = await _loudest(caller)
    hello, english, polish, bye = caller.told()
    assert hello == _recorded("en", "Good morning, and welcome.")
    assert bye == _recorded("pl", "Do widzenia, do usłyszenia.")
    assert english.startswith(f"{LIVE}/")
    assert polish.startswith(f"{LIVE}/")
    assert english != polish
    assert -25 < level_db < -8
    walk = await caller.walk()
    assert walk.outcome == "hangup"
    assert not list((house.layout.sounds / LIVE).iterdir())
    assert "cannot say" not in house.log.read_text(encoding="utf-8")


async def test_what_is_said_to_a_caller_is_nowhere_else(scene: Scene) -> None:
    house = scene.house
    caller = await scene.caller()
    told = await until(
        lambda: [sound for sound in caller.told() if sound.startswith(LIVE)], "a text spoken on demand", within_s=10
    )
    file = house.layout.sounds / f"{told[0]}.wav"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    await caller.hang_up()
    await until(lambda: not file.exists(), "the file of the text is removed")
    logs = house.log.read_text(encoding="utf-8") + house.layout.log.read_text(encoding="utf-8", errors="replace")
    assert SECRET_WORDS.split()[1] not in logs
    assert not any(SECRET_WORDS.split()[1] in str(event) for event in scene.eye.seen)


async def test_his_place_on_hold_is_said_in_his_language(scene: Scene) -> None:
    """Nobody has recorded a queue's sounds in Polish here."""
    caller = await scene.caller("held")
    await caller.waits("sales")
    told = await until(caller.told, "something said on hold", within_s=10)
    assert [sound.rpartition("/")[0] for sound in told] == [LIVE]
    await caller.waits("sales")


async def test_without_an_engine_the_call_goes_on(scene: Scene) -> None:
    house = scene.house
    _built(house)
    _rewire(house, 'command = ["no-such-engine"]')
    try:
        caller = await scene.caller()
        told = await until(lambda: caller.told() if len(caller.told()) > 6 else [], "the text in parts", within_s=15)
        await caller.hang_up()
        walk = await caller.walk()
    finally:
        _rewire(house, _espeak())
    assert told[0] == _recorded("en", "Good morning, and welcome.")
    assert told[1:6] == [
        _recorded("en", "you have"),
        "SAY NUMBER 2",
        _recorded("en", "new"),
        _recorded("en", "messages"),
        _recorded("en", "You owe"),
    ]
    assert walk.path[-1] == ("english", "hung up")
    log = house.log.read_text(encoding="utf-8")
    assert "a text in en is said without a voice: no-such-engine cannot be started" in log
    scene.forgiven.append("File currency/")  # nobody has recorded those


async def test_an_engine_that_hangs_costs_one_deadline(scene: Scene) -> None:
    house = scene.house
    _rewire(house, 'command = ["sleep", "30"]')
    try:
        caller = await scene.caller()
        await caller.is_told("SAY NUMBER 2", within_s=10)
        await caller.hang_up()
        late = await scene.caller()
        await late.is_told("SAY NUMBER 2", within_s=10)
        await late.hang_up()
        log = house.log.read_text(encoding="utf-8")
    finally:
        _rewire(house, _espeak())
    assert "sleep took longer than" in log
    assert "the engine was too slow a moment ago" in log
    scene.forgiven.append("File currency/")  # nobody has recorded those
