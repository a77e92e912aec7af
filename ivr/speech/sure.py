"""Whether an answer is complete as it stands, so that nobody need wait whether the caller goes on."""

from ivr.hearing import DigitString, FreeSpeech, Grammar, Guess, Phrases

SURE = 0.9


def is_complete(guesses: tuple[Guess, ...], grammar: Grammar) -> bool:
    """The best guess is sure, and nothing of the grammar begins with it and means something else."""
    if not guesses or guesses[0].confidence < SURE:
        return False
    meaning = guesses[0].meaning
    match grammar:
        case FreeSpeech():
            return False
        case DigitString(_, most):
            return len(meaning) == most
        case Phrases(phrases):
            own = tuple(f"{phrase.words} " for phrase in phrases if phrase.meaning == meaning)
            return not any(phrase.words.startswith(own) for phrase in phrases if phrase.meaning != meaning)
