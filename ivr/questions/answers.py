"""What an answer leads to, whatever the question: by keys, by words, by a machine's tone, or not at all.

Well heard is taken, half heard is said back and confirmed by yes or no (1 or 2), badly heard is asked again. Half a yes
or no cannot be said back: it is asked for once more, and taken when it is the same again. Keys work all the time,
whatever speech does; after `failures` of it the question is for keys only, and says so. Words for the operator are
taken whenever they are heard. What a caller said is never written to the path.
"""

from dataclasses import replace

from ivr.fill import parts_of
from ivr.flow import Flow
from ivr.hearing import Deaf, DigitString, Guess, Heard, HearWant, Toned, Unheard
from ivr.inputs import Pressed, Silent, Spoken
from ivr.nodes.words import REPEAT, Prompt
from ivr.nodes.yes_no import YesNo
from ivr.outputs import KeyWant, Say
from ivr.place import Place, Waiting, go, noted, values_to_say
from ivr.questions.kinds import Asked, question_of
from ivr.questions.machines import toned
from ivr.questions.question import Question, yes_or_no
from ivr.vocabulary import NO, OPERATOR, YES

RIGHT, AGAIN, ZERO = "1", "2", "0"
DIGITS_SILENCE_S = 1.0  # people pause between groups of digits
DIGIT_S = 1.2  # for each, pauses included
Answer = Pressed | Silent | Spoken | Heard | Unheard | Toned


def ask(flow: Flow, place: Place, node: Asked, before: Prompt = ()) -> Place:
    """Says the question, `before` first."""
    if place.waiting is Waiting.CONFIRM:
        place = replace(place, waiting=Waiting.ANSWER, pending="")
    return _Asking(flow, place, node).asked(before)


def answered(flow: Flow, place: Place, node: Asked, answer: Answer) -> Place:
    """What the caller's answer leads to. Never raises."""
    return _Asking(flow, place, node).answered(answer)


