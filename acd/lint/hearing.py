"""Questions that hear: whether somebody hears them, and whether they ask too much of him."""

from collections.abc import Iterator

from acd.config.settings import Settings
from acd.lint.finding import Finding
from ivr.flow import Collect, Flow, Rate, Set
from ivr.hearing import DigitString, Phrases
from ivr.inputs import Started
from ivr.place import Place
from ivr.questions.kinds import Asked, question_of

GOOD_MEASURE = 60  # phrases scored for each answer, in the time in which callers expect one


def nobody_hears(settings: Settings) -> Iterator[Finding]:
    """Languages that a flow speaks and no engine hears, where there are engines at all."""
    if settings.speech is None:
        return
    engines = {language.partition("_")[0] for language in settings.speech.engines}
    for name, flow in settings.flows.items():
        if not _asked(flow):
            continue
        for language in sorted(languages_of(flow)):
            if language.partition("_")[0] not in engines:
                why = f'no engine hears "{language}", so its questions are for keys only'
                advice = f"configure [speech.engine.{language}] in acd.toml"
                yield Finding(f"flows/{name}.yaml", "", "callers are not heard", why, advice)


def too_much(settings: Settings) -> Iterator[Finding]:
    """Questions with more phrases than are scored in good time."""
    for name, flow in settings.flows.items():
        for each, node in _asked(flow).items():
            counts = {language: _phrases(flow, node, language) for language in languages_of(flow)}
            language = max(counts, key=lambda language: counts[language])
            if counts[language] > GOOD_MEASURE:
                why = f'{counts[language]} phrases in "{language}", some {GOOD_MEASURE} are a good measure'
                where = f"flows/{name}.yaml:{node.line}"
                yield Finding(where, f"nodes.{each}", "answers take long to make out", why, "ask in two steps")


def languages_of(flow: Flow) -> set[str]:
    """All that a flow speaks by itself."""
    set_on_the_way = {node.language for node in flow.nodes.values() if isinstance(node, Set) and node.language}
    return {flow.language, *set_on_the_way}


def _asked(flow: Flow) -> dict[str, Asked]:
    """The questions that take words."""
    asked = {name: node for name, node in flow.nodes.items() if isinstance(node, Asked)}
    return {name: node for name, node in asked.items() if not isinstance(node, Collect | Rate) or node.speech}


def _phrases(flow: Flow, node: Asked, language: str) -> int:
    grammar = question_of(flow, Place(Started(""), "", language), node).grammar
    match grammar:
        case Phrases(phrases):
            return len(phrases)
        case DigitString(also=phrases):
            return len(phrases)
    return 0
