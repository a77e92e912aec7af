"""The open question, asked and understood.

What he probably calls for may be offered before he speaks; then he says it in his own words. Sure enough, it is taken;
in the middle, it is said back; unsure, the best few are offered, by key and by word. Nothing is asked more than twice:
after the second answer that leads nowhere the caller goes to an operator, who is also behind key 0 and his own word.

What was said is never written to the path, only what it was taken for, and how surely.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ivr.fill import parts_of
from ivr.flow import Flow
from ivr.grammar import PatternError, plain, written_out
from ivr.hearing import Deaf, FreeSpeech, Grammar, Guess, Heard, HearWant, Phrase, Phrases, Toned, Unheard
from ivr.inputs import Pressed, Silent, Spoken
from ivr.intent.classifier import NONE
from ivr.intent.known import Chance, known_of, prior, rank, ranked
from ivr.nodes.understand import Understand
from ivr.nodes.words import REPEAT, Prompt
from ivr.outcome import HandOff
from ivr.outputs import KeyWant, Say, Sound
from ivr.place import Place, end, go, noted, values_to_say
from ivr.questions.machines import toned
from ivr.questions.question import own_words, yes_or_no
from ivr.vocabulary import NO, OPERATOR, YES

FORESEEN, SAID_BACK, FEW = "foreseen", "said back", "few"
RIGHT, OTHER, ZERO = "1", "2", "0"
MOST_OFFERED = 3
WORTH_OFFERING = 0.04  # of all that was said, an intent less likely than this is not
SILENCE_S, LONGEST_S = 0.9, 15.0  # people think while they explain
HINTS = 60
MOST_READINGS = 3  # each costs the daemon's loop two milliseconds where there is a model of meaning
REFUSED = 0.05  # a no may be misheard

Answer = Pressed | Silent | Spoken | Heard | Unheard | Toned


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being asked: `how` is "" for the open question; `intents` are those asked about, the next best after
    them."""

    how: str = ""
    intents: tuple[str, ...] = ()

    @classmethod
    def of(cls, place: Place) -> "Stage":
        how, _, rest = place.pending.partition(":")
        return cls(how, tuple(rest.split()))

    def text(self) -> str:
        return f"{self.how}:{' '.join(self.intents)}"


def enter(flow: Flow, place: Place, node: Understand) -> Place:
    """The first question: about what is foreseen, or the open one."""
    best = next((each for each in ranked(_before(place, node)) if each.intent != NONE), None)
    if node.phrasing.again and best is not None and best.probability >= node.thresholds.foresee:
        return _ask(flow, noted(place, f"foreseen {_shown(best)}"), node, Stage(FORESEEN, (best.intent,)))
    return _ask(flow, place, node, Stage())


def understood(flow: Flow, place: Place, node: Understand, answer: Answer) -> Place:
    """What an answer leads to. Never raises."""
    match answer:
        case Pressed(keys) | Silent(keys) if keys:
            return _keyed(flow, place, node, keys.upper()[-1])
        case Heard(guesses):
            return _heard(flow, place, node, guesses)
        case Unheard(Deaf.NO_ENGINE) if not place.is_deaf:
            deaf = replace(noted(place, "no speech, keys only"), is_deaf=True)
            return _ask(flow, deaf, node, Stage.of(place))
        case Unheard(why) if why is not Deaf.SILENCE:
            return _missed(flow, place, node, str(why), _after(flow, node, why))
        case Toned(tone):
            return toned(flow, place, tone, node.asking.on_failure)
    return _missed(flow, place, node, "silent", node.asking.silent)


def _before(place: Place, node: Understand) -> dict[str, float]:
    """What was refused is hardly wanted, whatever is known."""
    found = prior({name: wish.share for name, wish in node.intents.items()}, known_of(place.facts or {}))
    return {name: part * (REFUSED if name in place.refused else 1.0) for name, part in found.items()}


# --- asking ---


