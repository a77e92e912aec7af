"""Each wait is longer than the last, up to a bound, until a life was healthy."""

from acd.supervise.backoff import HEALTHY_S, Backoff


def test_waits_double_up_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.after(1.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_healthy_life_begins_anew() -> None:
    backoff = Backoff()
    for _ in range(4):
        backoff.after(HEALTHY_S - 1)
    assert [backoff.after(HEALTHY_S), backoff.after(0.0)] == [1, 2]
