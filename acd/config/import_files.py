"""queues.conf files read and our two files written; nothing that exists is ever written over."""

from collections.abc import Sequence
from pathlib import Path

from acd.config.conf_format import parse
from acd.config.queues_conf import Imported, convert
from acd.config.to_toml import section_text


class ImportRefusedError(Exception):
    """Why nothing was imported, in one sentence."""


def convert_files(files: Sequence[Path]) -> Imported:
    """Everything in `files`, in their order: what one of them #includes is given beside it. Raises
    ImportRefusedError when one cannot be read or none holds a queue."""
    imported = convert([(path.name, parse(_text(path))) for path in files])
    if not imported.queues:
        raise ImportRefusedError(f"no queue in {', '.join(map(str, files))}: only [general] and templates")
    return imported


def write(imported: Imported, directory: Path) -> tuple[Path, Path]:
    """queues.toml and agents.toml in `directory`, which is made. Raises ImportRefusedError, having written nothing."""
    texts = {
        directory / "queues.toml": _commented("Queues", section_text("queue", imported.queues)),
        directory / "agents.toml": _commented("Agents", section_text("agent", imported.agents)),
    }
    existing = [str(path) for path in texts if path.exists()]
    if existing:
        raise ImportRefusedError(
            f"{' and '.join(existing)} already there: nothing is written over, choose another --out"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise ImportRefusedError(f"cannot write in {directory}: {error.strerror}") from None
    queues, agents = texts
    return queues, agents


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise ImportRefusedError(f"cannot read {path}: {error.strerror}") from None


def _commented(what: str, text: str) -> str:
    return f"# {what} imported from Asterisk's queues.conf by `acd config import`.\n\n{text}"
