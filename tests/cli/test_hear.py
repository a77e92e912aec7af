"""`acd ivr hear`: a recording heard without a phone."""

import json
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli import hear
from acd.cli.ivr import ivr_group
from ivr.hearing import DigitString, Grammar, Guess, Phrases
from ivr.speech.engines.trouble import EngineError
from tests.ivr.speech.conftest import LoudIsVoice
from tests.ivr.speech.sounds import Wave, pcm, silence, tone

FLOW = """\
start: hello
speech: {keys_only: [keys-only], noise: [noise], confirm: {before: [you-said], after: [right]}}
nodes:
  menu:
    listen: [hello]
    on_failure: sales
    choices:
      sales: {key: 1, say: [sales], echo: [digits/1], go: sales}
  hello: {play: [hello], next: menu}
  sales: {handoff: sales}
"""


class FirstPhrase:
    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        match grammar:
            case Phrases(phrases):
                return (Guess(phrases[0].meaning, 0.95),)
            case DigitString(least):
                return (Guess("7" * least, 0.95),)
            case _:
                return ()


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear, "open_engine", lambda *_: FirstPhrase())
    monkeypatch.setattr(hear, "Silero", LoudIsVoice)


def recording(path: Path, *waves: Wave, rate: int = 8000) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm(*waves))
    return str(path)


@pytest.fixture
def word(tmp_path: Path) -> str:
    return recording(tmp_path / "word.wav", silence(0.5), tone(300, 0.5) + tone(650, 0.5))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr_group, ["hear", *arguments])


def test_one_of_the_phrases(word: str):
    told = run(word, "--phrases", "sales, billing")
    assert told.exit_code == 0
    assert told.output.splitlines()[0] == "0.950  sales"
    assert "speech from 0.5" in told.output


def test_digits_as_json(word: str):
    told = json.loads(run(word, "--digits", "4", "--json").output)
    assert told["guesses"] == [{"meaning": "7777", "confidence": 0.95}]
    assert told["began_s"] == pytest.approx(0.6, abs=0.1)


def test_what_a_node_listens_for(tmp_path: Path, word: str):
    flow = tmp_path / "main.yaml"
    flow.write_text(FLOW, encoding="utf-8")
    assert "0.950  " in run(word, "--grammar", f"{flow}:menu").output
    deaf = run(word, "--grammar", f"{flow}:hello")
    assert (deaf.exit_code, "does not listen" in deaf.output) == (2, True)
    unknown = run(word, "--grammar", f"{flow}:nowhere")
    assert (unknown.exit_code, "is no node of the flow" in unknown.output) == (2, True)


def test_nothing_said_and_a_machine(tmp_path: Path):
    assert "not understood: silence" in run(recording(tmp_path / "a.wav", silence(1)), "--phrases", "a").output
    assert "a machine: fax" in run(recording(tmp_path / "b.wav", tone(1100, 2)), "--phrases", "a").output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--phrases", "a", "--digits", "4"),
        ("--phrases", ","),
        ("--digits", "x"),
        ("--digits", "5-2"),
        ("--grammar", "x"),
    ],
)
def test_bad_arguments(word: str, arguments: tuple[str, ...]):
    told = run(word, *arguments)
    assert told.exit_code == 2
    assert "Traceback" not in told.output


def test_bad_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str):
    (tmp_path / "text.wav").write_text("hello", encoding="utf-8")
    wide = recording(tmp_path / "wide.wav", silence(1), rate=16_000)
    none, text = str(tmp_path / "none.wav"), str(tmp_path / "text.wav")
    for file, why in ((none, "No such file"), (text, "not a WAV"), (wide, "16000 Hz")):
        told = run(file, "--phrases", "a")
        assert (told.exit_code, why in told.output) == (2, True), told.output

    def missing(*_: object) -> object:
        raise EngineError("the model is missing")

    monkeypatch.setattr(hear, "open_engine", missing)
    told = run(word, "--phrases", "a")
    assert (told.exit_code, told.output) == (2, "the model is missing\n")