def _ask(flow: Flow, place: Place, node: Understand, stage: Stage, before: Prompt = ()) -> Place:
    hear = _hear(flow, place, node, stage)
    if not stage.how and hear is None and not any(_keys(node)):
        return go(place, node.asking.on_failure, "no speech and no keys", asked=True)
    is_for_keys = not stage.how and hear is None and flow.hearing.keys_only  # nobody is asked to speak in vain
    prompt = flow.hearing.keys_only if is_for_keys else (*before, *_prompt(node, stage))
    said = parts_of(prompt, values_to_say(place), place.language)
    how = node.asking
    want = KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
    return replace(place, output=Say(said, place.language, want, hear), pending=stage.text())


def _keys(node: Understand) -> tuple[str, ...]:
    return tuple(wish.key for wish in node.intents.values() if wish.key)


def _prompt(node: Understand, stage: Stage) -> Prompt:
    words = node.phrasing
    if not stage.how:
        return node.say
    if stage.how != FEW:
        lead = words.again if stage.how == FORESEEN else words.about
        return (*lead, *node.intents[stage.intents[0]].say, *words.confirm)
    offered: Prompt = words.choose
    for number, name in enumerate(stage.intents, start=1):
        offered = (*offered, *node.intents[name].say, *words.press, Sound(f"digits/{number}"))
    return offered


def _hear(flow: Flow, place: Place, node: Understand, stage: Stage) -> HearWant | None:
    if place.is_deaf or place.mishears >= flow.hearing.failures:
        return None
    how, hearing = node.asking, flow.hearing
    if not stage.how:
        if not node.classifier.is_at_hand:
            return None
        hints = tuple(dict.fromkeys(word for wish in node.intents.values() for word in wish.words))[:HINTS]
        return HearWant(FreeSpeech(hints), how.timeout_s, SILENCE_S, LONGEST_S, how.barge_in)
    grammar = _few(flow, place, node, stage) if stage.how == FEW else yes_or_no(flow, place.language)
    return HearWant(grammar, how.timeout_s, hearing.silence_s, hearing.longest_s, how.barge_in) if grammar else None


def _few(flow: Flow, place: Place, node: Understand, stage: Stage) -> Grammar | None:
    """The words of the intents offered, where they tell these apart, and the operator's."""
    meanings: dict[str, set[str]] = {}
    for name in stage.intents:
        for words in node.intents[name].words:
            meanings.setdefault(plain(words), set()).add(name)
    phrases = [Phrase(words, *names) for words, names in meanings.items() if len(names) == 1]
    if not phrases:
        return None
    phrases += [Phrase(words, OPERATOR) for words in _for_operator(flow, place.language) if words not in meanings]
    return Phrases(tuple(phrases))


def _for_operator(flow: Flow, language: str) -> Iterator[str]:
    for pattern in own_words(flow, OPERATOR, language) if flow.operator else ():
        try:
            yield from written_out(pattern)
        except PatternError:  # the reader refuses it
            continue


# --- answers ---


def _keyed(flow: Flow, place: Place, node: Understand, key: str) -> Place:
    stage = Stage.of(place)
    if stage.how in (FORESEEN, SAID_BACK) and key in (RIGHT, OTHER):
        return _confirmed(flow, place, node, is_right=key == RIGHT)
    if stage.how == FEW and key in "123"[: len(stage.intents)]:
        return _take(place, node, stage.intents[int(key) - 1], "chosen")
    if stage.how:
        if key == ZERO and flow.operator:
            return go(place, flow.operator, key, asked=True)
        return _missed(flow, place, node, "wrong", node.asking.wrong)
    for name, wish in node.intents.items():
        if wish.key == key:
            return _take(place, node, name, f"key {key}")
    if key not in node.keys:
        return _missed(flow, place, node, "wrong", node.asking.wrong)
    if node.keys[key] == REPEAT:
        return _ask(flow, noted(place, REPEAT), node, Stage())
    return go(place, node.keys[key], key, asked=True)


