"""Text items of a prompt out of the file: ``{text: {en: "Good morning.", pl: "Dzień dobry."}}``; in a flow of one
language ``{text: "Good morning."}`` will do. ``{text: "Po polsku: dwa.", language: pl}`` is said so to every caller.
What may stand in a text is in `ivr.voice.parse`."""

import re
from collections.abc import Mapping

from ivr.reading.keys import Keys
from ivr.reading.mentions import Mention, Mentions, TextMention
from ivr.reading.naming import mention_name
from ivr.reading.tree import Table, Text, Value
from ivr.voice import numerals
from ivr.voice.parse import TextError, parse
from ivr.voice.text import Pieces, Texts, names_in

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?", re.ASCII)
_LANGUAGES = "allowed: such as en or de_AT"
_ALLOWED = 'allowed: a text, or one for each language: {en: "...", pl: "..."}'


def texts(keys: Keys, own: str) -> Texts | None:
    """The texts under the key `text`; None, with a problem added, where there are none. `own` is a data name that is
    known here beforehand."""
    value, alone = keys.take("text"), _alone(keys)
    default = alone or (keys.mentions.languages[0].name if keys.mentions.languages else "en")
    written = value.items if isinstance(value, Table) else {default: value} if value is not None else {}
    if not written or any(not isinstance(each, Text) or each.kind == "null" for each in written.values()):
        keys.wrong("text", f"got {value or 'nothing'}, {_ALLOWED}")
        return None
    where = {name: f"{keys.at('text')}.{name}" if isinstance(value, Table) else keys.at("text") for name in written}
    _check_languages(keys, written, alone)
    read = {name: _pieces(name, each, where[name], keys) for name, each in written.items()}
    pieces = {name: each for name, each in read.items() if each is not None}
    names = tuple(sorted({name for each in pieces.values() for name in names_in(each)}))
    for name in names:
        if name != own:
            _mention(keys, name)
    if names:
        numerals.load()
    return Texts(pieces, default, names) if pieces else None


def _alone(keys: Keys) -> str:
    """The language said to every caller, whatever his is; "" for none."""
    value = keys.take("language")
    if value is None:
        return ""
    if isinstance(value, Text) and LANGUAGE.fullmatch(value.text):
        if isinstance(keys.take("text"), Table):
            keys.wrong("language", "goes with one text; a table of texts has its languages")
        return value.text
    keys.wrong("language", f"got {value}, {_LANGUAGES}")
    return ""


def _check_languages(keys: Keys, written: Mapping[str, Value], alone: str) -> None:
    for name in written:
        if not LANGUAGE.fullmatch(name):
            keys.wrong("text", f'got the language "{name}", {_LANGUAGES}')
    if not alone:
        mention = TextMention(frozenset(written), keys.node, keys.line("text"), keys.at("text"))
        keys.mentions.texts.append(mention)


def _pieces(language: str, value: Value, where: str, keys: Keys) -> Pieces | None:
    assert isinstance(value, Text)
    try:
        return parse(value.text, language)
    except TextError as error:
        keys.problems.add(value.line, where, str(error))
        return None


def _mention(keys: Keys, name: str) -> None:
    mention_name(Mention(name, keys.node, keys.line("text"), keys.at("text")), keys.mentions, keys.mentions.said)


def check_texts(mentions: Mentions) -> None:
    """Every text must be there in every language the flow may speak; ``de`` serves ``de_AT``."""
    spoken = sorted({mention.name for mention in mentions.languages})
    for text in mentions.texts:
        for language in spoken:
            if not text.languages & {language, language.partition("_")[0]}:
                got = ", ".join(sorted(text.languages))
                mentions.problems.add(text.line, text.where, f'missing: the text in language "{language}", got {got}')
