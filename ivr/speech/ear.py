"""The expected answers: the flow's side asks for a ticket, the channel names it to the door, sound comes in by it.

A token is random and good once, so a peer that was not sent by one of our own dialogues is never listened to. What was
heard goes to the flow in this process, by the ticket; the PBX is only told that it was.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping

from ivr.hearing import Deaf, Heard, HearWant, Toned, Unheard
from ivr.speech.listening import Began, Listening, Recognise, Step
from ivr.speech.pool import NoEngineError, Pool
from ivr.speech.voice import Voice, Voices

ANSWER_S = 1.5  # from the end of an answer to its meaning; then it is keys only
TRY_S = 4.0  # a try that is not needed yet
TICK_S = 0.1
REMIND_S = 0.3
REMINDERS = 10
GAP_S = 0.2  # without a frame: the phone sends none while it is silent

log = logging.getLogger(__name__)


class OneTicket:
    """One expected answer (``ivr.hearing.Ticket``). `push` ends what Asterisk plays and does."""

    def __init__(self, ear: "SpeechEar", want: HearWant, language: str, pool: Pool, voice: Voice) -> None:
        self.token = secrets.token_hex(16)
        self._ear = ear
        self._want = want
        self._language = language
        self._pool = pool
        self._voice: Voice | None = voice
        self._listening = Listening(want, voice)
        self._push: Callable[[], None] | None = None
        self._tries: dict[int, asyncio.Task[None]] = {}
        self._last_frame = 0.0
        self._ticker: asyncio.TimerHandle | None = None
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def is_complete(self) -> bool:
        return self._listening.answer is not None

    def prompt_ended(self) -> None:
        self._listening.prompt_ended()

    def answer(self) -> Heard | Unheard | Toned:
        self._push = None
        answer = self._listening.answer or Unheard(Deaf.SILENCE)
        self._let_go()
        return answer

    def begin(self, push: Callable[[], None]) -> None:
        """A channel named the token: its sound comes from now on."""
        self._push = push
        self._last_frame = self._now()
        self._tick()

    def hear(self, frame: bytes) -> None:
        if not self.is_complete and self._voice is not None:
            self._last_frame = self._now()
            self._do(self._listening.hear(frame))

    def lose(self) -> None:
        """The channel's connection is gone."""
        if not self.is_complete:
            self._listening.answer = Unheard(Deaf.NO_ENGINE)
        self._push = None
        self._let_go()

    def _tick(self) -> None:
        """Fills a gap in the stream with quiet."""
        if self.is_complete or self._voice is None:
            return
        self._ticker = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        gap_s = self._now() - self._last_frame
        if gap_s > GAP_S:
            self._last_frame += gap_s
            self._do(self._listening.quiet(gap_s))

    def _do(self, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Began():
                    self._tell()
                case Recognise(number, speech, is_last):
                    self._recognise(number, speech, is_last=is_last)
        self._drop_stale()
        if self.is_complete:
            self._finish()

    def _recognise(self, number: int, speech: bytes, *, is_last: bool) -> None:
        loop = asyncio.get_running_loop()
        if is_last:
            self._alarm = loop.call_later(ANSWER_S, self._fail, number)
        if number in self._tries or not (is_last or self._pool.has_room):
            return
        self._tries[number] = loop.create_task(self._try(number, speech))

    async def _try(self, number: int, speech: bytes) -> None:
        try:
            guesses = await self._pool.recognise(speech, self._want.grammar, self._language, deadline_s=TRY_S)
        except NoEngineError:
            self._tries.pop(number, None)
            self._fail(number)
            return
        self._listening.recognised(number, guesses)
        if self.is_complete:
            self._finish()

    def _fail(self, number: int) -> None:
        self._listening.failed(number)
        if self.is_complete:
            self._finish()

    def _drop_stale(self) -> None:
        for number in [each for each in self._tries if each != self._listening.number]:
            self._tries.pop(number).cancel()

    def _finish(self) -> None:
        if self._voice is not None:
            self._ear.count(self._listening.answer)
            self._let_go()
            self._remind()

    def _tell(self) -> None:
        if self._push is not None:
            self._push()

    def _remind(self, times: int = REMINDERS) -> None:
        """Asterisk forgets a result that comes in the instant between two of its commands: told again until asked."""
        if self._push is not None and times:
            self._push()
            asyncio.get_running_loop().call_later(REMIND_S, self._remind, times - 1)

    def _let_go(self) -> None:
        """Frees what the ticket holds; it hears nothing more."""
        self._ear.forget(self.token)
        for timer in (self._ticker, self._alarm):
            if timer is not None:
                timer.cancel()
        current = asyncio.current_task()
        for task in self._tries.values():
            if task is not current:
                task.cancel()
        self._tries.clear()
        if self._voice is not None:
            self._ear.take_back(self._voice)
            self._voice = None

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


class SpeechEar:
    """``ivr.hearing.Ear`` over engines (`pools`, by language) and voice detectors. `counters` tells how answers ended,
    by the words of ``Deaf`` and ``Tone``, and "heard"."""

    def __init__(self, pools: Mapping[str, Pool], voices: Voices) -> None:
        self._pools = pools
        self._voices = voices
        self._expected: dict[str, OneTicket] = {}
        self.counters: Counter[str] = Counter()

    def expect(self, want: HearWant, language: str, call: str) -> OneTicket | None:
        pool = self._pool(language)
        if pool is None or not pool.is_ready:
            log.info("%s: no recogniser for %s now: keys only", call, language)
            return None
        voice = self._voices.lend()
        if voice is None:
            log.warning("%s: too many callers are listened to: keys only", call)
            return None
        ticket = OneTicket(self, want, language, pool, voice)
        self._expected[ticket.token] = ticket
        return ticket

    def claim(self, token: str) -> OneTicket | None:
        """The ticket of that token, for whoever names it first."""
        return self._expected.pop(token, None)

    def forget(self, token: str) -> None:
        self._expected.pop(token, None)

    def take_back(self, voice: Voice) -> None:
        self._voices.take_back(voice)

    def count(self, answer: Heard | Unheard | Toned | None) -> None:
        match answer:
            case Heard():
                self.counters["heard"] += 1
            case Unheard(why):
                self.counters[why] += 1
            case Toned(tone):
                self.counters[tone] += 1

    def _pool(self, language: str) -> Pool | None:
        """For ``en_GB`` that of ``en`` where it has none of its own."""
        return self._pools.get(language) or self._pools.get(language.replace("-", "_").partition("_")[0].lower())