def _heard(flow: Flow, place: Place, node: Understand, guesses: Sequence[Guess]) -> Place:
    stage = Stage.of(place)
    if not stage.how:
        heard = [(guess.meaning, guess.confidence) for guess in guesses[:MOST_READINGS]]
        return _judged(flow, place, node, rank(node.classifier, heard, _before(place, node)))
    best = guesses[0]
    if best.confidence < flow.hearing.maybe:
        return _missed(flow, place, node, "not understood", node.asking.wrong)
    if best.meaning == OPERATOR and flow.operator:
        return go(place, flow.operator, "asked for the operator", asked=True)
    if stage.how != FEW and best.meaning in (YES, NO):
        return _confirmed(flow, place, node, is_right=best.meaning == YES)
    if stage.how == FEW and best.meaning in stage.intents:
        return _take(place, node, best.meaning, "chosen")
    return _missed(flow, place, node, "not understood", node.asking.wrong)


def _judged(flow: Flow, place: Place, node: Understand, chances: Sequence[Chance]) -> Place:
    top, limits = chances[0], node.thresholds
    real = [each for each in chances if each.intent != NONE]
    if top.intent == NONE and top.probability >= limits.take:
        return _missed(flow, place, node, "none of these", node.asking.wrong)
    if top.intent != NONE and top.probability >= limits.take:
        return _take(place, node, top.intent, f"heard {_shown(top)}")
    worth = [each.intent for each in real if each.probability >= WORTH_OFFERING][: MOST_OFFERED + 1]
    if top.intent != NONE and top.probability >= limits.offer:
        stage = Stage(SAID_BACK, tuple(worth))
    else:
        stage = Stage(FEW, tuple(worth[:MOST_OFFERED]))
    if not stage.intents:
        return _missed(flow, place, node, "not understood", node.asking.wrong)
    return _ask(flow, noted(place, f"heard {_shown(real[0])}, {stage.how}"), node, stage)


def _confirmed(flow: Flow, place: Place, node: Understand, *, is_right: bool) -> Place:
    stage = Stage.of(place)
    if is_right:
        return _take(place, node, stage.intents[0], "confirmed")
    place = replace(noted(place, "refused"), refused=place.refused | {stage.intents[0]})
    if stage.how == FORESEEN:
        return _ask(flow, place, node, Stage())
    if stage.intents[1:]:
        return _ask(flow, place, node, Stage(FEW, stage.intents[1:]))
    return go(place, node.asking.on_failure, "refused, gave up", asked=True)


def _missed(flow: Flow, place: Place, node: Understand, result: str, before: Prompt) -> Place:
    """One try is spent: the same again, or an operator. What was foreseen is not asked twice."""
    if place.tries >= node.asking.retries:
        return go(place, node.asking.on_failure, f"{result}, gave up", asked=True)
    was_hearing = isinstance(place.output, Say) and place.output.hear is not None
    place = replace(noted(place, result), tries=place.tries + 1, mishears=place.mishears + was_hearing)
    stage = Stage.of(place)
    return _ask(flow, place, node, Stage() if stage.how == FORESEEN else stage, before)


def _after(flow: Flow, node: Understand, why: Deaf) -> Prompt:
    special = {Deaf.TOO_LONG: flow.hearing.too_long, Deaf.NOISE: flow.hearing.noise}
    return special.get(why) or node.asking.wrong


def _take(place: Place, node: Understand, name: str, result: str) -> Place:
    """The intent stands: it goes with the caller, and so do its skills and priority."""
    wish = node.intents[name]
    skills = {**place.skills, **wish.skills}
    priority = place.priority if wish.priority is None else wish.priority
    place = replace(place, intent=name, skills=skills, priority=priority, mishears=0)
    if wish.go:
        return go(place, wish.go, f"{name}: {result}", asked=True)
    leave = HandOff(wish.queue, name, skills, priority, place.language, place.open_data)
    return end(place, leave, f"{name}: {result}")


def _shown(chance: Chance) -> str:
    return f"{chance.intent} {chance.probability:.0%}"
