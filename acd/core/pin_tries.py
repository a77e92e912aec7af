"""Tries of PINs, as rows of the shell: what makes a lock outlive the daemon. The Floor decides nothing by them."""

from enum import StrEnum

from acd.core.frozen import frozen


class PinAct(StrEnum):
    """A try is TRIED before it is looked at, and RIGHT as well where it was."""

    TRIED = "tried"
    RIGHT = "right"
    UNLOCKED = "unlocked"  # by an operator


@frozen
class PinTried:
    """`account` and the caller's `number` are digests under the house's secret, empty for none: what is typed as an
    account may be a card's number. The PIN is nowhere."""

    book: str
    account: str
    number: str
    at: float
    act: PinAct
