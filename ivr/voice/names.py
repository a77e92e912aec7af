"""Where the files of the voice are, below a sounds folder of the PBX.

``acd/voice/<language>/<name>`` is a text that is the same for every caller; its name depends on the text alone, so that
a recording made by hand keeps its place when the engine or the voice changes. ``acd/live`` holds what is said to one
caller, for as long as it is said.
"""

import hashlib

from ivr.voice.text import tidy

VOICE = "acd/voice"
LIVE = "acd/live"


def recording_name(language: str, text: str) -> str:
    """The sound's name as Asterisk is told it, without an extension."""
    digest = hashlib.sha256(tidy(text).encode(errors="replace")).hexdigest()
    return f"{VOICE}/{language}/{digest[:16]}"
