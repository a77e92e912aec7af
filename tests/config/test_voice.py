"""[voice]: which program speaks."""

import pytest

from ivr.voice.voices import AMERICAN, ESPEAK, Voices
from tests.config.conftest import House


def test_without_a_word_espeak_speaks(house: House) -> None:
    assert house.read().voice == Voices(ESPEAK, {}, AMERICAN, 1.5)


def test_what_is_written_is_read(house: House) -> None:
    house.add(
        "acd.toml",
        '[voice]\ncommand = ["speak", "{voice}"]\ndeadline_s = 2\n'
        '[voice.language.pl]\ncommand = ["piper", "-m", "{voice}"]\nvoice = "/models/pl.onnx"\n'
        '[voice.language.en_GB]\nvoice = "en-gb"\n',
    )
    voices = house.read().voice
    assert voices.argv("pl") == ("piper", "-m", "/models/pl.onnx")
    assert voices.argv("en_GB") == ("speak", "en-gb")
    assert voices.argv("en") == ("speak", "en-us")
    assert voices.deadline_s == 2.0


def test_nobody_may_speak(house: House) -> None:
    house.add("acd.toml", "[voice]\ncommand = []\n")
    assert house.read().voice.argv("en") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[voice]\ncommand = "espeak-ng -v en"\n', ("voice.command", "allowed: a list of words")),
        ('[voice]\ncommand = ["a", 3]\n', ("voice.command", "allowed: a list of words")),
        ("[voice]\ndeadline_s = 60\n", ("voice.deadline_s", "allowed: 0.2 to 5 seconds")),
        ("[voice]\nspeed = 3\n", ("voice.speed", "unknown key")),
        ('[voice.language.english]\nvoice = "en"\n', ("voice.language.english", "allowed: a language")),
        ('[voice.language.pl]\nvoice = "-w/etc/x"\n', ("voice.language.pl.voice", "allowed: a voice")),
        ("[voice]\nlanguage = 3\n", ("voice.language", "allowed: tables")),
    ],
)
def test_what_is_wrong_is_told(house: House, text: str, problem: tuple[str, str]) -> None:
    house.add("acd.toml", text)
    mistakes = house.mistakes()
    where, allowed = problem
    assert any(each.startswith(f"acd.toml: {where}: ") and allowed in each for each in mistakes), mistakes
