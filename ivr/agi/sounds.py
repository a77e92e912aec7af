"""What may name a sound or a language: plain relative names, so that no flow can reach a file outside the sounds."""

import re

_SOUND = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[_-][A-Za-z0-9]{1,8}){0,3}")


def checked_sound(name: str) -> str:
    """`name` itself, or ValueError."""
    if not _SOUND.fullmatch(name):
        raise ValueError(f"not the name of a sound: {name[:200]!r}; allowed: letters, digits and _ . / - without '..'")
    return name


def checked_language(language: str) -> str:
    """`language` itself, or ValueError."""
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"not a language: {language[:40]!r}; allowed: such as en, en_GB, pt-BR")
    return language
