"""The default engine: Whisper, made to choose among the phrases of the grammar and nothing else.

Gone into are the phrases whose tokens are likeliest on average, their whole probability counting a little
(`evidence.score`). How far each is to be trusted, and so which comes first, is a logistic of all that speaks for it,
fitted to held-apart voices (`trust`): what other ears make of its letters (`letters`), or of a digit said alone
(`single_digits`), is part of it.

A grammar costs its own tokens, so it is cut: of more than `MOST_PHRASES` phrases those whose first token is likeliest
are gone into, the others cannot be heard in that answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrase, Phrases
from ivr.speech.engines.digits import DigitSpeller
from ivr.speech.engines.evidence import AROUND_S, View, margin, misfit, view
from ivr.speech.engines.letters import Letters, Spelt, behind, spelt
from ivr.speech.engines.logmel import RATE, Floats, samples
from ivr.speech.engines.model import Model
from ivr.speech.engines.single_digits import SingleDigits, are_single_digits
from ivr.speech.engines.spelling import DIGITS_PRIMER, is_number, plain, primer, spellings
from ivr.speech.engines.texts import Texts, texts
from ivr.speech.engines.transformer import Memory
from ivr.speech.engines.trouble import EngineError
from ivr.speech.engines.trust import Kind, Reading, confidence
from ivr.speech.engines.weights import bundled, checked_folder

MOST_PHRASES = 40
MOST_PRIMED = 12  # a longer primer misleads more than it helps
_NOBODYS = "\0"  # the meaning of what is listened for only to be told apart
COMMON = ("hello", "yes", "no", "what", "thanks", "sorry", "please", "maybe", "wait", "nothing", "goodbye", "one")
_MOST_GUESSES = 5
_LEAST_CONFIDENCE = 0.05  # below, nothing of the grammar was said
_LONGEST_S = 28
_SHORTEST_S = 0.05
_GRAMMARS_KEPT = 32
_PHRASES_KEPT = 2000
_DIGIT_COUNTS = 0.2  # beside the decoder's scores
_UNHEARD_S = 1.5
_UNHEARD_LOUD = 0.02


def open_recogniser(model: Path | None, language: str) -> "Whisper":
    """English needs no `model` folder. Raises EngineError when there is no model for the language, or no good one."""
    if model is None and not language.startswith("en"):
        raise EngineError(f"Whisper hears {language} only with a multilingual model: name its folder")
    loaded = _loaded(bundled() if model is None else checked_folder(model))
    if not loaded.is_multilingual and not language.startswith("en"):
        raise EngineError(f"{model}: a model for English only, and named for {language}")
    return Whisper(loaded, Ears(Letters(), SingleDigits()) if model is None else None)


@cache
def _loaded(folder: Path) -> Model:
    """One model may serve several languages of a worker."""
    return Model(folder)


@dataclass(frozen=True, slots=True)
class Ears:
    """What was taught to tell of the same encoder what its decoder does not."""

    letters: Letters
    single_digits: SingleDigits


@dataclass(frozen=True, slots=True)
class _Plan:
    """A grammar, ready to be asked for in both ways: of each text, the phrase it spells."""

    phrases: tuple[Phrase, ...]
    spelt: tuple[int, ...]
    ways: tuple[Texts, Texts]  # unprompted, and primed
    kind: Kind
    letters: tuple[tuple[str, Spelt], ...]  # of each phrase, with its meaning; none where one of all cannot be spelt


@dataclass(frozen=True, slots=True)
class _Seen:
    """A phrase in one way of asking."""

    view: View
    words: str


@dataclass(frozen=True, slots=True)
class _Sound:
    """As the decoder looks at it, and as the ears do, if there are any."""

    memory: Memory
    heard: Floats
    letters: Floats | None
    spoken_s: float


class Whisper:
    """A `Recogniser` on one model. `ears`: of the same model and its language, if they were taught."""

    def __init__(self, model: Model, ears: Ears | None = None) -> None:
        self._model = model
        self._ears = ears
        self._speller = DigitSpeller(model)
        self._noise = model.decoder.memory(model.encode(_noise()))
        self._planned = lru_cache(_GRAMMARS_KEPT)(self._plan)
        self._unheard = lru_cache(_PHRASES_KEPT)(self._believed)

    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        read = self.read(speech, grammar, language)
        guesses = [Guess(each.meaning, confidence(each.kind, each.evidence)) for each in read]
        guesses.sort(key=lambda guess: -guess.confidence)
        if not guesses or guesses[0].confidence < _LEAST_CONFIDENCE:
            return ()
        return tuple(guesses[:_MOST_GUESSES])

    def read(self, speech: bytes, grammar: Grammar, language: str) -> list[Reading]:
        """What might have been said, with what speaks for it; of each kind best first."""
        sound = samples(speech)[: _LONGEST_S * RATE]
        if len(sound) < _SHORTEST_S * RATE:
            return []
        heard = self._model.encode(sound)
        match grammar:
            case Phrases() if grammar.phrases:
                return self._phrases(self._sound(heard, len(sound) / RATE), grammar, language)
            case DigitString():
                told = self._sound(heard, len(sound) / RATE)
                digits = self._digits(told, grammar, language)
                strings = tuple(" ".join(each.meaning) for each in digits)
                also = Phrases(grammar.also)
                return [*digits, *(self._phrases(told, also, language, strings) if grammar.also else [])]
            case FreeSpeech():
                text, mean = self._model.write(heard, language)
                return [Reading(text, Kind.FREE, (mean,))] if text else []
        return []

    def _sound(self, heard: Floats, sound_s: float) -> _Sound:
        letters = self._ears.letters.hear(heard, sound_s) if self._ears else None
        return _Sound(self._model.decoder.memory(heard), heard, letters, max(0.0, sound_s - AROUND_S))

    def _phrases(self, sound: _Sound, grammar: Phrases, language: str, others: tuple[str, ...] = ()) -> list[Reading]:
        """`others` may have been said as well, and are nobody's meaning here."""
        plan = self._planned(_among(self._cut(sound.memory, grammar, language), others), language)
        seen = [_best(plan.phrases, self._views(sound.memory, way, plan.spelt)) for way in plan.ways]
        asking = seen[:1] if plan.kind in (Kind.PHRASES, Kind.EITHER) else seen
        letters, digits = _by_letters(sound, plan), self._single_digits(sound, plan)
        scores = {
            meaning: sum(each[meaning].view.score for each in asking) + _DIGIT_COUNTS * sum(digits.get(meaning, ()))
            for meaning in seen[0]
            if meaning != _NOBODYS
        }
        ranked = sorted(scores, key=lambda meaning: -scores[meaning])[:_MOST_GUESSES]
        return [
            Reading(
                each,
                plan.kind,
                (
                    *self._evidence(each, seen, language, sound.spoken_s),
                    *letters.get(each, ()),
                    *digits.get(each, ()),
                ),
            )
            for each in ranked
        ]

    def _evidence(
        self, meaning: str, seen: Sequence[Mapping[str, _Seen]], language: str, spoken_s: float
    ) -> tuple[float, ...]:
        words = seen[0][meaning].words
        numbers = [number for each in seen for number in _speaking(each, meaning)]
        return (*numbers, self._unheard(words, language), misfit(spoken_s, len(words)))

    def _single_digits(self, sound: _Sound, plan: _Plan) -> dict[str, tuple[float]]:
        """Of each meaning, the odds of its likeliest word; nothing, where others than digits may be said."""
        if self._ears is None or sound.letters is None or plan.kind is not Kind.SINGLE_DIGITS:
            return {}
        odds = self._ears.single_digits.hear(sound.heard, sound.letters)
        return _most((phrase.meaning, odds[plain(phrase.words).lower()]) for phrase in plan.phrases)

    def _believed(self, words: str, language: str) -> float:
        """How likely the model holds a phrase when there is nothing to hear: so much is no sign that it was said."""
        each = [(*self._model.tokens(way), self._model.end) for way in spellings(words, language)]
        return self._views(self._noise, texts(self._model.start(language), each), [0] * len(each))[0].total

    def _cut(self, memory: Memory, grammar: Phrases, language: str) -> Phrases:
        """At most `MOST_PHRASES` of them, those that begin most likely."""
        if len(grammar.phrases) <= MOST_PHRASES:
            return grammar
        start = self._model.start(language)
        ahead = self._model.decoder.next_log_probabilities(memory, texts(start, [(self._model.end,)]).tree)[0]

        def likely(phrase: Phrase) -> float:
            return max(float(ahead[self._model.tokens(way)[0]]) for way in spellings(phrase.words, language))

        return Phrases(tuple(sorted(grammar.phrases, key=likely, reverse=True)[:MOST_PHRASES]))

    def _plan(self, grammar: Phrases, language: str) -> _Plan:
        spelt = [
            (number, self._model.tokens(way))
            for number, phrase in enumerate(grammar.phrases)
            for way in spellings(phrase.words, language)
        ]
        numbers = tuple(number for number, _ in spelt)
        tokens = [(*each, self._model.end) for _, each in spelt]
        words = [phrase.words for phrase in grammar.phrases]
        before = self._primed(primer(words[:MOST_PRIMED]), language)
        ways = texts(self._model.start(language), tokens), texts(before, tokens)
        kind = _kind(grammar, language)
        if self._ears and kind is Kind.NUMBERS and are_single_digits(words):
            kind = Kind.SINGLE_DIGITS
        return _Plan(grammar.phrases, numbers, ways, kind, _letters(grammar))

    def _primed(self, text: str, language: str) -> tuple[int, ...]:
        return (self._model.token("<|startofprev|>"), *self._model.tokens(text), *self._model.start(language))

    def _views(self, memory: Memory, asked: Texts, spelt: Sequence[int]) -> dict[int, View]:
        """Of each phrase, by its number: `spelt` says which one a text is of."""
        foretold = self._model.decoder.foretell(memory, asked.tree)
        scores: dict[int, list[NDArray[np.float64]]] = {}
        for number, score in zip(spelt, asked.scores(foretold), strict=True):
            scores.setdefault(number, []).append(score)
        return {number: view(each, foretold.likeliest_first) for number, each in scores.items()}

    def _digits(self, sound: _Sound, grammar: DigitString, language: str) -> list[Reading]:
        start = self._primed(DIGITS_PRIMER, language) if language.startswith("en") else self._model.start(language)
        found = self._speller.likeliest(sound.memory, grammar, start)[: _MOST_GUESSES + 1]
        return [
            Reading(
                each.digits,
                Kind.DIGITS,
                (
                    each.total,
                    each.total / each.tokens,
                    each.lost,
                    each.total - (found[1] if each is found[0] else found[0]).total if len(found) > 1 else 10.0,
                    misfit(sound.spoken_s, 4 * len(each.digits), may_pause=True),
                ),
            )
            for each in found[:_MOST_GUESSES]
        ]


