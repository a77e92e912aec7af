"""What goes between the pool and a worker process: frames of four bytes of length and a MessagePack body."""

import msgspec

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrase, Phrases

LENGTH_BYTES = 4
MAX_FRAME = 4_000_000


class ToHear(msgspec.Struct, frozen=True, tag=True, repr_omit_defaults=True):
    """One answer to recognise. `kind` says which grammar the other fields make."""

    number: int
    language: str
    speech: bytes
    kind: str
    phrases: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0
    hints: tuple[str, ...] = ()


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker's first word: its engine is loaded and warm."""


class Cannot(msgspec.Struct, frozen=True, tag=True):
    """Instead of `Ready`: why it never will be."""

    why: str


class Made(msgspec.Struct, frozen=True, tag=True):
    """What a job came to; `failed` says where an engine broke, without what it heard."""

    number: int
    guesses: tuple[tuple[str, float], ...] = ()
    failed: str = ""


Word = Ready | Cannot | Made
_encoder = msgspec.msgpack.Encoder()
_words: msgspec.msgpack.Decoder[Word] = msgspec.msgpack.Decoder(Word)
_jobs: msgspec.msgpack.Decoder[ToHear] = msgspec.msgpack.Decoder(ToHear)


def frame(message: ToHear | Word) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def length(head: bytes) -> int:
    """ValueError for one no frame of ours has."""
    size = int.from_bytes(head, "big")
    if not 0 < size <= MAX_FRAME:
        raise ValueError("a frame of impossible length")
    return size


def word(body: bytes) -> Word:
    return _words.decode(body)


def to_hear(body: bytes) -> ToHear:
    return _jobs.decode(body)


def job(number: int, speech: bytes, grammar: Grammar, language: str) -> ToHear:
    match grammar:
        case Phrases(phrases):
            return ToHear(number, language, speech, "phrases", phrases=_pairs(phrases))
        case DigitString(least, most, also):
            return ToHear(number, language, speech, "digits", phrases=_pairs(also), least=least, most=most)
        case FreeSpeech(hints):
            return ToHear(number, language, speech, "free", hints=hints)


def _pairs(phrases: tuple[Phrase, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((phrase.words, phrase.meaning) for phrase in phrases)


def grammar_of(asked: ToHear) -> Grammar:
    phrases = tuple(Phrase(words, meaning) for words, meaning in asked.phrases)
    match asked.kind:
        case "phrases":
            return Phrases(phrases)
        case "digits":
            return DigitString(asked.least, asked.most, phrases)
        case _:
            return FreeSpeech(asked.hints)


def guesses(made: Made) -> tuple[Guess, ...]:
    return tuple(Guess(meaning, confidence) for meaning, confidence in made.guesses)
