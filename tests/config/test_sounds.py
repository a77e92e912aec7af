"""Sounds named in the configuration and not on a PBX."""


def test_sounds_are_looked_for_where_a_pbx_has_them(house, tmp_path):
    sounds = tmp_path / "sounds"
    (sounds / "en" / "digits").mkdir(parents=True)
    for name in ("en/hello.wav", "en/digits/1.gsm", "beep.ulaw"):
        (sounds / name).touch()
    house.add("acd.toml", f'sounds = "{sounds}"\n[daemon]\nlanguage = "en_GB"\n[recording]\nnotice = "told"\n')
    house.add("queues.toml", 'comfort = ["hello", "digits/1", "beep", "helo"]\nwhen_late = { goodbye = "bye" }\n')
    house.write("flows/main.yaml", "start: a\nnodes:\n  a: {play: [hello, hallo], next: b}\n  b: {handoff: sales}\n")
    notice, flow, *queue = house.mistakes()
    assert notice == 'acd.toml: recording.notice: got "told", there is no such sound in language "en_GB"'
    assert flow.startswith("flows/main.yaml:3: ")
    assert '"hallo"' in flow
    assert queue == [
        'queues.toml: queue.sales.comfort: got "helo", there is no such sound in language "en_GB"',
        'queues.toml: queue.sales.when_late: got "bye", there is no such sound in language "en_GB"',
    ]


def test_a_sound_must_be_on_every_pbx(house, tmp_path):
    for pbx, names in (("one", ("a", "b")), ("two", ("b",))):
        (tmp_path / pbx / "en").mkdir(parents=True)
        for name in names:
            (tmp_path / pbx / "en" / f"{name}.wav").touch()
    house.add("acd.toml", f'sounds = "{tmp_path}/one"\n[pbx.two]\nport = 5039\nsecret_file = "pbx.secret"\n')
    house.add("acd.toml", f'sounds = "{tmp_path}/two"\n')
    house.add("queues.toml", 'comfort = ["a", "b"]\n')
    house.write("agents.toml", "")
    assert house.mistakes() == ['queues.toml: queue.sales.comfort: got "a", there is no such sound in language "en"']
