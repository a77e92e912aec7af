"""The texts of flows that can be made or recorded beforehand, each once, with the places it is said at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from ivr.flow import Flow
from ivr.voice.names import recording_name
from ivr.voice.text import Pieces, Texts, words_in


@dataclass(frozen=True, slots=True)
class Recordable:
    """`text` in `language`, said at `places` (``main.greeting``: flow and node)."""

    language: str
    text: str
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        return recording_name(self.language, self.text)


def recordables(flows: Iterable[Flow], languages: Iterable[str] = ()) -> list[Recordable]:
    """By language and place. Of a text with values the words around them: they are played where there is no voice for
    the whole. `languages` empty: all."""
    wanted = set(languages)
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, language, pieces in _said(flows):
        if wanted and language not in wanted:
            continue
        for text in words_in(pieces):
            known = places[language, text]
            if place not in known:
                known.append(place)
    found = [Recordable(language, text, tuple(at)) for (language, text), at in places.items()]
    return sorted(found, key=lambda each: each.language)


def _said(flows: Iterable[Flow]) -> Iterator[tuple[str, str, Pieces]]:
    for flow in flows:
        for name, said in (*flow.nodes.items(), ("speech", flow.hearing)):
            for texts in texts_in(said):
                for language, pieces in texts.by_language.items():
                    yield f"{flow.name}.{name}", language, pieces


def texts_in(thing: object) -> Iterator[Texts]:
    """Every text in a node, wherever it keeps its prompts."""
    if isinstance(thing, Texts):
        yield thing
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from texts_in(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from texts_in(value)
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from texts_in(getattr(thing, each.name))
