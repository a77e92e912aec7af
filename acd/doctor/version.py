"""Which Asterisk it is, and whether one should talk to it at all."""

import re
from collections.abc import Mapping

from acd.doctor.sheet import Sheet

TESTED = 22

# The first safe release of each series; one that is not named has no fix if it is older than those named.
REWRITES_ITSELF = {18: (18, 24, 2), 20: (20, 9, 2), 21: (21, 4, 2)}
SPOOFED_MESSAGES = {18: (18, 26, 2), 20: (20, 14, 1), 21: (21, 9, 1), 22: (22, 4, 1)}

_RELEASE = re.compile(r"(?:certified[/-])?(\d+)\.(\d+)(?:\.(\d+))?")


def judge(version: str, sheet: Sheet) -> None:
    """`version` as CoreSettings gives it, such as ``22.10.1+dfsg-1``."""
    found = _RELEASE.match(version)
    if found is None:
        sheet.warn(
            f"Asterisk {version or 'of unknown version'}",
            f"whether this one is safe cannot be told from its version; {TESTED} LTS is what is tested",
        )
        return
    release = tuple(int(part or 0) for part in found.groups())
    if _is_older(release, REWRITES_ITSELF) and not version.startswith("certified"):
        sheet.wrong(
            f"Asterisk {version} has CVE-2024-42365: whoever may originate a call can rewrite its configuration",
            f"upgrade to {TESTED} LTS; our account could be used to run programs on the PBX",
        )
    elif release[0] < TESTED:
        sheet.warn(f"Asterisk {version} is older than {TESTED}, which is what is tested", f"upgrade to {TESTED} LTS")
    elif _is_older(release, SPOOFED_MESSAGES):
        sheet.warn(
            f"Asterisk {version} has CVE-2025-47779: one phone can send messages in another's name",
            "upgrade to the newest of its series",
        )
    else:
        sheet.ok(f"Asterisk {version}")


def _is_older(release: tuple[int, ...], fixed: Mapping[int, tuple[int, ...]]) -> bool:
    first_safe = fixed.get(release[0])
    return release < first_safe if first_safe else release[0] < max(fixed)
