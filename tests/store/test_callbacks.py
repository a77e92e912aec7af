"""Call-backs in the store: which are outstanding, how many were asked for, and that they are in no wait or level."""

from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.records import ContactEnded, ContactEntered, OfferEnded, Outcome, QueueStayEnded
from acd.core.roster import SkillNeed
from acd.store import Store


def booked(contact: str, number: str = "+49301", *, since: float = 100.0, at: float = 100.0, **more) -> CallbackBooked:
    given = {
        "due": 0.0,
        "joined": at,
        "priority": 2,
        "needs": (SkillNeed("fr", 3),),
        "excluded": ("ann",),
        "data": {"why": "broken"},
        **more,
    }
    words = {"pbx": "main", "queue": "sales", "national": number[3:], "name": "Jan", "intent": "buy", "language": "pl"}
    return CallbackBooked(contact=contact, number=number, entered=since, since=since, at=at, **words, **given)


def entered(contact: str, at: float = 100.0) -> ContactEntered:
    return ContactEntered(contact, "main", "sales", "+49301", "", "", 0, 90.0, at)


def ended(contact: str, outcome: Outcome, at: float = 200.0) -> ContactEnded:
    return ContactEnded(contact, "main", "sales", "", "", "", "", 0, 90.0, None, at, outcome, None, 0, False, {})


def put(store: Store, *rows) -> None:
    for row in rows:
        store.put(row, 300.0)
    assert store.flush()


def test_what_is_outstanding_comes_back_as_it_stood_last(store: Store) -> None:
    last = booked("main-2c", since=50.0, at=120.0)
    first = CallbackTried("main-2c", 1, "ann", 130.0, "busy", 150.0)
    tries = (first, CallbackTried("main-2c", 2, "", 160.0, "hung_up", 0.0))
    put(
        store,
        booked("main-1c"),
        booked("main-2c", since=99.0),
        booked("main-3c"),
        booked("main-4c"),
        last,
        *tries,
        CallbackTried("main-3c", 1, "ann", 130.0, "busy", 150.0),
        ended("main-3c", Outcome.CALLBACK_FAILED),
        QueueStayEnded("main-4c", "sales", 100.0, 150.0, Outcome.CALLED_BACK),
    )
    found = store.read.callbacks()
    assert found.booked == (last, booked("main-1c"))
    assert found.tried == tries
    assert found.talked == (booked("main-4c"),)


def test_who_was_talked_to_and_waits_again_is_outstanding(store: Store) -> None:
    again = booked("main-1c", at=160.0)
    put(store, booked("main-1c"), QueueStayEnded("main-1c", "sales", 100.0, 150.0, Outcome.CALLED_BACK), again)
    found = store.read.callbacks()
    assert found.booked == (again,)
    assert found.talked == ()


def test_one_for_a_time_is_not_in_line(store: Store) -> None:
    put(store, booked("main-1c", due=500.0, joined=None))
    (found,) = store.read.callbacks().booked
    assert (found.due, found.joined) == (500.0, None)


def test_they_are_counted_by_number_and_all_together_each_once(store: Store) -> None:
    put(store, booked("main-1c", at=100.0), booked("main-1c", at=110.0), booked("main-2c", "+49302", at=105.0))
    read = store.read
    assert read.callbacks_booked(100.0) == 2
    assert read.callbacks_booked(106.0) == 1
    assert read.callbacks_booked(100.0, "+49301") == 1
    assert read.callbacks_booked(100.0, "+49309") == 0


def test_they_are_neither_answered_nor_abandoned_nor_late(store: Store) -> None:
    put(
        store,
        entered("main-1"),
        QueueStayEnded("main-1", "sales", 100.0, 110.0, Outcome.ANSWERED),
        booked("main-2c"),
        entered("main-2c"),
        QueueStayEnded("main-2c", "sales", 100.0, 900.0, Outcome.CALLED_BACK),
        booked("main-3c"),
        entered("main-3c"),
        QueueStayEnded("main-3c", "sales", 100.0, 800.0, Outcome.CALLBACK_FAILED),
        booked("main-4c"),
        entered("main-4c"),
    )
    (queue,) = store.read.queues(0.0, 2000.0)
    assert (queue.offered, queue.answered, queue.abandoned, queue.waiting) == (4, 1, 0, 1)
    assert queue.outcomes == {"answered": 1, "called_back": 1, "callback_failed": 1}
    assert (queue.service_level, queue.asa_s, queue.longest_wait_s) == (1.0, 10.0, 10.0)
    assert queue.offered == sum(queue.outcomes.values()) + queue.waiting


def test_a_customer_not_reached_is_no_offer_to_his_agent(store: Store) -> None:
    put(store, OfferEnded("main-1c", 1, "ann", "sales", 1.0, 2.0, 3.0, None, 4.0, "not_reached"))
    put(store, OfferEnded("main-1c", 2, "ann", "sales", 5.0, 6.0, 7.0, 8.0, 9.0, "connected"))
    (agent,) = store.read.agents(0.0, 100.0)
    assert (agent.offered, agent.answered) == (1, 1)
