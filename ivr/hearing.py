"""What speech is listened for, and what was made of it: the words the flow, the channel and the recognisers share.

A grammar says all that may be heard; what is not in it is rejected, never guessed. A confidence is calibrated: of all
guesses told with 0.8, four in five are right.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say `meaning`; `words` are plain, without optional parts (the reader has written those out)."""

    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """One of these, and nothing else. Several phrases may have one meaning."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class DigitString:
    """`least`..`most` digits one by one; the meaning of a guess is the digits. `also` are phrases that may be said
    instead: words for an operator."""

    least: int
    most: int
    also: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeSpeech:
    """Whatever is said; the meaning of a guess is the text. `hints` are words likely to come."""

    hints: tuple[str, ...] = ()


Grammar = Phrases | DigitString | FreeSpeech


@dataclass(frozen=True, slots=True)
class Guess:
    """One reading of what was said. `meaning` is kept out of the printed form: it may be a PIN."""

    meaning: str = field(repr=False)
    confidence: float  # 0..1, calibrated


class Deaf(StrEnum):
    """Why nothing was made of what was (not) said."""

    SILENCE = "silence"  # nobody spoke in time
    REJECTED = "rejected"  # speech, and none of the grammar
    TOO_LONG = "too long"  # talked past the longest answer
    NOISE = "noise"  # sound without speech: music, a cough, the line
    NO_ENGINE = "no engine"  # no recogniser now, or not in time: keys only


class Tone(StrEnum):
    """A machine's tone instead of a voice."""

    TTY = "tty"  # a teletype: Baudot, 45.45 baud
    FAX = "fax"  # 1100 Hz calling tone, or 2100 Hz answer tone


@dataclass(frozen=True, slots=True)
class HearWant:
    """`wait_s` runs from the end of the prompt to the first word; `silence_s` of quiet end an answer, which lasts
    `longest_s` at most. `masked`: what is said must never be logged or stored."""

    grammar: Grammar
    wait_s: float = 5.0
    silence_s: float = 0.5
    longest_s: float = 8.0
    barge_in: bool = True
    masked: bool = False


class Recogniser(Protocol):
    """An engine, in a process of its own. Blocking, and no part of it is shared by two calls at a time."""

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        """`speech`: 8 kHz signed linear 16 bit, mono, native order, of one answer with a little quiet around it. Best
        guess first, at most five, empty when nothing of the grammar was said. Never raises for what it hears."""
        ...


class Ticket(Protocol):
    """One expected answer. The speech door knows it by `token`, which the channel names to it."""

    token: str

    @property
    def is_complete(self) -> bool:
        """All is known: the answer need not be waited for any longer."""
        ...

    def prompt_ended(self) -> None:
        """The caller has been told all, or is not told more because he speaks: from now on he is waited for."""
        ...

    def answer(self) -> "Heard | Unheard | Toned":
        """What was made of the answer so far; once asked, the ticket is used up."""
        ...


class Ear(Protocol):
    """Where answers are expected. None: no recogniser for this language now, so keys only."""

    def expect(self, want: HearWant, language: str, call: str) -> Ticket | None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Speech that was understood: at least one guess, best first."""

    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Unheard:
    why: Deaf


@dataclass(frozen=True, slots=True)
class Toned:
    tone: Tone
