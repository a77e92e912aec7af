"""All that is learned online, in one place: what it is told by, how it is kept, how it comes back.

Handle times are told by the books when an agent's handling is over. Everything else is read off the very rows that the
Floor gives out for the store; so what a store holds can be learned later as well as now, and a journal that is replayed
learns the same again.
"""

from collections.abc import Callable, Iterable, Mapping

from acd.core.records import OF_CALLBACKS, ContactEnded, ContactEntered, OfferEnded, Outcome, QueueStayEnded, Row
from acd.core.routing import arrivals, patience, pickup, resolution, waits
from acd.core.routing.estimates import Estimates
from acd.core.routing.piece import Piece, work_key

LONGEST_JOIN_S = 15.0  # from pick-up to the bridge, a whisper included, where a caller holds
_ANSWERED = ("connected", "dropped")
_IN_VAIN = ("no_answer", "busy", "rejected", "unreachable")


class Learned:
    def __init__(self) -> None:
        self.resolution = resolution.Resolution()
        self.handle = Estimates(self.resolution)
        self.patience = patience.Patience()
        self.pickup = pickup.PickUp()
        self.arrivals = arrivals.Arrivals()
        self.waits = waits.Waits()
        self._takes: Mapping[str, Callable[[Piece], None]] = {
            resolution.RATE: self.resolution.take,
            resolution.REPEATS: self.resolution.take,
            patience.PATIENCE: self.patience.take,
            pickup.PICK_UP: self.pickup.take,
            pickup.DELAY: self.pickup.take,
            waits.WAITS: self.waits.take,
        }

    def note(self, row: Row) -> None:
        """A row was given out, or is read from a store in the order of its writing."""
        learn = _LESSONS.get(type(row))
        if learn is not None:
            learn(self, row)

    def forget(self, agent: str) -> None:
        self.handle.forget(agent)
        self.resolution.forget(agent)
        self.pickup.forget(agent)

    def dump(self) -> tuple[Piece, ...]:
        parts: tuple[Iterable[Piece], ...] = (
            self.handle.dump(),
            self.resolution.dump(),
            self.patience.dump(),
            self.pickup.dump(),
            self.arrivals.dump(),
            self.waits.dump(),
        )
        return tuple(piece for part in parts for piece in part)

    def load(self, pieces: tuple[Piece, ...], now: float) -> None:
        """What an earlier Floor learned takes the place of what this one did; pieces of unknown kinds are let be."""
        for piece in pieces:
            if piece.what == arrivals.ARRIVALS:
                self.arrivals.take(piece, now)
            elif piece.what in self._takes:
                self._takes[piece.what](piece)
        self.handle.load(pieces, now)


def _entered(learned: Learned, row: ContactEntered) -> None:
    learned.arrivals.arrived(row.queue, row.intent, row.at)
    learned.resolution.came(row.number, work_key(row.intent, row.queue), row.at)


def _stayed(learned: Learned, row: QueueStayEnded) -> None:
    if row.outcome in OF_CALLBACKS:
        return  # nobody was on the line
    learned.patience.waited(row.queue, row.until - row.since, left=row.outcome == Outcome.ABANDONED)
    learned.waits.over(row.contact, row.until, served=row.outcome == Outcome.ANSWERED)


def _ended(learned: Learned, row: ContactEnded) -> None:
    if row.agent is not None and row.connected is not None:
        learned.resolution.talked(row.number, row.agent, work_key(row.intent, row.queue), row.ended)


def _offered(learned: Learned, row: OfferEnded) -> None:
    if row.result in _ANSWERED or row.result in _IN_VAIN:
        learned.pickup.offered(row.agent, answered=row.result in _ANSWERED)
    if row.result == "connected" and row.connected is not None and not _was_dialling(row):
        learned.pickup.connected(row.connected - row.made)


def _was_dialling(row: OfferEnded) -> bool:
    """The agent heard his customer being called: that is no delay of those who hold."""
    return row.connected is not None and row.answered is not None and row.connected - row.answered > LONGEST_JOIN_S


_LESSONS: Mapping[type, Callable[[Learned, Row], None]] = {
    ContactEntered: _entered,  # type: ignore[dict-item]
    QueueStayEnded: _stayed,  # type: ignore[dict-item]
    ContactEnded: _ended,  # type: ignore[dict-item]
    OfferEnded: _offered,  # type: ignore[dict-item]
}
