import os

import pytest

from acd.config.secret import Secret, SecretError, from_env, from_file


def test_a_secret_shows_itself_nowhere(house):
    settings = house.read()
    assert settings.agi.secret == Secret("s3cr3t-of-ours-16")
    assert "s3cr3t" not in repr(settings)
    assert str(Secret("x")) == "***"


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o602, 0o666])
def test_a_file_open_to_everyone_is_refused(house, mode):
    house.secret("pbx.secret", mode=mode)
    assert house.mistakes() == [
        f"acd.toml: pbx.main.secret_file: pbx.secret is open to everyone on this machine (mode {mode:o}): "
        "chmod 600 pbx.secret"
    ]


def test_the_group_may_read(house):
    house.secret("pbx.secret", mode=0o640)
    assert house.read().pbxes["main"].secret.value == "s3cr3t-of-ours-16"


@pytest.mark.parametrize("mode", [0o620, 0o660])
def test_a_file_its_group_may_change_is_refused(house, mode):
    house.secret("pbx.secret", mode=mode)
    assert house.mistakes() == [
        f"acd.toml: pbx.main.secret_file: pbx.secret can be changed by its group (mode {mode:o}): chmod 600 pbx.secret"
    ]


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n", "a\0b", "a\rb", "\x1b[1m", "x" * 4097])
def test_not_one_line(tmp_path, text):
    path = tmp_path / "secret"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SecretError, match="does not hold one line of printable text") as caught:
        from_file(path)
    assert not text.strip() or text not in str(caught.value)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_the_line_is_no_part_of_it(tmp_path, end):
    path = tmp_path / "secret"
    path.write_bytes(b"a b" + end.encode())
    path.chmod(0o600)
    assert from_file(path).value == "a b"


def test_not_a_file(tmp_path):
    with pytest.raises(SecretError, match="is not a file"):
        from_file(tmp_path)
    os.mkfifo(tmp_path / "fifo", 0o600)
    with pytest.raises(SecretError, match="is not a file"):
        from_file(tmp_path / "fifo")


def test_the_environment(monkeypatch):
    monkeypatch.setenv("ACD_TEST_SECRET", "abc")
    assert from_env("ACD_TEST_SECRET").value == "abc"
    monkeypatch.delenv("ACD_TEST_SECRET")
    with pytest.raises(SecretError, match="the environment variable ACD_TEST_SECRET is not set"):
        from_env("ACD_TEST_SECRET")


def test_the_stores_password_goes_into_the_url_and_not_into_repr(house):
    house.secret("store.secret", "p@ss/w:rd%\n")
    house.add("acd.toml", '[store]\nurl = "postgresql://acd@db/acd"\nsecret_file = "store.secret"\n')
    settings = house.read()
    assert settings.store_url == "postgresql://acd:%70%40%73%73%2F%77%3A%72%64%25@db/acd"
    assert "%70" not in repr(settings)


@pytest.mark.parametrize("secret", ["too-short", "1234567890123456;", "x" * 201])
def test_the_agi_secret_must_fit_a_dialplan(house, secret):
    house.secret("agi.secret", secret + "\n")
    assert house.mistakes() == [
        "acd.toml: agi: its secret stands in the dialplan too; allowed: 16 to 200 out of A-Z a-z 0-9 _ -"
    ]
