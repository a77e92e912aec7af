"""How Whisper would write what a caller says: its decoder scores writing, so each phrase is put as it would put it."""

_FIGURES = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip


def spellings(words: str, language: str) -> tuple[str, ...]:
    """The likely ones, as whole sentences with the blank the decoder begins with; the plainest first."""
    plain = " ".join(words.split())
    told = (f" {plain[:1].upper()}{plain[1:]}.",)
    if language.startswith("en") and (figure := _FIGURES.get(plain.lower())):
        return (*told, f" {figure}.")
    return told
