"""Setting single values in a shipped Asterisk file: the lab runs the very files an admin gets, a few values apart."""

import re

from acd.lab.trouble import LabError


def with_values(text: str, section: str, values: dict[str, str]) -> str:
    """`text` with ``key=value`` set in ``[section]``; every key must already stand there."""
    head = re.search(rf"^\[{re.escape(section)}\].*$", text, re.MULTILINE)
    if head is None:
        raise LabError(f"[{section}] is not in the shipped file")
    rest = re.search(r"^\[", text[head.end() :], re.MULTILINE)
    end = head.end() + rest.start() if rest else len(text)
    body = text[head.end() : end]
    for key, value in values.items():
        line = f"{key}={value}".replace("\\", r"\\")
        body, found = re.subn(rf"^{re.escape(key)}=.*$", line, body, flags=re.MULTILINE)
        if found != 1:
            raise LabError(f"{key} stands {found} times in [{section}] of the shipped file, expected once")
    return text[: head.end()] + body + text[end:]
