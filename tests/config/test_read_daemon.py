"""Mistakes in acd.toml."""

from pathlib import Path

import pytest

from ivr.speech.plan import EnginePlan, SpeechPlan

SECRET_NOT_HERE = (
    'a secret is never written here: put it in a file (secret_file = "path", chmod 600) or secret_env = "NAME"'
)
STORE = (
    'store.url: allowed: "sqlite:////var/lib/acd/acd.sqlite" or "postgresql://user@host/database", '
    "without a password (that comes by secret_file or secret_env)"
)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[agi]\nsecret = 'hunter2'\nPBX", f"agi.secret: {SECRET_NOT_HERE}"),
        ("[agi]\npassword = 'hunter2'\nPBX", f"agi.password: {SECRET_NOT_HERE}"),
        ("[agi]\nPBX", 'agi: missing: secret_file = "path" or secret_env = "NAME"'),
        ("PBX", 'agi: missing: secret_file = "path" or secret_env = "NAME"'),
        (
            "[agi]\nsecret_file = 'agi.secret'\nsecret_env = 'X'\nPBX",
            'agi: only one of them: secret_file = "path" or secret_env = "NAME"',
        ),
        ("[agi]\nsecret_file = 'none'\nPBX", "agi.secret_file: cannot read none: No such file or directory"),
        ("AGI", "pbx: no PBX is configured: write a table [pbx.main]"),
        ("AGI\nPBX\n[demon]", "demon: unknown table, did you mean daemon?"),
        (
            "AGI\nPBX\n[daemon]\nrun_dir = 'x'",
            'daemon.run_dir: got "x", allowed: a path from the root, starting with /',
        ),
        ("AGI\nPBX\n[daemon]\nlog_level = 'all'", 'daemon.log_level: got "all", allowed: debug, info, warning, error'),
        ("AGI\nPBX\n[store]\nurl = 'mysql://x/y'", STORE),
        ("AGI\nPBX\n[store]\nurl = 'postgresql://u:hunter2@h/d'", STORE),
        ("AGI\nPBX\n[store]\nurl = 'postgresql://u@h/d?password=hunter2'", STORE),
        (
            "AGI\nPBX\n[store]\nsecret_file = 'agi.secret'",
            "store: a secret needs a url with a user: postgresql://user@host/database",
        ),
        ("AGI\nport = 5038\nPBX", "pbx.main.port: got 5038, is already the port of agi on 127.0.0.1"),
        ("AGI\nPBX\nsounds = '/nowhere/at/all'", "pbx.main.sounds: cannot be read: No such file or directory"),
        ("AGI\nPBX\n[recording]\nroot = '/a,b'", 'recording.root: got "/a,b", allowed: a path from the root of A-Z'),
        ("AGI\nPBX\n[recording]\nroot = '/a/../b'", 'recording.root: got "/a/../b", allowed: a path from the root of'),
        (
            "AGI\nPBX\nusername = 'a b'",
            'pbx.main.username: got "a b", allowed: a manager account\'s name of letters, digits',
        ),
        ("AGI\nPBX\ntrunks = ['a b']", 'pbx.main.trunks[0]: got "a b", allowed: an endpoint name of letters, digits'),
        ("AGI\n[pbx.X]\nsecret_file = 'pbx.secret'", 'pbx.X: got "X", allowed: a name of a-z, 0-9, _ and -, starting'),
    ],
)
def test_a_mistake_in_acd_toml(house, text, mistake):
    text = text.replace("AGI", "[agi]\nsecret_file = 'agi.secret'").replace(
        "PBX", "[pbx.main]\nsecret_file = 'pbx.secret'"
    )
    house.write("acd.toml", text)
    (told,) = house.mistakes()
    assert told.startswith(f"acd.toml: {mistake}")
    assert "hunter2" not in told


def test_two_names_for_one_door(house):
    house.add("acd.toml", '[pbx.b]\nhost = "localhost"\nsecret_file = "pbx.secret"\n')
    house.write("agents.toml", "")
    assert house.mistakes() == ["acd.toml: pbx.b.port: got 5038, is already the port of pbx.main on localhost"]


HEAD = "[agi]\nsecret_file = 'agi.secret'\n[pbx.main]\nsecret_file = 'pbx.secret'\n"


def test_speech_as_configured(house):
    engines = "[speech.engine.en]\n[speech.engine.hu]\nmodel = '/m'\nworkers = 1"
    house.write("acd.toml", f"{HEAD}[speech]\nport = 9098\n{engines}")
    speech = house.read().speech
    assert speech == SpeechPlan(
        "127.0.0.1", 9098, 20, {"en": EnginePlan("whisper", None, 2), "hu": EnginePlan("whisper", Path("/m"), 1)}
    )


def test_without_its_table_there_is_no_speech(house):
    assert house.read().speech is None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[speech]", "speech.engine: no engine is configured: write a table [speech.engine.en]"),
        ("[speech.engine.EN]", 'speech.engine.EN: got "EN", allowed: a language such as "en"'),
        ("[speech.engine.en]\nengine = 'ear'", 'speech.engine.en.engine: got "ear", allowed: whisper, sphinx'),
        ("[speech.engine.en]\nworkers = 0", "speech.engine.en.workers: got 0, allowed: a whole number from 1 to 64"),
        ("[speech.engine.en]\nwokers = 2", "speech.engine.en.wokers: unknown key, did you mean workers?"),
        ("[speech]\nhost = '0.0.0.0'\n[speech.engine.en]", 'speech.host: got "0.0.0.0", allowed: this machine itself'),
        ("[speech]\nport = 0\n[speech.engine.en]", "speech.port: got 0, allowed: a whole number from 1 to 65535"),
        ("speech = 1", "speech: "),
    ],
)
def test_a_mistake_in_speech(house, text, mistake):
    house.write("acd.toml", text + "\n" + HEAD if text == "speech = 1" else HEAD + text)
    assert house.mistakes()[0].startswith(f"acd.toml: {mistake}")
