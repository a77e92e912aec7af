"""What the store knows of wishes, through a real store: contacts that ended are all it goes by."""

from dataclasses import dataclass, field

from acd.visits.wishes import DAY_S, FRESH_S, LAST_DAYS, USUAL_DAYS, Wishes


@dataclass
class Store:
    """Stands for a reader; `asked` are the questions it got."""

    intents: list[tuple[str, float]] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def last_intents(self, number: str, from_: float, limit: int) -> list[tuple[str, float]]:
        self.asked.append((number, from_, limit))
        return self.intents[:limit]

    def intents_around(self, now: float, days: int) -> list[tuple[str, int]]:
        self.asked.append((now, days))
        return self.counts


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


def wishes(store: Store) -> tuple[Wishes, Hand]:
    hand = Hand()
    return Wishes(store, hand), hand  # type: ignore[arg-type]


def test_last_intents_with_their_ages_in_days() -> None:
    store = Store([("order-status", 1_000_000 - DAY_S / 2), ("return", 1_000_000 - 12 * DAY_S)])
    house, _ = wishes(store)
    assert house.lately("030") == "order-status 0.5, return 12"
    assert house.last("030") == "order-status"
    assert store.asked[0][:2] == ("030", 1_000_000 - LAST_DAYS * DAY_S)


def test_a_caller_without_a_past() -> None:
    house, _ = wishes(Store())
    assert (house.lately("030"), house.last("030")) == (None, None)


def test_intents_that_are_no_plain_names_are_left_out() -> None:
    house, _ = wishes(Store([("new order", 999_990.0), ("a,b", 999_990.0), ("return", 1_000_000.0)]))
    assert house.lately("030") == "return 0"


def test_what_is_usual_is_counted_seldom() -> None:
    store = Store(counts=[("return", 30), ("buy", 2)])
    house, hand = wishes(store)
    assert house.usual_known() is None
    assert house.usual() == "return 30, buy 2"
    assert house.usual() == house.usual_known() == "return 30, buy 2"
    assert store.asked == [(1_000_000.0, USUAL_DAYS)]
    hand.at += FRESH_S
    store.counts = []
    assert house.usual_known() is None
    assert house.usual() == ""
    assert len(store.asked) == 2


def test_a_second_caller_does_not_wait_for_the_count() -> None:
    house, _ = wishes(Store(counts=[("return", 30)]))
    store = house._read

    def count(now: float, days: int) -> list[tuple[str, int]]:
        assert house.usual() == ""  # while it is being counted
        return [("return", 30)]

    store.intents_around = count  # type: ignore[method-assign]
    assert house.usual() == "return 30"
