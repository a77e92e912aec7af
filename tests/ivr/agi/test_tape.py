"""Recording on a channel, as Asterisk 22.10 answers."""

import pytest

from ivr.agi.line import Lost, Taken
from ivr.agi.tape import path_of, placed
from ivr.inputs import Recorded, Stop
from ivr.outputs import Record, Sound, Tape

FOLDER = "/srv/voicemail"
WANT = Record("main-1.2+1-1+queue-sales", 60.0, 3.0, "#")
RECORD = f'RECORD FILE "{FOLDER}/{WANT.tape}" "wav" "#" "60000" "0" "BEEP" "s=3"'
SIZE = f'GET VARIABLE "STAT(s,{FOLDER}/{WANT.tape}.wav)"'


async def record(session) -> Recorded:
    session.tapes = FOLDER
    return await session.record(WANT)


@pytest.mark.parametrize(
    ("reply", "size", "what"),
    [
        ("200 result=35 (dtmf) endpos=40000", 80_044, Recorded(5.0, Stop.KEY)),
        ("200 result=0 (timeout) endpos=480000", 960_044, Recorded(60.0, Stop.LIMIT)),
        ("200 result=17981 (timeout) endpos=40000", 80_044, Recorded(4.0, Stop.QUIET)),
        ("200 result=900 (timeout) endpos=4000", 8_044, Recorded(0.0, Stop.QUIET)),
        ("200 result=35 (randomerror) endpos=0", 0, Recorded(0.0, Stop.KEY)),
        ("200 result=0 (timeout) endpos=40000", 16_384, Recorded(5.0, Stop.FAILED)),
        ("200 result=35 (dtmf) endpos=0", 16_384, Recorded(0.0, Stop.FAILED)),
    ],
)
async def test_what_the_reply_and_the_files_size_tell(talk, reply: str, size: int, what: Recorded) -> None:
    assert await talk(record, (RECORD, reply), (SIZE, f"200 result=1 ({size})")) == what


async def test_a_pbx_that_cannot_tell_the_size_is_believed(talk) -> None:
    script = [(RECORD, "200 result=35 (dtmf) endpos=40000"), (SIZE, "200 result=0")]
    assert await talk(record, *script) == Recorded(5.0, Stop.KEY)


async def test_a_hang_up_in_the_middle_is_an_answer(talk) -> None:
    script = [(RECORD, "200 result=-1 (hangup) endpos=12000")]
    assert await talk(record, *script) == Recorded(1.5, Stop.HUNG_UP)


async def test_a_file_that_cannot_be_made(talk) -> None:
    assert await talk(record, (RECORD, "200 result=-1 (writefile)")) == Recorded(0.0, Stop.FAILED)


async def test_a_beep_that_is_not_there_is_no_hang_up(talk) -> None:
    script = [(RECORD, "200 result=-1 (randomerror) endpos=0"), ("CHANNEL STATUS", "200 result=6")]
    assert await talk(record, *script) == Recorded(0.0, Stop.FAILED)


async def test_without_a_folder_nothing_is_recorded(talk) -> None:
    assert await talk(lambda session: session.record(WANT)) == Recorded(0.0, Stop.FAILED)


async def test_a_refusal_is_no_recording(talk) -> None:
    assert isinstance(await talk(record, (RECORD, "510 Invalid or unknown command")), Lost)


async def test_a_dead_channel_is_a_hang_up(talk) -> None:
    dead = "511 Command Not Permitted on a dead channel or intercept routine"
    name = ('GET VARIABLE "CHANNEL(name)"', "200 result=1 (PJSIP/x-1)")
    assert await talk(record, (RECORD, dead), name) == Recorded(0.0, Stop.HUNG_UP)
    taken = ('GET VARIABLE "CHANNEL(name)"', "200 result=1 (Surrogate/x)")
    assert isinstance(await talk(record, (RECORD, dead), taken), Taken)


async def test_a_tape_is_played_from_its_folder(talk) -> None:
    def say(session):
        session.tapes = FOLDER
        return session.say((Tape(WANT.tape), Tape("announcement-1", "/srv/told")))

    first = f'STREAM FILE "{FOLDER}/{WANT.tape}" ""'
    await talk(say, (first, "200 result=0"), ('STREAM FILE "/srv/told/announcement-1" ""', "200 result=0"))


@pytest.mark.parametrize(
    ("folder", "tape"),
    [
        ("", "a"),
        ("relative", "a"),
        ("/srv", ""),
        ("/srv", "../etc/passwd"),
        ("/srv", "a/b"),
        ("/srv", ".hidden"),
        ("/srv", "a\nHANGUP"),
        ("/srv", "a,b"),
        ("/srv/../etc", "a"),
        ("/srv|x", "a"),
    ],
)
def test_no_name_leads_out_of_the_folder(folder: str, tape: str) -> None:
    with pytest.raises(ValueError, match="not the name of a tape"):
        path_of(folder, tape)


def test_other_parts_stay_as_they_are() -> None:
    assert placed((Sound("beep"),), "") == [Sound("beep")]
