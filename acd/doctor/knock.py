"""A call inside the PBX: it visits the engine as a caller's does, looks around there and tells what it found.

Nobody's phone takes part: both ends are a Local channel in the context acd-doctor, which ends by itself. The call's
word comes as a UserEvent with our nonce in it, so nobody else can speak for it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

from acd.config.settings import Settings
from acd.doctor import folders
from acd.doctor.sheet import Sheet
from acd.pbx.actions import DOCTOR_CONTEXT, Hangup, Originate
from acd.pbx.door import Door
from acd.pbx.link import ActionRefused, LinkError
from acd.pbx.names import DOCTOR, channel_id
from acd.pbx.wire import Message
from ivr.speech.plan import SpeechPlan

WORD_S = 6.0  # from the call to its word; the call ends itself after 20
RING_MS = 5_000
LIST_BYTES = 400  # of phones' names in one call; a channel variable is longer than 512 bytes for nobody

_SECONDS = {"AcdHoldS": "ACD_HOLD_S", "AcdMaxCallS": "ACD_MAX_CALL_S", "AcdMinTalkS": "ACD_MIN_TALK_S"}
_NUMBERS = _SECONDS | {"AcdQuietMax": "ACD_QUIET_MAX"}
_GLOBALS = 'set it in acd-globals.conf, then "dialplan reload"'


async def knock(door: Door, settings: Settings, sheet: Sheet) -> bool:
    """Whether the call could be made and its word was heard; everything found is on `sheet`."""
    try:
        async with _call(door, "wait", ACD_LANGUAGE=settings.daemon.language) as words:
            async with asyncio.timeout(WORD_S):
                word = await words.get()
    except ActionRefused as error:
        sheet.wrong(f"a test call could not be made: {error.message}", "the manager account needs write=originate")
    except LinkError as error:
        sheet.wrong(f"a test call could not be made: {error}", "is the PBX overloaded?")
    except TimeoutError:
        sheet.wrong(
            f"a test call was made and nothing was heard of it within {WORD_S:g} s",
            "the manager account needs read=call,user,system and the eventfilter lines of asterisk-conf/manager.d/"
            "acd.conf, and [acd-doctor] must be of this release",
        )
    else:
        judge(word.headers, settings, sheet)
        return True
    return False


async def contacts(door: Door, endpoints: Iterable[str]) -> Mapping[str, str]:
    """Where each endpoint is registered from, in the PBX's words (``PJSIP/1001/sip:1001@10.0.0.7:5060``, several joined
    by ``&``); an endpoint of which nothing is heard is left out."""
    found: dict[str, str] = {}
    for names in _parts(endpoints):
        try:
            async with _call(door, "contacts", ACD_ENDPOINTS="&".join(names)) as words, asyncio.timeout(WORD_S):
                for _ in names:
                    word = await words.get()
                    found[word.get("AcdEndpoint")] = word.get("AcdContacts")
        except (LinkError, TimeoutError):
            break
    return found


def judge(word: Mapping[str, str], settings: Settings, sheet: Sheet) -> None:
    """`word`: the headers of the test call's UserEvent."""
    _judge_visit(word, settings, sheet)
    bad = [name for header, name in _NUMBERS.items() if not _is_count(word.get(header, ""))]
    patience = word.get("AcdTakeOverS", "")
    if patience and not (patience.isascii() and patience.isdecimal()):
        sheet.wrong("ACD_TAKE_OVER_S: not a number in the dialplan's globals", _GLOBALS)
    if bad:
        sheet.wrong(f"{', '.join(bad)}: not a number above 0 in the dialplan's globals", _GLOBALS)
    _judge_sounds(word, settings.daemon.language, sheet)
    _judge_recordings(word, settings, sheet)
    folders.judge(word.get("AcdFolders", ""), settings, sheet)
    if settings.speech is not None and word.get("AcdSpeech"):
        _judge_speech(word["AcdSpeech"], settings.speech, sheet)


