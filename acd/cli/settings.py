"""The configuration, for a command that needs all of it: its errors become an exit code."""

from pathlib import Path
from typing import TYPE_CHECKING

from acd.cli.exits import USAGE, AcdError

if TYPE_CHECKING:
    from acd.config.settings import Settings


def settings_in(config_dir: Path | None) -> "Settings":
    """Of the usual folder where none is named. Raises AcdError with everything that is wrong."""
    from acd.config.errors import ConfigErrors
    from acd.config.read import DEFAULT_DIRECTORY, read

    try:
        return read(config_dir or DEFAULT_DIRECTORY)
    except ConfigErrors as errors:
        raise AcdError(str(errors), USAGE) from None
