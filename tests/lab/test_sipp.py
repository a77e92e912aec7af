"""SIPp as callers and as agents' phones on a real Asterisk."""

import wave

import numpy as np
import pytest

from acd.lab import sipp
from acd.lab.layout import lay_out
from acd.lab.media import amplitude
from acd.lab.ports import free_udp
from acd.lab.sipp import Counts, Person
from acd.lab.switch import Switch
from acd.lab.trouble import LabError
from acd.lab.ulaw import to_ulaw

pytestmark = pytest.mark.pbx
PLAN = """
[acd-in](+)
exten => 9100,1,Answer()
 same => n,Read(GOT,please-try-call-later,2,,1,5)
 same => n,UserEvent(LabRead,Digits: ${GOT})
 same => n,Dial(PJSIP/200${GOT:1},2,g)
 same => n,UserEvent(LabDialled,Status: ${DIALSTATUS})
 same => n,Hangup()
exten => 9200,1,Answer()
 same => n,MixMonitor(${ASTSPOOLDIR}/said.wav,r(${ASTSPOOLDIR}/heard.wav))
 same => n,Wait(2)
 same => n,StopMixMonitor()
 same => n,UserEvent(LabRecorded)
 same => n,Hangup()
"""


@pytest.mark.parametrize("by_events", [True, False])
def test_callers_press_keys_and_stations_answer_or_do_not(short_path, monkeypatch, by_events):
    if by_events and not sipp.can_send_events():
        pytest.skip("SIPp sends RFC 4733 events from a raw socket, which takes root")
    monkeypatch.setattr(sipp, "can_send_events", lambda: by_events)
    quick, deaf = free_udp(), free_udp()
    layout = lay_out(
        short_path, stations={**sipp.station_addresses(quick, 1), **sipp.station_addresses(deaf, 1, first=2002)}
    )
    people = [Person("5550001", "Ann", "11"), Person("5550002", "Bob", "12")]
    with (
        Switch(layout, dialplan=PLAN) as switch,
        sipp.stations(layout, quick, name="quick", talk_s=0.3),
        sipp.stations(layout, deaf, name="deaf", ring_s=None),
        switch.console(timeout=15) as console,
        sipp.callers(layout, people, number="9100", rate=5, key_after_s=[0.3, 0.5]) as calling,
    ):
        told = set()
        while len(told) < 4:
            message = console.read()
            if message.get("UserEvent", "").startswith("Lab"):
                told.add(message.get("Digits") or message["Status"])
        assert told == {"11", "12", "ANSWER", "NOANSWER"}
        assert calling.wait(5) == Counts(created=2, succeeded=2, failed=0)
        assert not [*switch.channels(), *switch.bridges(), *switch.dialogs()]


def test_a_caller_says_something(short_path):
    sine = 8000 * np.sin(2 * np.pi * 500 * np.arange(8000) / 8000)
    layout = lay_out(short_path, stations={})
    with (
        Switch(layout, dialplan=PLAN) as switch,
        switch.console(timeout=15) as console,
        sipp.callers(layout, [Person("5550001")], number="9200", voice=to_ulaw(sine.astype(np.int16))) as calling,
    ):
        while console.read().get("UserEvent") != "LabRecorded":
            pass
        assert calling.wait(5) == Counts(created=1, succeeded=1, failed=0)
    with wave.open(str(layout.spool / "heard.wav")) as said:
        heard = said.readframes(said.getnframes())
    second = [heard[at : at + 1600] for at in (6400, 9600)]
    assert all(amplitude(part, 500) > 5000 for part in second)
    assert amplitude(heard[-4800:], 500) < 100


def test_everybody_needs_a_key_for_each_time(short_path):
    with pytest.raises(LabError, match="2 keys"):
        sipp.callers(lay_out(short_path), [Person("1", "x", "1")], key_after_s=[1, 1])