def _judge_visit(word: Mapping[str, str], settings: Settings, sheet: Sheet) -> None:
    named, at = word.get("AcdPbx", ""), word.get("AcdAgi", "")
    if named != sheet.pbx:
        sheet.wrong(
            f"the dialplan calls this PBX {named!r}, the engine {sheet.pbx!r}", f"ACD_PBX={sheet.pbx}: {_GLOBALS}"
        )
    elif word.get("AcdNext") == "ok":
        sheet.ok(f"the PBX reaches the engine at {at}")
    elif word.get("AcdAgiStatus") == "SUCCESS":
        sheet.wrong(
            f"the PBX reaches something at {at} and is turned away",
            "ACD_AGI_SECRET in acd-globals.conf must be the secret of [agi] in acd.toml, ACD_AGI its host and port "
            f"(here {settings.agi.host}:{settings.agi.port})",
        )
    else:
        sheet.wrong(
            f"the PBX cannot reach the engine at {at or 'an empty address'}",
            f"the engine listens on {settings.agi.host}:{settings.agi.port}: set ACD_AGI in acd-globals.conf, "
            'and load res_agi; then "dialplan reload"',
        )


def _judge_sounds(word: Mapping[str, str], language: str, sheet: Sheet) -> None:
    if word.get("AcdVoice") != "1":
        sheet.wrong(f"the PBX has no sounds in {language!r}", f"install its sounds: asterisk-core-sounds-{language}")
    elif word.get("AcdBeep") != "SUCCESS":
        sheet.wrong("the PBX could not play beep", "install asterisk-core-sounds, and load the format it is in")
    else:
        sheet.ok(f"the PBX plays sounds in {language!r}")


def _judge_recordings(word: Mapping[str, str], settings: Settings, sheet: Sheet) -> None:
    folder, wanted = word.get("AcdRecordings", ""), str(settings.recording.root)
    records = any(queue.record for queue in settings.roster.queues.values())
    if word.get("AcdMonitor") != "1":
        advice = f"make {folder.rpartition('/')[0]}, owned by the user Asterisk runs as"
        (sheet.wrong if records else sheet.warn)("the PBX has no folder for recordings", advice)
    elif folder != wanted:
        note = sheet.wrong if records else sheet.warn
        note(
            f"the PBX records to {folder}, the engine looks in {wanted}",
            f'root = "{folder}" in [recording] of acd.toml',
        )
    else:
        sheet.ok(f"recordings go to {folder}")


def _judge_speech(word: str, speech: SpeechPlan, sheet: Sheet) -> None:
    reached, *ready = word.split(":")
    if reached != "yes":
        sheet.wrong(
            "the PBX does not reach our speech door: its callers have keys only",
            f"aeap.conf needs [acd-speech] with url=ws://{speech.host}:{speech.port}; load res_speech_aeap, res_aeap",
        )
    elif missing := [language for language in speech.engines if language not in ready]:
        sheet.wrong(
            f"no engine is ready to hear {', '.join(missing)}: callers have keys only",
            "the daemon's log says why; asterisk-acd[speech] must be installed, and the model there",
        )
    else:
        sheet.ok(f"the PBX reaches our speech door, callers are heard in {', '.join(ready)}")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) > 0


def _parts(endpoints: Iterable[str]) -> Iterator[list[str]]:
    """Lists that fit into one channel variable."""
    part: list[str] = []
    for name in endpoints:
        if part and len("&".join([*part, name])) > LIST_BYTES:
            yield part
            part = []
        part.append(name)
    if part:
        yield part


@asynccontextmanager
async def _call(door: Door, end: str, **variables: str) -> AsyncIterator["asyncio.Queue[Message]"]:
    """A call whose far end runs the extension `end` of our context; what it says while it lasts. None is left after."""
    nonce, serial = secrets.token_hex(16), secrets.randbelow(10**9)
    leg = channel_id(DOCTOR, serial)
    words = door.doctors[nonce] = asyncio.Queue[Message]()
    given = variables | {"ACD_NONCE": nonce, "ACD_SERIAL": str(serial)}
    try:
        await door.link.ask(Originate(f"Local/{end}@{DOCTOR_CONTEXT}/n", leg, RING_MS, DOCTOR_CONTEXT, variables=given))
        yield words
    finally:
        del door.doctors[nonce]
        door.link.tell(Hangup(leg))
