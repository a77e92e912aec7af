"""`acd ivr hear`: what a recording would be taken for at a node of a flow."""

import json
from dataclasses import replace
from pathlib import Path

import click

from acd.cli.flow_file import FILE, read_flow, refuse
from ivr.hearing import DigitString, Grammar, Heard, HearWant, Phrase, Phrases, Toned, Unheard
from ivr.inputs import Started
from ivr.inputs import Told as ToldFacts
from ivr.outputs import Ask, Say
from ivr.speech.engines import ENGINES, open_engine
from ivr.speech.engines.trouble import EngineError
from ivr.speech.from_file import BadSoundError, Told, hear, sound_of
from ivr.speech.voice import Silero
from ivr.walk import begin, step

_MOST_STEPS = 20  # a node may ask for facts before it listens


@click.command("hear")
@click.argument("file", type=FILE)
@click.option("--grammar", metavar="FLOW.yaml:NODE", help="What that node of a flow listens for.")
@click.option("--phrases", metavar='"a,b,c"', help="One of these phrases instead.")
@click.option("--digits", metavar="LEAST-MOST", help="Digits one by one instead, as 4 or 1-6.")
@click.option("--language", default="en", show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--model", type=click.Path(path_type=Path), help="A folder with another model.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def hear_command(
    file: Path,
    grammar: str | None,
    phrases: str | None,
    digits: str | None,
    language: str,
    engine: str,
    model: Path | None,
    as_json: bool,
) -> None:
    """Say what FILE (WAV, 8 kHz, mono, 16 bit) is heard as: the same voice detector, end-pointing and engine as in a
    call. What is said is shown, though the node may be for a PIN."""
    want = _want(grammar, phrases, digits, language)
    try:
        sound = sound_of(file)
        opened = open_engine(engine, model, language)
        told = hear(sound, want, language, Silero(), opened)
    except (BadSoundError, EngineError) as error:
        refuse(str(error))
    except ImportError as error:
        refuse(f"{error.name} is missing: install asterisk-acd[speech]")
    click.echo(json.dumps(_plain(told), indent=2) if as_json else "\n".join(_lines(told)))


def _want(grammar: str | None, phrases: str | None, digits: str | None, language: str) -> HearWant:
    if sum(each is not None for each in (grammar, phrases, digits)) != 1:
        raise click.UsageError("one of --grammar, --phrases, --digits")
    if grammar is not None:
        return _of_node(grammar, language)
    return HearWant(_phrases(phrases) if phrases is not None else _digits(str(digits)))


def _phrases(text: str) -> Grammar:
    words = [each.strip() for each in text.split(",") if each.strip()]
    if not words:
        raise click.BadParameter('allowed: phrases as "sales,billing,technical support"', param_hint="--phrases")
    return Phrases(tuple(Phrase(each, each) for each in words))


def _digits(text: str) -> Grammar:
    least, _, most = text.partition("-")
    if not least.isdecimal() or not (most or least).isdecimal() or not 0 < int(least) <= int(most or least) <= 20:
        raise click.BadParameter("allowed: 4 or 1-6, at most 20", param_hint="--digits")
    return DigitString(int(least), int(most or least))


def _of_node(named: str, language: str) -> HearWant:
    path, colon, node = named.rpartition(":")
    if not colon:
        raise click.BadParameter("allowed: FLOW.yaml:NODE", param_hint="--grammar")
    flow = read_flow(Path(path), None)
    if node not in flow.nodes:
        raise click.BadParameter(f'"{node}" is no node of the flow: {", ".join(flow.nodes)}', param_hint="--grammar")
    place, output = begin(flow, Started("hear", language=language, node=node))
    for _ in range(_MOST_STEPS):
        if not isinstance(output, Ask):
            break
        place, output = step(flow, place, ToldFacts(dict.fromkeys(output.names)))
    if not isinstance(output, Say) or output.hear is None:
        raise click.BadParameter(f'the node "{node}" does not listen to speech in {language}', param_hint="--grammar")
    return replace(output.hear, masked=False)


def _lines(told: Told) -> list[str]:
    match told.answer:
        case Heard(guesses):
            lines = [f"{guess.confidence:5.3f}  {guess.meaning}" for guess in guesses]
        case Unheard(why):
            lines = [f"not understood: {why}"]
        case Toned(tone):
            lines = [f"a machine: {tone}"]
    began = "" if told.began_s is None else f"speech from {told.began_s:.2f} s, "
    engine = ", ".join(f"{each:.2f}" for each in told.engine_s) or "not asked"
    return [*lines, f"{began}known at {told.known_s:.2f} s; engine {engine} s"]


def _plain(told: Told) -> dict[str, object]:
    found: dict[str, object] = {"began_s": told.began_s, "known_s": told.known_s, "engine_s": list(told.engine_s)}
    match told.answer:
        case Heard(guesses):
            found["guesses"] = [{"meaning": each.meaning, "confidence": each.confidence} for each in guesses]
        case Unheard(why):
            found["unheard"] = str(why)
        case Toned(tone):
            found["tone"] = str(tone)
    return found