def _among(grammar: Phrases, others: tuple[str, ...]) -> Phrases:
    """A reading is trusted by how far it leads the next: the only meaning of a grammar would lead whatever was said,
    so it is held against words that anybody may say."""
    own = {phrase.words for phrase in grammar.phrases}
    if len({phrase.meaning for phrase in grammar.phrases}) == 1:
        others = (*others, *COMMON)
    return Phrases((*grammar.phrases, *(Phrase(words, _NOBODYS) for words in others if words not in own)))


def _kind(grammar: Phrases, language: str) -> Kind:
    """Of a grammar with nobody's words (`_among`) among its phrases, too."""
    words = [phrase.words for phrase in grammar.phrases]
    meanings = {phrase.meaning for phrase in grammar.phrases} - {_NOBODYS}
    if len(meanings) == 1:
        return Kind.ONLY
    if len(words) > MOST_PRIMED or any(" " in plain(each) for each in words):
        return Kind.EITHER if len(meanings) == 2 else Kind.PHRASES
    return Kind.NUMBERS if all(is_number(each, language) for each in words) else Kind.WORDS


def _letters(grammar: Phrases) -> tuple[tuple[str, Spelt], ...]:
    found = [(phrase.meaning, spelt(phrase.words)) for phrase in grammar.phrases if phrase.meaning != _NOBODYS]
    return tuple(found) if all(letters for _, letters in found) else ()


