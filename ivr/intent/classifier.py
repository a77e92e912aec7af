"""What was learned of the intents of one node, ready to be asked. Needs numpy only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ivr.intent.grams import Vocabulary
from ivr.intent.meaning import Floats, Meaning

NONE = ""  # the intent of those who want none of these
MEANING_SCALE = 1.5  # against 1 for words and 1 for letters


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """`weights`: a row for each column of the vocabulary, a column for each of `intents`, the last of which is NONE.
    `meant`: the same for the columns of the model of meaning."""

    is_at_hand: ClassVar[bool] = True

    intents: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    meant: Floats
    bias: Floats
    meaning: Meaning | None

    def chances(self, text: str) -> Mapping[str, float]:
        """intent -> probability, of all of `intents`, as if each were wanted as often as any other."""
        row = self.vocabulary.row(text)
        told = self.bias + np.fromiter(row.values(), np.float32, len(row)) @ self.weights[list(row)]
        if self.meaning is not None and text.strip():
            told = told + MEANING_SCALE * self.meaning.vectors([text])[0] @ self.meant
        odds = np.exp(told - told.max())
        return dict(zip(self.intents, (odds / odds.sum()).tolist(), strict=True))


def untaught(intents: tuple[str, ...]) -> Classifier:
    """One that knows nothing: whatever is said, every intent is as likely as any other."""
    columns = len(intents) + 1
    nothing = np.zeros((0, columns), np.float32)
    return Classifier((*intents, NONE), Vocabulary({}), nothing, nothing, np.zeros(columns, np.float32), None)
