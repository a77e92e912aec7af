"""How Whisper would write what a caller says: its decoder scores writing, so each phrase is put as it would put it.

It spreads its belief over several writings of one phrase ("Sales.", "sales", "7" and "Seven"), and the best of them
tells more than any fixed one. What is written before (the primer: Whisper takes it for the talk so far) makes it expect
the words of a grammar: of single words said through noise, it then finds more, and of others it accepts fewer.
"""

from collections.abc import Sequence

_FIGURES = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
DIGITS_PRIMER = " four zero seven one."


def plain(words: str) -> str:
    return " ".join(words.split())


def spellings(words: str, language: str) -> tuple[str, ...]:
    """The likely ones, with the blank the decoder begins with."""
    said = plain(words)
    capital = said[:1].upper() + said[1:]
    found = [f" {capital}.", f" {capital}", f" {said}.", f" {said}"]
    if language.startswith("en") and (figure := _FIGURES.get(said.lower())):
        found += [f" {figure}.", f" {figure}", figure]
    return tuple(dict.fromkeys(found))


def is_number(words: str, language: str) -> bool:
    return language.startswith("en") and plain(words).lower() in {*_FIGURES, "oh"}


def primer(phrases: Sequence[str]) -> str:
    return " " + ", ".join(map(plain, phrases)) + "."
