"""What the rows of call-backs teach, and what they must not."""

import pytest

from acd.core.records import OfferEnded, Outcome, QueueStayEnded
from acd.core.routing.learned import Learned


def offer(answered: float, connected: float) -> OfferEnded:
    return OfferEnded("main-1c", 1, "ann", "sales", 100.0, 101.0, answered, connected, 300.0, "connected")


def test_a_talk_soon_after_the_pick_up_is_a_delay_of_those_who_hold():
    learned = Learned()
    before = learned.pickup.delay_s()
    learned.note(offer(105.0, 118.0))
    assert learned.pickup.delay_s() > before


def test_the_time_a_customer_was_called_is_none():
    learned = Learned()
    before = learned.pickup.delay_s()
    learned.note(offer(105.0, 128.0))
    assert learned.pickup.delay_s() == before
    assert learned.pickup.chance("ann") > 0.95, "but he picked up"


@pytest.mark.parametrize("outcome", ["called_back", "callback_failed", "called_again", "cancelled"])
def test_nobodys_patience_is_tried_by_a_call_back(outcome):
    learned = Learned()
    before = learned.patience.mean_s("sales")
    learned.note(QueueStayEnded("main-1c", "sales", 0.0, 9000.0, outcome))
    assert learned.patience.mean_s("sales") == before
    learned.note(QueueStayEnded("main-1", "sales", 0.0, 9000.0, Outcome.ANSWERED))
    assert learned.patience.mean_s("sales") > before


def test_a_customer_who_is_not_reached_says_nothing_of_his_agent():
    learned = Learned()
    before = learned.pickup.chance("ann")
    learned.note(OfferEnded("main-1c", 1, "ann", "sales", 1.0, 2.0, 3.0, None, 9.0, "not_reached"))
    assert learned.pickup.chance("ann") == before
