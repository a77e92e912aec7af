"""What became of messages, and answers, on both engines."""

from collections.abc import Iterator

import pytest

from acd.core.left import Mark, MessageLeft, MessageMarked, SurveyAnswered
from acd.store import Store
from acd.store.messages import Answers

ANN = ("agent", "ann")
SALES = ("queue", "sales")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url)
    yield store
    store.close()


def leave(store: Store, message: str, box: tuple[str, str] = SALES, at: float = 1.0, to: str = "") -> None:
    store.put(MessageLeft(message, "c", "main", *box, "48", "Jan", 3.0, at, to), at)


def mark(store: Store, message: str, *marks: Mark) -> None:
    for each in marks:
        store.put(MessageMarked(message, each, 9.0), 9.0)


def found(store: Store, **wanted: object) -> list[tuple[str, Mark, Mark | None]]:
    store.flush()
    return [(kept.message.message, kept.state, kept.mailed) for kept in store.read.messages(**wanted)]  # type: ignore[arg-type]


def test_the_last_word_on_a_message_holds(store: Store) -> None:
    for at, message in enumerate("abcde", start=1):
        leave(store, message, at=float(at), to="x@y" if message in "de" else "")
    mark(store, "a", Mark.READ, Mark.UNREAD)
    mark(store, "b", Mark.READ)
    mark(store, "c", Mark.READ, Mark.DELETED)
    mark(store, "d", Mark.READ, Mark.MAILED)
    assert found(store) == [
        ("e", Mark.UNREAD, None),
        ("d", Mark.READ, Mark.MAILED),
        ("b", Mark.READ, None),
        ("a", Mark.UNREAD, None),
    ]
    assert [message for message, *_ in found(store, unread=True)] == ["e", "a"]
    assert [message for message, *_ in found(store, unmailed=True)] == ["e"]
    assert [message for message, *_ in found(store, deleted=True, limit=3)] == ["e", "d", "c"]
    assert [message for message, *_ in found(store, before=3.0)] == ["b", "a"]
    assert store.read.has_message("c")
    assert not store.read.has_message("z")


def test_boxes_and_numbers(store: Store) -> None:
    leave(store, "a")
    leave(store, "b", ANN)
    assert [message for message, *_ in found(store, box=ANN)] == ["b"]
    [kept] = store.read.messages(box=SALES)
    assert store.read.messages(number=kept.number) == [kept]
    assert store.read.messages(number=kept.number + 10) == []


def test_answers_are_counted(store: Store) -> None:
    for at, (agent, answer) in enumerate([("ann", 5), ("ann", 5), ("ben", 2), ("ann", 1)], start=1):
        store.put(SurveyAnswered(f"c{at}", agent, "sales", "survey", "friendly", answer, float(at)), float(at))
    store.flush()
    assert store.read.answers(1.0, 4.0) == [
        Answers("sales", "ann", "friendly", 5, 2),
        Answers("sales", "ben", "friendly", 2, 1),
    ]