class _Asking:
    """One answer to one question."""

    def __init__(self, flow: Flow, place: Place, node: Asked) -> None:
        self.flow, self.place, self.node = flow, place, node
        self.question: Question = question_of(flow, place, node)
        self.confirming = place.waiting is Waiting.CONFIRM

    def asked(self, before: Prompt = ()) -> Place:
        question = self.question
        hear = self._hear()
        if hear is None and not self.place.is_deaf and not self.place.tries and not before:
            before = self.flow.hearing.keys_only  # no words for this language
        return self._said((*before, *question.say), question.want, hear)

    def answered(self, answer: Answer) -> Place:
        match answer:
            case Pressed(keys):
                return self._keyed(keys.upper())
            case Silent(keys):
                return self._keyed(keys.upper()) if keys else self._missed("silent", self.question.asking.silent)
            case Spoken():
                return self._missed("silent", self.question.asking.silent)
            case Heard(guesses):
                return self._heard(guesses)
            case Unheard(why):
                return self._unheard(why)
            case Toned(tone):
                return toned(self.flow, self.place, tone, self.question.asking.on_failure)

    def _hear(self) -> HearWant | None:
        hearing, how = self.flow.hearing, self.question.asking
        if self.place.is_deaf or self.place.mishears >= hearing.failures:
            return None
        masked = self.question.want.masked
        if self.confirming:
            grammar = yes_or_no(self.flow, self.place.language)
            return HearWant(grammar, how.timeout_s, hearing.silence_s, hearing.longest_s) if grammar else None
        if (wanted := self.question.grammar) is None:
            return None
        silence_s, longest_s = hearing.silence_s, hearing.longest_s
        if isinstance(wanted, DigitString):
            silence_s, longest_s = max(silence_s, DIGITS_SILENCE_S), max(longest_s, wanted.most * DIGIT_S)
        return HearWant(wanted, how.timeout_s, silence_s, longest_s, how.barge_in, masked)

    def _said(self, prompt: Prompt, want: KeyWant, hear: HearWant | None) -> Place:
        place = self.place
        values = {**values_to_say(place), **_shown(self.node, place)}
        return replace(place, output=Say(parts_of(prompt, values, place.language), place.language, want, hear))

    def _keyed(self, keys: str) -> Place:
        if self.confirming and keys in (RIGHT, AGAIN):
            return self._confirmed() if keys == RIGHT else self._refused()
        if self.confirming and keys == ZERO and self.flow.operator:
            return go(self.place, self.flow.operator, keys, asked=True)
        special = [key for key in keys if key in self.question.keys]
        if special:
            return self._follow(self.question.keys[special[-1]], special[-1])
        value = None if self.confirming else self.question.typed(keys)
        if value is None:
            return self._missed("wrong", self.question.asking.wrong, by_speech=False)
        if self.question.asks_back(value):
            return self._say_back(value, "entered")
        return self._take(value, "entered")

    def _heard(self, guesses: tuple[Guess, ...]) -> Place:
        hearing = self.flow.hearing
        for guess in guesses:
            if not guess.confidence >= hearing.maybe:
                continue
            if guess.meaning == OPERATOR and self.flow.operator and (self.confirming or not self._means(OPERATOR)):
                return go(self.place, self.flow.operator, "asked for the operator", asked=True)
            if self.confirming or isinstance(self.node, YesNo):
                if guess.meaning in (YES, NO):
                    return self._yes_or_no(guess.meaning, guess.confidence)
                continue
            value = self.question.heard(guess.meaning)
            if value is not None and value not in self.place.refused:
                return self._understood(value, guess.confidence)
        return self._missed("not understood", self.question.asking.wrong)

    def _means(self, meaning: str) -> bool:
        return self.question.heard(meaning) is not None

    def _yes_or_no(self, word: str, confidence: float) -> Place:
        question = self.question
        enough = question.confirmed_from if self.confirming else question.sure_from(word)
        if confidence < enough and word != self.place.half_heard:
            self.place = replace(self.place, half_heard=word)
            return self._missed("half heard", self.flow.hearing.half_heard or question.asking.wrong)
        if not self.confirming:
            return self._take(word, "heard")
        return self._confirmed() if word == YES else self._refused()

    def _understood(self, value: str, confidence: float) -> Place:
        is_sure = confidence >= self.question.sure_from(value)
        if is_sure and not self.question.asks_back(value):
            return self._take(value, "heard")
        if self.question.echo(value):
            return self._say_back(value, "heard")
        if is_sure:
            return self._take(value, "heard")
        return self._missed("not understood", self.question.asking.wrong)

    def _unheard(self, why: Deaf) -> Place:
        hearing, how = self.flow.hearing, self.question.asking
        match why:
            case Deaf.NO_ENGINE:
                return self._without_speech()
            case Deaf.SILENCE:
                return self._missed("silent", how.silent)
            case Deaf.REJECTED:
                return self._missed("not understood", how.wrong)
            case Deaf.TOO_LONG:
                return self._missed("too long", hearing.too_long or how.wrong)
            case Deaf.NOISE:
                return self._missed("noise", hearing.noise or how.wrong)

    def _without_speech(self) -> Place:
        """It costs the caller no try, the first time."""
        if self.place.is_deaf:
            return self._missed("silent", self.question.asking.silent)
        self.place = replace(noted(self.place, "no speech, keys only"), is_deaf=True)
        return self._again(self.flow.hearing.keys_only)

    def _missed(self, result: str, before: Prompt, by_speech: bool = True) -> Place:
        """One try is spent: the same again, or the way for those who cannot answer."""
        place, failures = self.place, self.flow.hearing.failures
        if place.tries >= self.question.asking.retries:
            return go(place, self.question.asking.on_failure, f"{result}, gave up", asked=True)
        was_hearing = isinstance(place.output, Say) and place.output.hear is not None
        mishears = place.mishears + (by_speech and was_hearing)
        if was_hearing and mishears >= failures:
            result, before = f"{result}, keys only", self.flow.hearing.keys_only
        self.place = replace(noted(place, result), tries=place.tries + 1, mishears=mishears)
        return self._again(before)

    def _again(self, before: Prompt) -> Place:
        if self.confirming:
            return self._confirm(before)
        return self.asked(before)

    def _refused(self) -> Place:
        """No is an answer: the same is not taken for his again."""
        self.place = replace(self.place, refused=self.place.refused | {self.place.pending})
        if self.place.tries >= self.question.asking.retries:
            return go(self.place, self.question.asking.on_failure, "again, gave up", asked=True)
        self.place = replace(noted(self.place, "again"), tries=self.place.tries + 1)
        return ask(self.flow, self.place, self.node)

    def _confirmed(self) -> Place:
        return self._take(self.place.pending, "confirmed")

    def _say_back(self, value: str, how: str) -> Place:
        place = noted(self.place, f"{how}, said back")
        self.place = replace(place, pending=value, half_heard="", waiting=Waiting.CONFIRM)
        self.confirming = True
        return self._confirm(())

    def _confirm(self, before: Prompt) -> Place:
        how = self.question.asking
        want = KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
        return self._said((*before, *self.question.echo(self.place.pending)), want, self._hear())

    def _take(self, value: str, how: str) -> Place:
        return self.question.taken(self.place, value, how)

    def _follow(self, target: str, key: str) -> Place:
        if target == REPEAT:
            return ask(self.flow, noted(self.place, REPEAT), self.node)
        return go(self.place, target, key, asked=True)


def _shown(node: Asked, place: Place) -> dict[str, str]:
    """What is being confirmed, under the name it will have."""
    into = getattr(node, "into", "")
    return {into: place.pending} if into and place.waiting is Waiting.CONFIRM else {}
