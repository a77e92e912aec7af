from pathlib import Path

from ivr.voice.voices import Voices, engine_mark, missing_program


def test_espeak_speaks_every_language() -> None:
    voices = Voices()
    assert voices.argv("en")[:3] == ("espeak-ng", "-v", "en-us")
    assert voices.argv("en_GB")[2] == "en-us"
    assert voices.argv("pl")[2] == "pl"
    assert voices.argv("de_AT")[2] == "de"


def test_a_language_may_have_a_program_and_a_voice_of_its_own() -> None:
    voices = Voices(("a", "{voice}"), {"pl": ("piper", "-m", "{voice}")}, {"pl": "/m.onnx", "en_GB": "en-gb"})
    assert voices.argv("pl_PL") == ("piper", "-m", "/m.onnx")
    assert voices.argv("en_GB") == ("a", "en-gb")
    assert voices.argv("hu") == ("a", "hu")
    assert Voices(()).argv("en") == ()


def test_what_is_missing_is_named() -> None:
    assert missing_program(("sh", "-c")) == ""
    assert missing_program(("no-such-program",)) == "no-such-program"
    assert missing_program(()) == "none"


def test_another_version_has_another_mark(tmp_path: Path) -> None:
    engine, model = tmp_path / "engine", tmp_path / "voice.onnx"
    engine.write_text("1")
    model.write_text("1")
    argv = (str(engine), str(model))
    before = engine_mark(argv)
    engine_mark.cache_clear()
    assert engine_mark(argv) == before
    model.write_text("22")
    engine_mark.cache_clear()
    assert engine_mark(argv) != before
    assert engine_mark(("x", "y")) != engine_mark(("x", "z"))
