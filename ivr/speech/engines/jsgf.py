"""A grammar as pocketsphinx reads it: JSGF, the JSpeech Grammar Format 1.0.

Flow files are written by people, and a brace or semicolon in a phrase must not become syntax: only letters and
apostrophes of known words get in.
"""

import re
from collections.abc import Callable, Sequence

from ivr.hearing import DigitString, Phrases

DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_HEAD = "#JSGF V1.0;\ngrammar answer;\n"


def spoken(words: str) -> str:
    """As the dictionary has it: lower case, letters, apostrophes and single blanks."""
    return " ".join(
        re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", words.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    )


def phrases(grammar: Phrases, knows: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """The JSGF text, and what each sentence of it means. A phrase with a word the dictionary lacks is left out; the
    text is empty when none is left."""
    meanings: dict[str, str] = {}
    for phrase in grammar.phrases:
        sentence = spoken(phrase.words)
        if sentence and all(knows(word) for word in sentence.split()):
            meanings.setdefault(sentence, phrase.meaning)
    return (_text(list(meanings)) if meanings else ""), meanings


def digits(grammar: DigitString, knows: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """As `phrases`, of what may be said instead; a sentence without a meaning is one of digits."""
    _, meanings = phrases(Phrases(grammar.also), knows)
    least, most = max(1, grammar.least), max(1, grammar.most)
    optional = ""
    for _ in range(most - least):
        optional = f" [<digit>{optional}]"
    told = " | ".join([" ".join(["<digit>"] * least) + optional, *meanings])
    return f"{_HEAD}<digit> = {' | '.join(DIGIT_WORDS)};\npublic <answer> = {told};\n", meanings


def _text(sentences: Sequence[str]) -> str:
    return f"{_HEAD}public <answer> = {' | '.join(sentences)};\n"
