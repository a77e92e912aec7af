"""Phrases out of the file: `say: [billing, "[my] (bill|invoice)"]`, or for each language
`say: {en: [billing], pl: [faktura]}`."""

from collections.abc import Iterator

from ivr.grammar import PatternError, written_out
from ivr.reading.keys import Keys
from ivr.reading.texts import LANGUAGE
from ivr.reading.tree import Row, Table, Text, Value

_ALLOWED = "allowed: a list of phrases, or such a list for each language: {en: [...], pl: [...]}"


def phrases(keys: Keys, key: str) -> dict[str, tuple[str, ...]]:
    """Language → patterns that can be written out; a list without a language is in the flow's own."""
    value = keys.take(key)
    if isinstance(value, Table):
        return {language: tuple(_of_language(keys, key, language, each)) for language, each in value.items.items()}
    if value is None:
        keys.wrong(key, f"missing: what is said, {_ALLOWED}")
        return {}
    own = keys.mentions.languages[0].name if keys.mentions.languages else "en"
    return {own: tuple(_patterns(keys, keys.at(key), value))}


def _of_language(keys: Keys, key: str, language: str, value: Value) -> Iterator[str]:
    where = f"{keys.at(key)}.{language}"
    if not LANGUAGE.fullmatch(language):
        keys.problems.add(value.line, where, f'got the language "{language}", allowed: such as en or de_AT')
    yield from _patterns(keys, where, value)


def _patterns(keys: Keys, where: str, value: Value) -> Iterator[str]:
    items = value.items if isinstance(value, Row) else (value,)
    if isinstance(value, Table) or not items:
        keys.problems.add(value.line, where, f"got {value}, {_ALLOWED}")
        return
    for item in items:
        if not isinstance(item, Text) or item.kind == "null":
            keys.problems.add(item.line, where, f"got {item}, allowed: a phrase")
            continue
        try:
            written_out(item.text)
        except PatternError as error:
            keys.problems.add(item.line, where, str(error))
        else:
            yield item.text
