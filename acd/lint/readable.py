"""Files with PIN hashes that everybody on the machine may read: a PIN of four digits is soon found from its hash."""

import stat
from collections.abc import Iterator

from acd.config.settings import Settings
from acd.lint.finding import Finding


def pins(settings: Settings) -> Iterator[Finding]:
    """One finding a file; none where the configuration's folder keeps others out."""
    if not settings.directory.stat().st_mode & stat.S_IXOTH:
        return
    for file in sorted({settings.files.get(f"agent.{agent}", "agents.toml") for agent in settings.pins}):
        path = settings.directory / file
        if path.stat().st_mode & stat.S_IROTH:
            why = f"it may be read by everybody (mode {stat.S_IMODE(path.stat().st_mode):03o})"
            advice = f"chmod 640 {path}, or 750 for {settings.directory}"
            yield Finding(file, "", "its PINs are soon known", why, advice)
