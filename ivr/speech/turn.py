"""When a caller begins to speak, pauses and has ended: pure bookkeeping over windows of sound, in their own time.

Each window has a probability of voice and a level. Two gates to begin:

- After the prompt, a tenth of a second of voice.
- While the prompt plays, to stop it: a fifth of a second of surer voice, louder than what comes back of the prompt.
  A cough is shorter, or no voice to the detector. An echo of the prompt *is* voice, but weak: what the line gives
  back in the first half second, when nobody answers yet, plus 6 dB is the gate, within `GATE_DB`; its upper bound is
  below any caller's usual level (-30 to -15 dB), so that somebody who speaks from the first moment is heard as well.

The detector holds on for a tenth of a second behind a word, longer than the pauses that matter here; so quiet is also
what lies far below the loudest of the answer. A pause of `PAUSE_S` is told (`Paused`), so that recognising begins, and
so is its end (`Resumed`); after `silence_s` of quiet the answer has `Ended`.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from ivr.hearing import Deaf, HearWant
from ivr.speech.sound import QUIETEST_DB, WINDOW_S

BEGIN = 0.5  # probability of voice
BEGIN_IN_PROMPT = 0.8
HOLD = 0.35
BEGIN_WINDOWS = (3, 4)  # so many of the last so many
BEGIN_IN_PROMPT_WINDOWS = (6, 8)
LEAST_DB = -52.0  # weaker is no caller
GATE_DB = (-40.0, -32.0)
ABOVE_ECHO_DB = 6.0
ECHO_S = 0.5
QUIET_BELOW_LOUDEST_DB = 32.0
LOUD_DB = -42.0  # sound that is not silence
NOISE_S = 0.25  # of it make noise of a silence
PAUSE_S = 0.16
_ROUNDING_S = 1e-6


class Event(Enum):
    """What a window brought."""

    BEGAN = auto()  # somebody speaks; a prompt has to stop
    PAUSED = auto()  # perhaps he has ended: begin to recognise
    RESUMED = auto()  # he had not
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing (more) is waited for, and there is nothing to recognise."""

    why: Deaf


class Turn:
    """One answer of one caller."""

    def __init__(self, want: HearWant, *, in_prompt: bool) -> None:
        self._want = want
        self._in_prompt = in_prompt
        self._recent: deque[bool] = deque(maxlen=max(BEGIN_IN_PROMPT_WINDOWS[1], BEGIN_WINDOWS[1]))
        self._prompt_s = 0.0
        self._echo_db = QUIETEST_DB
        self._waited_s = 0.0
        self._noise_s = 0.0
        self._spoken_s = 0.0
        self._quiet_s = 0.0
        self._loudest_db = QUIETEST_DB
        self._is_paused = False
        self.is_speaking = False

    @property
    def quiet_s(self) -> float:
        """How long he has been quiet since he last spoke."""
        return self._quiet_s

    @property
    def begin_s(self) -> float:
        """How far before now a caller who has just begun may have begun in fact."""
        return len(self._recent) * WINDOW_S

    def prompt_ended(self) -> None:
        """From now on he is waited for."""
        if self._in_prompt:
            self._in_prompt = False
            self._recent.clear()

    def hear(self, probability: float, level_db: float) -> Event | Over | None:
        """The next window."""
        if self.is_speaking:
            return self._speaking(probability, level_db)
        if self._begins(probability, level_db):
            self.is_speaking = True
            self._spoken_s = self.begin_s
            self._loudest_db = level_db
            return Event.BEGAN
        return None if self._in_prompt else self._waiting(level_db)

    def _begins(self, probability: float, level_db: float) -> bool:
        least, gate_db = (BEGIN_IN_PROMPT, self._gate_db()) if self._in_prompt else (BEGIN, LEAST_DB)
        self._recent.append(probability >= least and level_db >= gate_db)
        if self._in_prompt:
            self._prompt_s += WINDOW_S
            if self._prompt_s <= ECHO_S:
                self._echo_db = max(self._echo_db, level_db)
        many, among = BEGIN_IN_PROMPT_WINDOWS if self._in_prompt else BEGIN_WINDOWS
        return self._recent[-1] and sum(list(self._recent)[-among:]) >= many

    def _gate_db(self) -> float:
        lowest, highest = GATE_DB
        return min(max(self._echo_db + ABOVE_ECHO_DB, lowest), highest)

    def _waiting(self, level_db: float) -> Over | None:
        self._waited_s += WINDOW_S
        if level_db > LOUD_DB:
            self._noise_s += WINDOW_S
        if self._waited_s < self._want.wait_s or any(self._recent):  # a first word at the last moment is let out
            return None
        return Over(Deaf.NOISE if self._noise_s >= NOISE_S else Deaf.SILENCE)

    def _speaking(self, probability: float, level_db: float) -> Event | Over | None:
        self._spoken_s += WINDOW_S
        self._loudest_db = max(self._loudest_db, level_db)
        quiet_db = max(LEAST_DB, self._loudest_db - QUIET_BELOW_LOUDEST_DB)
        if probability >= HOLD and level_db > quiet_db:
            self._quiet_s = 0.0
            if self._spoken_s >= self._want.longest_s:
                return Over(Deaf.TOO_LONG)
            was_paused, self._is_paused = self._is_paused, False
            return Event.RESUMED if was_paused else None
        self._quiet_s += WINDOW_S
        if self._quiet_s > self._want.silence_s - _ROUNDING_S:
            return Event.ENDED
        if self._quiet_s > PAUSE_S - _ROUNDING_S and not self._is_paused:
            self._is_paused = True
            return Event.PAUSED
        return None
