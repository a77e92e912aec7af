"""Where a table says that its secret is, and the secret from there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acd.config.errors import Mistakes
from acd.config.secret import Secret, SecretError, from_env, from_file
from acd.config.tables import LITERAL_SECRETS


def fetched(raw: Any, directory: Path, file: str, key: str, mistakes: Mistakes) -> Secret | None:
    """The secret of the table `raw` at `key` of `file`; fetched even when the rest of its table is wrong: all mistakes
    are told at once."""
    if not isinstance(raw, Mapping) or LITERAL_SECRETS & raw.keys():
        return None  # already told
    path, env = raw.get("secret_file"), raw.get("secret_env")
    if (path is None) == (env is None):
        wrong = "missing" if path is None else "only one of them"
        mistakes.add(file, key, f'{wrong}: secret_file = "path" or secret_env = "NAME"')
        return None
    try:
        if isinstance(path, str) and "\0" not in path:
            return from_file(directory / path)
        if isinstance(env, str) and "\0" not in env:
            return from_env(env)
    except SecretError as error:
        mistakes.add(file, f"{key}.{'secret_file' if env is None else 'secret_env'}", str(error))
    return None
