"""What the test call's word is taken for."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from acd.control.house import Health
from acd.doctor import knock
from acd.doctor.sheet import Sheet
from ivr.speech.plan import EnginePlan, SpeechPlan

GOOD = {
    "AcdPbx": "main",
    "AcdNext": "ok",
    "AcdAgiStatus": "SUCCESS",
    "AcdAgi": "agi://127.0.0.1:4573",
    "AcdHoldS": "10",
    "AcdQuietMax": "2",
    "AcdMaxCallS": "7200",
    "AcdMinTalkS": "2",
    "AcdTakeOverS": "3",
    "AcdBeep": "SUCCESS",
    "AcdVoice": "1",
    "AcdRecordings": "/var/spool/asterisk/monitor/acd",
    "AcdMonitor": "1",
}


def judged(records=False, speech=None, root="/var/spool/asterisk/monitor/acd", **changed):
    sheet = Sheet("main")
    settings = SimpleNamespace(
        agi=SimpleNamespace(host="127.0.0.1", port=4573),
        speech=speech,
        daemon=SimpleNamespace(language="en"),
        recording=SimpleNamespace(root=Path(root)),
        roster=SimpleNamespace(queues={"sales": SimpleNamespace(record=records)}),
    )
    knock.judge(GOOD | changed, settings, sheet)
    assert all(bool(line.advice) == (line.health is not Health.OK) for line in sheet.lines)
    return [(line.health, line.text, line.advice) for line in sheet.lines if line.health is not Health.OK]


def test_all_is_well():
    assert judged() == []


@pytest.mark.parametrize(
    ("changed", "said", "advice"),
    [
        ({"AcdPbx": "branch"}, "calls this PBX 'branch', the engine 'main'", "ACD_PBX=main"),
        ({"AcdNext": "", "AcdAgiStatus": "FAILURE"}, "cannot reach the engine at agi://127.0.0.1:4573", "ACD_AGI"),
        ({"AcdNext": "", "AcdAgi": "", "AcdAgiStatus": "FAILURE"}, "at an empty address", "127.0.0.1:4573"),
        ({"AcdNext": ""}, "is turned away", "ACD_AGI_SECRET"),
        ({"AcdHoldS": "", "AcdQuietMax": "x"}, "ACD_HOLD_S, ACD_QUIET_MAX: not a number above 0", "acd-globals.conf"),
        ({"AcdMaxCallS": "0"}, "ACD_MAX_CALL_S", "acd-globals.conf"),
        ({"AcdTakeOverS": "3s"}, "ACD_TAKE_OVER_S: not a number", "acd-globals.conf"),
        ({"AcdVoice": "0"}, "no sounds in 'en'", "asterisk-core-sounds-en"),
        ({"AcdBeep": "FAILED"}, "could not play beep", "asterisk-core-sounds"),
    ],
)
def test_what_is_missing_is_wrong(changed, said, advice):
    ((health, text, told),) = judged(**changed)
    assert health is Health.WRONG
    assert said in text
    assert advice in told


@pytest.mark.parametrize("patience", ["", "0"])
def test_callers_may_go_to_the_fallback_at_once(patience):
    assert judged(AcdTakeOverS=patience) == []


@pytest.mark.parametrize(("records", "health"), [(True, Health.WRONG), (False, Health.WARNING)])
def test_a_place_for_recordings_matters_where_a_queue_records(records, health):
    assert judged(records, AcdMonitor="0")[0][0] is health
    ((found, text, advice),) = judged(records, root="/srv/records")
    assert found is health
    assert text == "the PBX records to /var/spool/asterisk/monitor/acd, the engine looks in /srv/records"
    assert 'root = "/var/spool/asterisk/monitor/acd"' in advice


HEARD = SpeechPlan("127.0.0.1", 9099, 20, {"en": EnginePlan("whisper", None, 2), "hu": EnginePlan("whisper", None, 1)})


@pytest.mark.parametrize(
    ("word", "said", "advice"),
    [
        ("no", "does not reach our speech door", "url=ws://127.0.0.1:9099"),
        ("yes:en", "no engine is ready to hear hu", "the daemon's log"),
        ("yes", "no engine is ready to hear en, hu", "the daemon's log"),
    ],
)
def test_callers_who_cannot_be_heard(word, said, advice):
    ((health, text, told),) = judged(speech=HEARD, AcdSpeech=word)
    assert health is Health.WRONG
    assert said in text
    assert advice in told


@pytest.mark.parametrize(("speech", "word"), [(HEARD, "yes:en:hu"), (HEARD, ""), (None, "no")])
def test_callers_who_are_heard_or_are_not_to_be(speech, word):
    assert judged(speech=speech, AcdSpeech=word) == []


def test_many_phones_are_asked_about_in_several_calls():
    names = [f"phone-{number:04}" for number in range(100)]
    parts = list(knock._parts(names))
    assert [name for part in parts for name in part] == names
    assert all(len("&".join(part)) <= knock.LIST_BYTES for part in parts)
    assert len(parts) == 3
    assert list(knock._parts([])) == []
