"""What callers on hold are told, in a synthetic voice where the PBX has no recordings in their language: place and
expected wait in Polish, Hungarian and Persian. All others hear Asterisk's own.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from acd.config.settings import Settings
from acd.core.commands import Announcement
from acd.pbx.names import pbx_of
from acd.visits.announce import LEAST_SAID_S, spoken
from ivr.outputs import Part, Sound, Words
from ivr.voice.parse import parse
from ivr.voice.saying import words_of
from ivr.voice.shelf import files_of
from ivr.voice.text import Texts
from ivr.voice.voices import missing_program

RECORDED = "queue-youarenext"  # a PBX that has this in a language has the others too


def _texts(**by_language: str) -> Texts:
    return Texts({language: parse(text, language) for language, text in by_language.items()}, "")


NEXT = _texts(
    pl="Twoje połączenie zostanie odebrane jako następne.",
    hu="Ön a következő a sorban.",
    fa="شما نفر بعدی در صف هستید.",
)
PLACE = _texts(
    pl="Twoje miejsce w kolejce: {place:number}.",
    hu="Az Ön helye a sorban: {place:number}.",
    fa="جایگاه شما در صف: {place:number}.",
)
WAIT = _texts(
    pl="Przewidywany czas oczekiwania: {wait:duration minutes}.",
    hu="A várható várakozási idő: {wait:duration minutes}.",
    fa="زمان تقریبی انتظار: {wait:duration minutes}.",
)


class HoldWords:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings

    def parts(self, announcement: Announcement, call: str, language: str) -> tuple[Part, ...]:
        """For a caller of `language`; looks into the sounds folder. Empty when nothing is to be said."""
        if not self._speaks(call, language):
            return spoken(announcement)
        return tuple(_in_words(announcement, language))

    def _speaks(self, call: str, language: str) -> bool:
        """Whether he has to be spoken to, and can be."""
        settings, base = self._settings(), language.replace("-", "_").partition("_")[0]
        pbx = settings.pbxes.get(pbx_of(call))
        if base not in NEXT.by_language or pbx is None or pbx.sounds is None:
            return False
        if _is_recorded(pbx.sounds, {language, base}):
            return False
        return not missing_program(settings.voice.argv(language))


def _is_recorded(sounds: Path, languages: set[str]) -> bool:
    return any(files_of(sounds, f"{language}/{RECORDED}") for language in languages)


def _in_words(announcement: Announcement, language: str) -> Iterator[Part]:
    """Each sentence with the PBX's own in its stead, should the voice fail at this moment."""
    place, wait_s = announcement.position, announcement.wait_s
    if place is not None:
        texts = NEXT if place == 1 else PLACE
        yield from _said(texts, {"place": place}, language, Announcement(place, None, None))
    if wait_s is not None and wait_s > LEAST_SAID_S:
        yield from _said(WAIT, {"wait": math.ceil(wait_s)}, language, Announcement(None, wait_s, None))
    if announcement.comfort is not None:
        yield Sound(announcement.comfort)


def _said(texts: Texts, values: dict[str, int], language: str, same: Announcement) -> Iterator[Words]:
    words = words_of(texts, values, language)
    if words is not None:
        yield replace(words, instead=spoken(same))
