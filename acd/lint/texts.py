"""Fixed texts of flows that have no sound file on a PBX yet."""

from collections import defaultdict
from collections.abc import Iterator

from acd.config.settings import Settings
from acd.lint.finding import Finding
from ivr.voice.build import key_of
from ivr.voice.found import recordables
from ivr.voice.shelf import Shelf, State
from ivr.voice.voices import missing_program

_WHAT = {State.MISSING: "texts without a recording", State.STALE: "texts made with another voice"}


def not_made(settings: Settings) -> Iterator[Finding]:
    """One finding for each flow, language and state; of the PBXes whose sounds this machine sees."""
    shelves = [Shelf(pbx.sounds) for pbx in settings.pbxes.values() if pbx.sounds is not None]
    for name, flow in settings.flows.items():
        wanting: dict[tuple[str, State], list[str]] = defaultdict(list)
        for text in recordables([flow]):
            states = {shelf.state(text.name, key_of(text, settings.voice)) for shelf in shelves}
            worst = next((state for state in (State.MISSING, State.STALE) if state in states), None)
            if worst is not None:
                wanting[text.language, worst].append(text.text)
        for (language, state), texts in wanting.items():
            yield _finding(settings, name, language, state, texts)


def _finding(settings: Settings, flow: str, language: str, state: State, texts: list[str]) -> Finding:
    program = missing_program(settings.voice.argv(language))
    why = f'{len(texts)} in {language}, the first "{texts[0][:60]}"'
    if state is State.MISSING:
        why += f", and {program} is not here to speak them" if program else "; they are spoken anew in every call"
    advice = f"acd ivr prompts build {flow}" if not program else f"install {program}, or record them by hand"
    return Finding(f"flows/{flow}.yaml", "", _WHAT[state], why, advice)
