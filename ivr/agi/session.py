"""What a handler can do with one caller on his channel.

There is no general EXEC: every act a handler needs has its own verb here, so no text of a caller or a flow can become
an application's name or argument. Nothing said or pressed is logged here.

A key pressed in the instant between two commands is read and dropped by Asterisk. That gap is one round trip on the
loopback (under a millisecond); Asterisk itself hands over no two keys within less than about 80 ms.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from ivr.agi.keys import KEYPAD, KeyPad
from ivr.agi.line import Gone, Line, Lost, Taken
from ivr.agi.listen import Listener, split
from ivr.agi.say import Command, commands
from ivr.agi.sounds import checked_language
from ivr.agi.tape import (
    BEEP_S,
    folder_question,
    has_room,
    is_whole,
    path_of,
    placed,
    record_arguments,
    recorded,
    size_question,
)
from ivr.agi.wire import Header, Reply
from ivr.hearing import Deaf, Ear, Heard, HearWant, Ticket, Toned, Unheard
from ivr.inputs import HungUp, Pressed, Recorded, Silent, Spoken, Stop
from ivr.outputs import KeyWant, Part, Record
from ivr.variables import checked_value
from ivr.voice.mouth import Mouth, Mute

STREAM_FILE_S = 120.0  # the longest prompt
TAPE_S = 620.0  # the longest message
SAY_S = 90.0  # the longest number or row of digits
SHORT_S = 5.0  # commands that act at once
ANSWER_S = 15.0
MARGIN_S = 2.0  # on top of a wait that Asterisk itself ends
MAX_WAIT_S = 300.0
NOT_PERMITTED = 511  # the channel is dead

_LIMIT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_UNKNOWN = ("", "unknown", "<unknown>")

log = logging.getLogger(__name__)


class Session:
    """One visit of one caller. Every act raises `Gone` when the caller is not there any more (`Taken` when Bridge has
    him), `Lost` when the dialogue cannot go on; `say` answers `HungUp` instead of raising a plain `Gone`."""

    def __init__(
        self, line: Line, header: Header, call: str, visit: str, route: str, rest: str, arguments: tuple[str, ...] = ()
    ) -> None:
        self._line = line
        self._language = header.values.get("agi_language", "")
        self.header = header.values
        self.call = call
        self.visit = visit
        self.route = route
        self.rest = rest
        self.arguments = arguments  # those after the token
        self.ear: Ear | None = None  # who listens to callers; None: nobody, so keys only
        self.mouth: Mouth = Mute()  # who has a voice for texts
        self._listener = Listener(self._do)
        self.tapes = ""  # the folder on the PBX that callers are recorded in; none: nobody is

    async def begin(self) -> None:
        """The first act of every visit: the call has its time limit back, which the dialplan shortens to the seconds it
        gives us to speak (see [acd-visit]). An older dialplan does not; then there is nothing to do."""
        limit = next(iter(self.arguments), "")
        if limit:
            if not _LIMIT.fullmatch(limit):
                raise Lost("a time limit that is no number")
            await self._do("SET VARIABLE", "TIMEOUT(absolute)", limit)

    def told(self, key: str) -> str:
        """A header value; "" where Asterisk does not know it."""
        value = self.header.get(key, "")
        return "" if value in _UNKNOWN else value

    async def say(
        self, parts: Iterable[Part], language: str = "", keys: KeyWant | None = None, hear: HearWant | None = None
    ) -> Spoken | Pressed | Silent | Heard | Unheard | Toned | HungUp:
        """Says the parts in `language` ("" = as before). With `keys` a key stops the speech and is the first of the
        answer, unless `barge_in` is off: then keys during speech are dropped. A sound that is missing is skipped.
        With `hear` the caller may speak instead of pressing keys; speech stops the last part, where that is a sound
        and both may barge in. Without a recogniser the parts are said, keys live, and it is Unheard(NO_ENGINE)."""
        try:
            await self.set_language(language)
            async with self.mouth.voiced(parts, self._language, self.call) as voiced:
                if hear is not None:
                    return await self._say_and_hear(voiced, keys, hear)
                first = await self._speak(voiced, KEYPAD if keys and keys.barge_in else "")
            return Spoken() if keys is None else await self._collect(keys, first)
        except Taken:
            raise
        except Gone:
            return HungUp()

    async def can_hear(self) -> bool:
        """Whether the PBX reaches the speech door."""
        return await self._listener.open()

    async def record(self, want: Record) -> Recorded:
        """Records the caller after a beep. A hang-up is an answer; `Taken` and `Lost` are raised."""
        if not self.tapes:
            return Recorded(0.0, Stop.FAILED)
        path = path_of(self.tapes, want.tape)
        try:
            deadline_s = want.longest_s + BEEP_S + MARGIN_S
            reply = await self._do("RECORD FILE", *record_arguments(path, want), deadline_s=deadline_s)
            what = recorded(reply)
            if reply.data == "randomerror" and reply.result == "-1":  # the beep could not be played
                await self._check_here()
                return Recorded(0.0, Stop.FAILED)
            if what.why is Stop.HUNG_UP or what.why is Stop.FAILED:
                return what
            size = await self._do("GET VARIABLE", size_question(path))
            is_there = is_whole(reply, size.data) and has_room(self.tapes)
            return what if is_there else Recorded(what.seconds, Stop.FAILED)
        except Taken:
            raise
        except Gone:
            return Recorded(0.0, Stop.HUNG_UP)

    async def sees_folder(self, folder: str) -> bool:
        """Whether the PBX has such a folder. False, too, after a caller was heard: Asterisk then tells of no file."""
        return (await self._do("GET VARIABLE", folder_question(folder))).data == "1"

    async def until_gone(self) -> None:
        """Comes to an end when the caller hangs up, or is taken, while nothing is said to him."""
        await self._line.gone.wait()

    async def set_language(self, language: str) -> None:
        """The channel's language from now on; "" changes nothing."""
        if language and language != self._language:
            await self._do("SET VARIABLE", "CHANNEL(language)", checked_language(language))
            self._language = language

    async def set_variable(self, name: str, value: str) -> None:
        """Sets a channel variable. ValueError unless the name is plain and the value is safe in a dialplan."""
        await self._do("SET VARIABLE", _checked_name(name), checked_value(name, value))

    async def get_variable(self, name: str) -> str | None:
        """A channel variable; None when it is not set."""
        reply = await self._do("GET VARIABLE", _checked_name(name))
        return reply.data if reply.result == "1" else None

    async def answer(self) -> None:
        await self._do("ANSWER", deadline_s=ANSWER_S)

    async def hang_up(self) -> None:
        await self._do("HANGUP")

    async def _say_and_hear(
        self, parts: tuple[Part, ...], keys: KeyWant | None, hear: HearWant
    ) -> Pressed | Silent | Heard | Unheard | Toned:
        """Whatever is silent in one way waits for the other."""
        escape = KEYPAD if keys and keys.barge_in else ""
        before, prompt = split(parts, may_barge_in=hear.barge_in and (keys is None or keys.barge_in))
        first = await self._speak(before, escape)
        if keys and first:
            return await self._collect(keys, first)
        wait_s = max(hear.wait_s, keys.timeout_s if keys else 0.0)
        ticket = await self._ticket(replace(hear, wait_s=wait_s))
        if ticket is None:
            first = await self._speak(parts[len(before) :], escape)
            return await self._collect(keys, first) if keys and first else Unheard(Deaf.NO_ENGINE)
        try:
            ended = await self._listener.listen(ticket, prompt, wait_s + hear.longest_s, keys=keys is not None)
        finally:
            answer = ticket.answer()
        if keys and ended.key:
            return await self._collect(keys, ended.key)
        if ended.is_lost:
            return Unheard(Deaf.NO_ENGINE)
        return Silent() if answer == Unheard(Deaf.SILENCE) else answer

    async def _ticket(self, hear: HearWant) -> Ticket | None:
        if self.ear is None or not await self._listener.open():
            return None
        return self.ear.expect(hear, self._language, self.call)

    async def _speak(self, parts: Iterable[Part], escape: str) -> str:
        """The key that stopped the speech, "" when all was said."""
        for part in placed(parts, self.tapes):
            for command in commands(part, self._language, escape):
                if key := await self._speak_one(command):
                    return key
        return ""

    async def _speak_one(self, command: Command) -> str:
        is_tape = command[0] == "STREAM FILE" and command[1].startswith("/")
        deadline_s = TAPE_S if is_tape else STREAM_FILE_S if command[0] == "STREAM FILE" else SAY_S
        reply = await self._do(*command, deadline_s=deadline_s)
        if reply.result == "-1":
            await self._check_here()
            log.warning("%s cannot say %s: is there such a sound in %s?", self.call, _named(command), self._language)
            return ""
        return _key(reply)

    async def _collect(self, want: KeyWant, first: str) -> Pressed | Silent:
        pad = KeyPad(want)
        if first:
            pad.press(first)
        while (wait_s := pad.wait_s) is not None:
            if key := await self._wait_for_key(wait_s):
                pad.press(key)
            else:
                pad.wait_over()
        return pad.answer()

    async def _wait_for_key(self, wait_s: float) -> str:
        wait_s = min(max(wait_s, 0.0), MAX_WAIT_S)
        reply = await self._do("WAIT FOR DIGIT", str(round(wait_s * 1000)), deadline_s=wait_s + MARGIN_S)
        if reply.result == "-1":
            await self._check_here()
            raise Lost("WAIT FOR DIGIT failed on a channel that is up")
        return _key(reply)

    async def _do(self, verb: str, *arguments: str, deadline_s: float = SHORT_S) -> Reply:
        if self._line.hung_up:
            await self._say_goodbye()
        reply = await self._line.ask(verb, *arguments, deadline_s=deadline_s)
        if reply.code == NOT_PERMITTED:
            await self._say_goodbye()
        if reply.code != 200:
            raise Lost(f"{verb} refused with {reply.code}")
        return reply

    async def _check_here(self) -> None:
        """``result=-1`` is a missing sound as well as a lost caller: a dead channel answers 511 to this."""
        await self._do("CHANNEL STATUS")

    async def _say_goodbye(self) -> NoReturn:
        """Raises Taken or Gone."""
        reply = await self._line.ask("GET VARIABLE", "CHANNEL(name)", deadline_s=SHORT_S)
        raise Taken if reply.data.startswith("Surrogate/") else Gone


def _key(reply: Reply) -> str:
    """Results are the key's ASCII code, 0 for none."""
    try:
        key = chr(int(reply.result))
    except (ValueError, OverflowError):
        raise Lost("a result that is no number") from None
    return key if key in KEYPAD else ""


def _named(command: Command) -> str:
    """What a log may say of a command: a sound's name, never the digits."""
    return command[1] if command[0] == "STREAM FILE" else command[0]


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a channel variable: {name[:80]!r}")
    return name
