"""What a store can teach: rows in the order they were given out, handle times, talks whose callers may call again."""

from acd.core.events import PastTalk
from acd.core.records import (
    AgentState,
    ContactEnded,
    ContactEntered,
    OfferEnded,
    Outcome,
    QueueStayEnded,
    Row,
)
from acd.store import Store
from acd.store.lessons import Handled
from tests.store.test_queries import entered, state
from tests.store.test_store import ended

S = AgentState


def put(store: Store, *rows: tuple[float, Row]) -> None:
    for at, row in rows:
        store.put(row, at)
    assert store.flush()


def offer(contact: str, agent: str, connected: float | None, until: float, result: str = "connected") -> OfferEnded:
    return OfferEnded(contact, 1, agent, "sales", 90.0, 91.0, connected, connected, until, result)


def test_rows_come_in_order_of_time_and_a_stay_before_its_contacts_end(store: Store) -> None:
    stay = QueueStayEnded("a", "sales", 100.0, 130.0, "abandoned")
    end = ended("a", ended=130.0, outcome=Outcome.ABANDONED)
    rows: list[tuple[float, Row]] = [(100.0, entered("a")), (120.0, entered("b")), (130.0, stay), (130.0, end)]
    put(store, *rows[2:], *rows[:2])
    assert list(store.read.lessons(0.0)) == [row for _, row in rows]
    assert [type(row) for row in store.read.lessons(125.0)] == [QueueStayEnded, ContactEnded]
    assert list(store.read.lessons(1000.0)) == []


def test_many_rows_come_page_by_page(store: Store) -> None:
    put(store, *((float(number), entered(str(number))) for number in range(2500)))
    rows = [row for row in store.read.lessons(10.0) if isinstance(row, ContactEntered)]
    assert [row.contact for row in rows] == [str(number) for number in range(10, 2500)]


def test_a_handle_time_is_talk_and_wrap_up(store: Store) -> None:
    put(
        store,
        (160.0, offer("a", "bob", 100.0, 160.0)),
        (160.0, ended("a", ended=160.0, intent="buy")),
        (175.0, state("bob", S.WRAPPING, 160.0, 175.0, S.READY)),
        (300.0, offer("b", "ann", 200.0, 300.0)),
        (300.0, ended("b", ended=300.0, intent="")),
        (310.0, offer("c", "ann", None, 310.0, "no_answer")),
    )
    both = [Handled("bob", "sales", "buy", 75.0, 175.0), Handled("ann", "sales", "", 100.0, 300.0)]
    assert list(store.read.handled(0.0)) == both
    assert list(store.read.handled(200.0)) == both[1:]


def test_talks_that_callers_may_come_back_from(store: Store) -> None:
    put(
        store,
        (1.0, ended("a", ended=100.0, number="+491", agent="bob", intent="buy")),
        (2.0, ended("b", ended=200.0, number="", agent="bob")),
        (3.0, ended("c", ended=300.0, number="+493", agent=None, connected=None)),
        (4.0, ended("d", ended=400.0, number="+494", agent="ann", intent="", queue="help")),
    )
    bob, ann = PastTalk("+491", "bob", "intent buy", 100.0), PastTalk("+494", "ann", "queue help", 400.0)
    assert store.read.talks(0.0, 10) == [bob, ann]
    assert store.read.talks(0.0, 1) == [ann]
    assert store.read.talks(150.0, 10) == [ann]
