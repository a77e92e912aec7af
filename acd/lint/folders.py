"""Folders for messages and announcements, as far as this machine sees them: they may be the PBX's alone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from acd.config.settings import Settings
from acd.lint.finding import Finding
from ivr.nodes.voicemail import Voicemail

FILE = "messages.toml"
LITTLE = 50_000_000  # bytes: fifty minutes of messages


def unfit(settings: Settings) -> Iterator[Finding]:
    """Those that are there and will not do."""
    kept = settings.messages
    nodes = (node for flow in settings.flows.values() for node in flow.nodes.values())
    if any(isinstance(node, Voicemail) for node in nodes):
        yield from _unfit("voicemail.root", kept.voicemail.root, "messages get lost")
    yield from _unfit("announcements.root", kept.announcements, "announcements cannot be switched on from a file")


def _unfit(key: str, root: Path, what: str) -> Iterator[Finding]:
    if not os.path.lexists(root):
        return  # it is on the PBX, or not made yet: `acd pbx doctor` looks there
    if not root.is_dir():
        yield Finding(FILE, key, what, f"{root} is no folder", "name another, or move what is there")
    elif not os.access(root, os.W_OK | os.X_OK):
        yield Finding(FILE, key, what, f"{root} is not writable for us", "see docs/messages.md for whose it is to be")
    elif (free := shutil.disk_usage(root).free) < LITTLE:
        yield Finding(FILE, key, what, f"{free // 1_000_000} MB are left in {root}", "a minute of a message takes 1 MB")
