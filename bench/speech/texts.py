"""What the synthetic callers say, and what is listened for.

The words outside the grammars are of the same lengths, many of them near in sound on purpose (building / billing,
sport / support, mine / nine); exact homophones of digits (for, to, won, ate) are left out: nobody could tell them
apart.
"""

from ivr.hearing import DigitString, Grammar, Phrase, Phrases

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MENU = (
    "sales", "billing", "support", "orders", "returns", "delivery", "accounts", "operator", "complaints", "repairs",
)  # fmt: skip
PHRASES = (
    "check my balance", "pay my bill", "track my order", "speak to an agent", "report a problem", "change my address",
    "cancel my subscription", "technical support", "opening hours", "make an appointment",
)  # fmt: skip
YES = ("yes", "yeah", "yes please", "that's right", "correct")
NO = ("no", "nope", "no thanks", "that's wrong", "not correct")
STRINGS = ("4071", "9352", "1868", "2290", "7643", "5014", "3387", "6125", "8956", "0479", "1532", "7208")
OUTSIDE = (
    "building", "sport", "pizza", "hello", "what", "banana", "elephant", "never mind", "tomorrow", "the weather",
    "mine", "heaven", "eleven", "twenty", "maybe", "mortgage", "I don't know", "can you hear me", "turn it off",
    "what did you say", "my name is Peter", "I'm still thinking", "insurance", "garden",
)  # fmt: skip


def _each(words: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase(each, each) for each in words)


def _meaning(meaning: str, words: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase(each, meaning) for each in words)


GRAMMARS: dict[str, Grammar] = {
    "digits": Phrases((*(Phrase(word, str(number)) for number, word in enumerate(DIGITS)), Phrase("oh", "0"))),
    "yes/no": Phrases((*_meaning("yes", YES), *_meaning("no", NO))),
    "menu": Phrases(_each(MENU)),
    "phrases": Phrases(_each((*PHRASES, *MENU))),
    "strings": DigitString(4, 4),
}

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
RECORDED: dict[str, str] = {
    **{f"digits/{number}": word for number, word in enumerate((*DIGITS, *_TEENS))},
    **{f"digits/{number}0": word for number, word in enumerate(("twenty", "thirty", "forty", "fifty"), 2)},
    **{f"digits/mon-{number}": word for number, word in enumerate(_MONTHS)},
    **{f"digits/day-{number}": word for number, word in enumerate(_DAYS)},
    **{f"digits/{word}": word for word in ("today", "tomorrow", "yesterday")},
}
"""Asterisk's own recordings (one woman's voice): file -> word."""

HUMAN_GROUPS: dict[str, tuple[str, ...]] = {
    "human digits": DIGITS,
    "human numbers": (*_TEENS, "twenty", "thirty", "forty", "fifty"),
    "human days": (*_DAYS, "today", "tomorrow", "yesterday"),
    "human months": _MONTHS,
}
GRAMMARS |= {name: Phrases(_each(words)) for name, words in HUMAN_GROUPS.items()}
GRAMMARS["human digits"] = GRAMMARS["digits"]
