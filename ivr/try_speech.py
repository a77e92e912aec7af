"""Speech typed in a terminal, where a flow is tried: `"billing"` or `say billing` is well heard, `say? billing` half
heard; `!noise`, `!long`, `!deaf`, `!tty` and `!fax` are what else may come. What is not in the grammar is rejected, as
a recogniser would."""

from ivr.grammar import plain
from ivr.hearing import Deaf, DigitString, FreeSpeech, Grammar, Guess, Heard, HearWant, Phrase, Tone, Toned, Unheard
from ivr.nodes.hearing import Hearing
from ivr.vocabulary import numbers

HINT = '"words", say? words, !noise, !long, !deaf, !tty, !fax'
_ELSE: dict[str, Unheard | Toned] = {
    "!noise": Unheard(Deaf.NOISE),
    "!long": Unheard(Deaf.TOO_LONG),
    "!deaf": Unheard(Deaf.NO_ENGINE),
    "!tty": Toned(Tone.TTY),
    "!fax": Toned(Tone.FAX),
}


def is_speech(line: str) -> bool:
    return line.startswith(('"', "!")) or line.partition(" ")[0] in ("say", "say?")


def heard(line: str, want: HearWant, language: str, hearing: Hearing) -> Heard | Unheard | Toned | None:
    """What a typed line is heard as; None when it is none of the forms."""
    if line.startswith("!"):
        return _ELSE.get(line.lower())
    first, _, rest = line.partition(" ")
    words, confidence = (line.strip('"'), 1.0) if line.startswith('"') else (rest.strip('" '), 1.0)
    if first == "say?":
        confidence = (hearing.sure + hearing.maybe) / 2
    meaning = _meaning(plain(words), want.grammar, language)
    return Unheard(Deaf.REJECTED) if meaning is None else Heard((Guess(meaning, confidence),))


def _meaning(words: str, grammar: Grammar, language: str) -> str | None:
    if isinstance(grammar, FreeSpeech):
        return words or None
    phrases = grammar.also if isinstance(grammar, DigitString) else grammar.phrases
    if isinstance(grammar, DigitString) and (digits := _digits(words, language)):
        return digits if grammar.least <= len(digits) <= grammar.most else None
    return _matched(words, phrases)


def _matched(words: str, phrases: tuple[Phrase, ...]) -> str | None:
    return next((phrase.meaning for phrase in phrases if phrase.words == words), None)


def _digits(words: str, language: str) -> str:
    """`one two` or `12`; empty where there is anything else."""
    named = {name: digit for digit, names in numbers(language, 0, 9).items() for name in names}
    read = [named.get(word, word) for word in words.split()]
    return "".join(read) if all(each.isascii() and each.isdecimal() for each in read) else ""
