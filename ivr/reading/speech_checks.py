"""What a flow that hears must have: words for every choice in every language, words for keys only, a person near."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ivr.flow import Collect, Flow, Node, ToDestination, ToQueue
from ivr.grammar import GrammarError, PatternError, best_of, compiled
from ivr.nodes.date import AskDate
from ivr.nodes.listen import Listen
from ivr.nodes.number import AskNumber
from ivr.nodes.rate import Rate
from ivr.nodes.understand import Understand
from ivr.nodes.words import Role
from ivr.nodes.yes_no import YesNo
from ivr.problems import one_of
from ivr.questions.dates import first_words, second_words
from ivr.questions.entries import is_by_name
from ivr.questions.question import Patterns, always, own_words
from ivr.reading.keys import Keys
from ivr.reading.mentions import Mentions
from ivr.vocabulary import NO, YES, languages, numbers

NEAR = 1  # questions on the way to a person, beside the one that is left


def check_speech(flow: Flow, keys: Keys) -> None:
    """`keys`: those at the top of the file."""
    listening = {name: node for name, node in flow.nodes.items() if _listens(node)}
    hearing = {name: node for name, node in flow.nodes.items() if _listens(node) or isinstance(node, Understand)}
    _check_person(flow, hearing, keys.mentions)
    if not listening:
        return
    if not flow.hearing.keys_only:
        keys.wrong("speech", "missing: speech: keys_only, what is said when only keys work (docs/flows.md)")
    spoken = sorted({mention.name for mention in keys.mentions.languages})
    for language in spoken:
        _check_built_in(flow, language, keys)
    for name, node in listening.items():
        for language in spoken:
            _check_there(name, node, language, keys.mentions)
        for language in sorted({*spoken, *_named(node)}):
            _check_together(flow, name, node, language, keys.mentions)


def _listens(node: Node) -> bool:
    return isinstance(node, Listen | YesNo | AskNumber | AskDate) or (isinstance(node, Collect | Rate) and node.speech)


def _check_built_in(flow: Flow, language: str, keys: Keys) -> None:
    wanted = [YES, NO, *always(flow, language)]
    for meaning in wanted:
        if not own_words(flow, meaning, language):
            hint = f"give them under speech as words: {{{meaning}: {{{language}: [...]}}}}"
            keys.wrong("speech", f'no words for {meaning} in language "{language}": {hint}')


def _named(node: Node) -> set[str]:
    """The languages a node has phrases in, which a caller may bring."""
    choices = node.choices.values() if isinstance(node, Listen) else ()
    return {language for choice in choices for language in choice.phrases}


def _check_there(name: str, node: Node, language: str, mentions: Mentions) -> None:
    """Something can be said in a language that the flow speaks."""
    if isinstance(node, Listen):
        for each, choice in node.choices.items():
            if not best_of(choice.phrases, language):
                mention = mentions.phrases[name, each]
                text = f'no phrases in language "{language}", which the flow speaks'
                mentions.problems.add(mention.line, mention.where, text)
    elif not isinstance(node, YesNo) and language.partition("_")[0] not in languages():
        text = f'numbers are heard in {one_of(languages())}, not in "{language}": {_instead(node)}'
        mentions.problems.add(node.line, f"nodes.{name}", text)


def _instead(node: Node) -> str:
    return "leave out speech" if isinstance(node, Collect | Rate) else "ask for keys by collect"


def _check_together(flow: Flow, name: str, node: Node, language: str, mentions: Mentions) -> None:
    """No phrase means two things, and there are not too many."""
    for patterns in _asked_at_once(flow, node, language):
        try:
            compiled(patterns, always(flow, language))
        except (GrammarError, PatternError) as error:
            mentions.problems.add(node.line, f"nodes.{name}", f'in language "{language}": {error}')


def _asked_at_once(flow: Flow, node: Node, language: str) -> Iterator[Patterns]:
    """The patterns of each question a node may ask. The words of dates and numbers are made here for the first time,
    which takes 25 ms that no caller need wait."""
    yield {each: own_words(flow, each, language) for each in (YES, NO)}
    if isinstance(node, Listen):
        yield {each: best_of(choice.phrases, language) for each, choice in node.choices.items()}
    elif isinstance(node, Rate) or (isinstance(node, AskNumber) and is_by_name(node)):
        yield numbers(language, node.least, node.most)
    elif isinstance(node, AskDate):
        yield first_words(node, language)
        yield second_words(language)


def _check_person(flow: Flow, listening: Mapping[str, Node], mentions: Mentions) -> None:
    """Whoever cannot go on comes to a handoff or transfer within two steps. Who rates a talk has had his person."""
    ways = defaultdict(list)
    for mention in mentions.targets:
        ways[mention.node].append(mention.name)
    for name, node in listening.items():
        if isinstance(node, Rate):
            continue
        last = flow.operator or _on_failure(node)
        if last in flow.nodes and not any(_persons(flow, last, ways)):
            text = f'no person is near: from "{last}" no handoff or transfer is reached within one more question'
            mentions.problems.add(node.line, f"nodes.{name}", text)


def _on_failure(node: Node) -> str:
    if isinstance(node, Listen | YesNo | AskNumber | AskDate | Collect | Understand):
        return node.asking.on_failure
    return ""


def _persons(flow: Flow, start: str, ways: Mapping[str, list[str]]) -> Iterator[str]:
    """The handoffs and transfers within NEAR questions."""
    near, ahead = {start: 0}, [start]
    while ahead:
        name = ahead.pop()
        node = flow.nodes.get(name)
        if node is None or isinstance(node, ToQueue | ToDestination):
            yield name
            continue
        asked = near[name] + (node.role is Role.ASKS)
        for way in ways.get(name, ()):
            if asked < near.get(way, NEAR + 1):
                near[way] = asked
                ahead.append(way)
