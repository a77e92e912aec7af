"""Sounds by language, and what they say."""

import gzip
from pathlib import Path

from ivr.sounds import sounds_in, texts_in


def test_each_folder_is_a_language_and_links_are_followed(tmp_path: Path) -> None:
    for name in ("en_US/hello.wav", "en_US/digits/1.gsm", "en_US/notes.txt", "custom/own.ulaw", "top.sln16"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "en").symlink_to("en_US")
    (tmp_path / "broken").symlink_to("nowhere")
    sounds = sounds_in(tmp_path)
    assert sounds["en"] == sounds["en_US"] == {"hello", "digits/1"}
    assert {"top", "custom/own"} <= sounds[""]


def test_texts_plain_and_gzipped(tmp_path: Path) -> None:
    text = "; comment: no\n\nhello: Hello.\ndigits/1: one\nodd line\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode()))
    assert texts_in(tmp_path / "a.txt") == texts_in(tmp_path / "a.txt.gz") == {"hello": "Hello.", "digits/1": "one"}
