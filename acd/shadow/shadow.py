"""A watch from its first fact to its report."""

from collections.abc import Callable

from acd.shadow import facts as f
from acd.shadow.day import Day
from acd.shadow.floor import Adviser, Shop
from acd.shadow.past import Past
from acd.shadow.people import Stay, Worker
from acd.shadow.report import Report, report
from acd.shadow.savings import savings


class Shadow:
    """`on_over` is told of every wait that has ended, with what our Floor would have done."""

    def __init__(
        self, shop: Shop, *, knows_seats: bool = True, on_over: Callable[[Stay], None] = lambda _: None
    ) -> None:
        self.adviser = Adviser(shop)
        self.day = Day(
            knows_seats=knows_seats,
            wrap_s=shop.wrap_s,
            on_ring=self._advise if knows_seats else lambda *_: None,
            on_over=on_over,
            on_talked=self.adviser.learn,
        )

    def take(self, fact: f.Fact) -> None:
        self.day.take(fact)

    def close(self, now: float) -> None:
        """Nothing more will come."""
        self.day.close(now)

    def so_far(self) -> Report:
        """Without what is only estimated."""
        return report(self.day, self.adviser, None)

    def report(self, seed: int = 0, on_run: Callable[[int, int], None] = lambda *_: None) -> Report:
        """Of a closed watch. Runs the day again several times, which takes seconds for thousands of calls."""
        return report(self.day, self.adviser, savings(Past(self.day, self.adviser), seed, on_run))

    def _advise(self, day: Day, stay: Stay, rung: Worker) -> None:
        # After a missed ring the shop's choice is no longer ours, and who rings everybody does not choose.
        if not stay.rings and day.strategies.get(stay.queue) != "ringall":
            stay.wished = self.adviser.choose(day, stay, rung)