def _by_letters(sound: _Sound, plan: _Plan) -> dict[str, tuple[float]]:
    """Of each meaning, how far the phrase of it that is heard best is behind; nothing, where there is no ear for it."""
    if sound.letters is None or not plan.letters:
        return {}
    told = behind(sound.letters, [letters for _, letters in plan.letters])
    return _most((meaning, each) for (meaning, _), each in zip(plan.letters, told, strict=True))


def _most(told: Iterable[tuple[str, float]]) -> dict[str, tuple[float]]:
    """Of each meaning, the most that is told of a phrase of it."""
    best: dict[str, tuple[float]] = {}
    for meaning, each in told:
        best[meaning] = max(best.get(meaning, (each,)), (each,))
    return best


def _best(phrases: Sequence[Phrase], views: Mapping[int, View]) -> dict[str, _Seen]:
    """Of each meaning, the phrase of it that was most likely said."""
    best: dict[str, _Seen] = {}
    for number, found in views.items():
        meaning, words = phrases[number].meaning, phrases[number].words
        if meaning not in best or found.score > best[meaning].view.score:
            best[meaning] = _Seen(found, words)
    return best


def _speaking(seen: Mapping[str, _Seen], meaning: str) -> tuple[float, ...]:
    """What speaks for it in one way of asking."""
    told, views = seen[meaning].view, {other: found.view for other, found in seen.items()}
    return told.total, told.whole, told.mean, told.lead, told.least, margin(views, meaning)


def _noise() -> Floats:
    """Nothing to be heard in it: pink, as a line's is."""
    length = int(_UNHEARD_S * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(length))
    hiss = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)) / _UNHEARD_S, 50.0)), length)
    return np.asarray(hiss * (_UNHEARD_LOUD / hiss.std()), np.float32)
