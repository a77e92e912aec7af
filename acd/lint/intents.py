"""Open questions: whether everything they ask about can be reached, and is taught well enough to be told apart."""

from collections.abc import Iterator

from acd.config.settings import Settings
from acd.lint.finding import Finding, some
from ivr.flow import Understand

FEW_EXAMPLES = 5


def _questions(settings: Settings) -> Iterator[tuple[str, str, Understand]]:
    """Where each stands (file, key), and itself."""
    for flow, found in settings.flows.items():
        for name, node in found.nodes.items():
            if isinstance(node, Understand):
                yield f"flows/{flow}.yaml:{node.line}", f"nodes.{name}.intents", node


def not_heard(settings: Settings) -> Iterator[Finding]:
    """Questions without any key, in a house without speech: all their callers go to an operator."""
    if settings.speech is not None:
        return
    for file, key, node in _questions(settings):
        if not any(wish.key for wish in node.intents.values()):
            why = "nothing hears callers (no [speech] in acd.toml), and no intent has a key"
            yield Finding(file, key, "nobody can answer", why, "give intents keys, or configure speech")


def hardly_taught(settings: Settings) -> Iterator[Finding]:
    for file, key, node in _questions(settings):
        few = [name for name, wish in node.intents.items() if len(wish.examples) < FEW_EXAMPLES]
        if few:
            why = f"fewer than {FEW_EXAMPLES} examples of {some(few)}; ten make a difference"
            yield Finding(file, key, "callers will often be asked back", why, "write down what callers say")


def confused(settings: Settings) -> Iterator[Finding]:
    """Examples that are taken for another intent by the very question they teach."""
    for file, key, node in _questions(settings):
        for name, wish in node.intents.items():
            for text in wish.examples:
                chances = node.classifier.chances(text)
                taken = max(chances, key=lambda each: chances[each])
                if taken != name:
                    why = f'its example "{text}" is taken for {taken or "none of these"}'
                    advice = "move the example, or join the two intents" if taken else "say it in more words"
                    yield Finding(file, f"{key}.{name}", "an intent is taught like another", why, advice)
