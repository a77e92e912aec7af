"""A flow walked in a terminal: what would be said is printed, keys come as lines of text.

A line is the keys of one answer (`1`, `5551234#`) or, where speech is heard, words (`"billing"`, see ivr.try_speech);
an empty line is silence, `h` or the end of the input hangs up.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.booked import Book
from ivr.flow import KEYS, NOW, Flow
from ivr.inputs import Fact, HungUp, Input, Pressed, Recorded, Silent, Spoken, Started, Stop, Told
from ivr.nodes.hearing import Hearing
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Outcome, Transfer
from ivr.outputs import (
    Ask,
    CheckPin,
    ClockTime,
    Day,
    Digits,
    End,
    KeyWant,
    LookUp,
    Money,
    Number,
    Output,
    Part,
    Record,
    Say,
    Sound,
    Tape,
    Words,
)
from ivr.place import Place
from ivr.try_services import booked, served
from ivr.try_speech import HINT, heard, is_speech
from ivr.walk import begin, step

HANG_UP = "h"


@dataclass(frozen=True, slots=True)
class Terminal:
    """`tell` prints a line; `ask` gives the next line typed, None at the end of the input; `texts` says what sounds
    say, where that is known."""

    tell: Callable[[str], None]
    ask: Callable[[str], str | None]
    texts: Mapping[str, str]


def try_flow(flow: Flow, started: Started, facts: Mapping[str, Fact], now: datetime, at: Terminal) -> Place:
    """Walks to the end; the last place holds the outcome and the path."""
    facts = {NOW: now, **facts}
    place, output = begin(flow, started)
    while not isinstance(output, End):
        happened = _happened(flow, place, output, facts, at)
        place, output = step(flow, place, happened)
    at.tell(outcome_text(output.outcome))
    return place


def _happened(flow: Flow, place: Place, output: Output, facts: Mapping[str, Fact], at: Terminal) -> Input:
    if isinstance(output, Ask):
        told = {name: facts.get(name) for name in output.names}
        for name, fact in told.items():
            at.tell(f"[{place.node}] {name} = {'unknown' if fact is None else fact}")
        return Told(told)
    if isinstance(output, Say):
        for line in said(output, at.texts):
            at.tell(f"[{place.node}] {line}")
        return Spoken() if output.keys is None else _answered(output, output.keys, flow.hearing, at)
    if isinstance(output, Record):
        return _recorded(output, at)
    if isinstance(output, LookUp | CheckPin):
        return served(output, place.node, at.tell, at.ask)
    if isinstance(output, Book):
        return booked(output, place.node, at.tell, at.ask)
    raise AssertionError(f"nothing answers {output}")


def _recorded(want: Record, at: Terminal) -> Input:
    """A line is how many seconds were said."""
    while True:
        line = at.ask(f"recording: seconds said, up to {want.longest_s:g}")
        if line is None or line.strip() == HANG_UP:
            return HungUp()
        if re.fullmatch(r"\d{0,4}", line.strip(), re.ASCII):
            return Recorded(min(float(line.strip() or 0), want.longest_s), Stop.KEY)
        at.tell(f"a number of seconds; an empty line is silence, {HANG_UP} hangs up")


def _answered(say: Say, want: KeyWant, hearing: Hearing, at: Terminal) -> Input:
    """One answer; asked again until the line holds nothing but keys, or words where they are heard."""
    while True:
        line = at.ask(f"{_asked_for(want)}{f', or {HINT}' if say.hear else ''}")
        if line is None or line.strip() == HANG_UP:
            return HungUp()
        if is_speech(line.strip()):
            if say.hear and (answer := heard(line.strip(), say.hear, say.language, hearing)):
                return answer
            at.tell(f"nothing else is heard here than {HINT}" if say.hear else "no words are heard here: keys only")
            continue
        keys = line.strip().upper()
        if set(keys) <= KEYS:
            return _answer(keys, want)
        at.tell(f"keys are 0-9 * # A-D; an empty line is silence, {HANG_UP} hangs up")


def _answer(keys: str, want: KeyWant) -> Input:
    if want.terminator:
        keys = keys.partition(want.terminator)[0]
    keys = keys[: want.most]
    return Pressed(keys) if len(keys) >= want.least else Silent(keys)


def _asked_for(want: KeyWant) -> str:
    count = str(want.most) if want.least == want.most else f"{want.least}-{want.most}"
    ended = f', "{want.terminator}" ends' if want.terminator else ""
    return f"{count} key{'s' if want.most > 1 else ''}{ended}"


def said(say: Say, texts: Mapping[str, str]) -> Iterator[str]:
    """A line for each part."""
    for part in say.parts:
        text = texts.get(part.name) if isinstance(part, Sound) else None
        yield f"{_part_text(part)}: {text}" if text else _part_text(part)


def _part_text(part: Part) -> str:
    match part:
        case Sound(name):
            return name
        case Number(value):
            return f"<number {value}>"
        case Digits(text):
            return f"<digits {text}>"
        case Day(value):
            return f"<date {value.isoformat()}>"
        case ClockTime(value):
            return f"<time {value:%H:%M}>"
        case Money(amount, currency):
            return f"<money {amount} {currency}>"
        case Words(text):
            return f'"{text}"'
        case Tape():
            return "<the message>"


def outcome_text(outcome: Outcome) -> str:
    """An outcome in one line."""
    match outcome:
        case HandOff():
            extras = {"intent": outcome.intent, "priority": outcome.priority, "language": outcome.language}
            pairs = [f"{name} {value}" for name, value in extras.items() if value]
            pairs += [f"skill {skill} {level}" for skill, level in outcome.skills.items()]
            pairs += [f"{name}={value}" for name, value in outcome.data.items()]
            return ", ".join([f"-> queue {outcome.queue}", *pairs])
        case Transfer(destination):
            return f"-> destination {destination}"
        case Hangup():
            return "-> the flow hangs up"
        case CallerLeft(node):
            return f"-> the caller hung up at {node}"
        case Failed(node, reason):
            return f"-> failed at {node}: {reason}; the caller goes to the fallback destination"
