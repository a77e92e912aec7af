"""One answer from its sound to its meaning, without a socket, a process or a clock.

Sound goes in by `hear`; what is to be recognised goes out as `Recognise`, whose guesses come back by `recognised`. A
try begins in a short pause; when its guess is sure and complete (``ivr.speech.sure``) the answer is known then, else
when the caller has been quiet for `silence_s`. A try the caller spoke on after is forgotten.

A stream that falters (a phone that sends nothing while its owner is silent) must not stop our time: whoever feeds us
fills gaps with `quiet`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr.hearing import Deaf, Guess, Heard, HearWant, Toned, Unheard
from ivr.speech.sound import WINDOW, WINDOW_BYTES, WINDOW_S, Windows, level_db, samples
from ivr.speech.sure import is_complete
from ivr.speech.tones import Tones
from ivr.speech.turn import Event, Over, Turn
from ivr.speech.voice import Voice

LEAD_S = 0.3  # of sound kept from before a first word
TAIL_S = 0.2  # of quiet left behind the last
QUIET = bytes(WINDOW_BYTES)

Answer = Heard | Unheard | Toned


@dataclass(frozen=True, slots=True)
class Began:
    """The caller speaks: a prompt has to stop."""


@dataclass(frozen=True, slots=True)
class Recognise:
    """Make something of `speech`. `is_last`: the caller has ended, so it is urgent."""

    number: int
    speech: bytes = field(repr=False)
    is_last: bool


Step = Began | Recognise


class Listening:
    """`answer` is None until all is known; then nothing more is heard."""

    def __init__(self, want: HearWant, voice: Voice, *, in_prompt: bool = True) -> None:
        self._want = want
        self._voice = voice
        self._turn = Turn(want, in_prompt=in_prompt)
        self._tones = Tones()
        self._windows = Windows()
        self._lead: deque[bytes] = deque(maxlen=round(LEAD_S / WINDOW_S) + 8)
        self._speech = bytearray()
        self._try = 0
        self._guesses: tuple[Guess, ...] | None = None  # of the present try
        self._has_ended = False
        self.heard_s = 0.0
        self.answer: Answer | None = None

    @property
    def number(self) -> int:
        """The try whose guesses would count."""
        return self._try

    def prompt_ended(self) -> None:
        self._turn.prompt_ended()

    def hear(self, frame: bytes) -> list[Step]:
        """The next piece of sound, of any length."""
        steps: list[Step] = []
        for window in self._windows.add(frame):
            if self.answer is None and not self._has_ended:
                steps += self._window(window)
        return steps

    def quiet(self, seconds: float) -> list[Step]:
        """So much time passed without sound."""
        return self.hear(QUIET * max(round(seconds / WINDOW_S), 1))

    def recognised(self, number: int, guesses: tuple[Guess, ...]) -> None:
        """What a `Recognise` came to; empty: nothing of the grammar."""
        if number != self._try or self.answer is not None:
            return
        self._guesses = guesses
        if self._has_ended or is_complete(guesses, self._want.grammar):
            self._settle()

    def failed(self, number: int) -> None:
        """No engine took a `Recognise`, or none in time."""
        if number == self._try and self._has_ended and self.answer is None:
            self.answer = Unheard(Deaf.NO_ENGINE)

    def _window(self, window: bytes) -> Iterator[Step]:
        self.heard_s += WINDOW_S
        if tone := self._tones.hear(window):
            self.answer = Toned(tone)
            return
        sound = samples(window)
        (self._speech.extend if self._turn.is_speaking else self._lead.append)(window)
        match self._turn.hear(self._voice.probability(sound), level_db(sound)):
            case Event.BEGAN:
                self._speech.extend(b"".join(self._lead))
                yield Began()
            case Event.PAUSED:
                yield self._recognise()
            case Event.RESUMED:
                self._try += 1
                self._guesses = None
            case Event.ENDED:
                self._has_ended = True
                if self._guesses is not None:
                    self._settle()
                else:
                    yield self._recognise()
            case Over(why):
                self.answer = Unheard(why)

    def _recognise(self) -> Recognise:
        if not self._has_ended:
            self._try += 1
        surplus = max(self._turn.quiet_s - TAIL_S, 0.0)
        end = len(self._speech) - 2 * WINDOW * round(surplus / WINDOW_S)
        return Recognise(self._try, bytes(self._speech[:end]), self._has_ended)

    def _settle(self) -> None:
        self.answer = Heard(self._guesses) if self._guesses else Unheard(Deaf.REJECTED)
