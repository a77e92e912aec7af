"""Which sounds there are, by language, as Asterisk looks for them; and what the stock ones say."""

import gzip
from collections import defaultdict
from pathlib import Path

AUDIO = frozenset({"wav", "wav16", "gsm", "ulaw", "alaw", "ul", "al", "g722", "g729", "sln", "sln16", "siren7", "opus"})


def sounds_in(folder: Path) -> dict[str, set[str]]:
    """Language → sound names without extension, for a sounds folder of Asterisk (``.../sounds``). Each folder in it
    is taken for a language, and under the empty language everything is named by its way from the top (``custom/x``),
    since Asterisk finds that too. Raises OSError."""
    sounds: dict[str, set[str]] = defaultdict(set)
    for top in sorted(folder.iterdir()):
        if top.is_dir():
            found = _names(top)
            sounds[top.name] |= found
            sounds[""] |= {f"{top.name}/{name}" for name in found}
        elif _is_audio(top):
            sounds[""].add(top.stem)
    return dict(sounds)


def _names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*") if _is_audio(file)}


def _is_audio(file: Path) -> bool:
    return file.suffix[1:] in AUDIO and file.is_file()


def texts_in(index: Path) -> dict[str, str]:
    """Sound name → what it says, from Asterisk's ``core-sounds-en.txt`` (or the same gzipped). Raises OSError."""
    raw = index.read_bytes()
    text = (gzip.decompress(raw) if index.suffix == ".gz" else raw).decode("utf-8", "replace")
    pairs = (line.partition(": ") for line in text.splitlines() if not line.startswith(";"))
    return {name.strip(): said.strip() for name, colon, said in pairs if colon}
