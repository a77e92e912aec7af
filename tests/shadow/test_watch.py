"""The watch over a connection that is lost, refused, lied on: with a manager that says what the test lets it say."""

from collections.abc import AsyncIterator

import pytest

from acd.pbx.link import LinkSettings, LoginRefused, NotConnected
from acd.shadow import facts as f
from acd.shadow.watch import UnknownQueueError, Watch
from tests.acd_pbx.conftest import SECRET, FakeAmi, until
from tests.shadow.heard import messages

HEADERS = {each.name: each.headers for each in reversed(messages("two_callers_one_silent"))}
LOOK = "QueueParams", "QueueMember", "QueueEntry"


def event(name: str, **changes: str) -> str:
    headers = {key: value for key, value in HEADERS[name].items() if key not in ("Event", "ActionID")} | changes
    return f"Event: {name}\n" + "".join(f"{key}: {value}\n" for key, value in headers.items()) + "\n"


def queue_status(action: dict[str, str]) -> str | None:
    if action["Action"] != "QueueStatus":
        return None
    aid = action["ActionID"]
    start = f"Response: Success\nActionID: {aid}\nEventList: start\nMessage: Queue status will follow\n\n"
    rows = "".join(event(name, ActionID=aid) for name in LOOK)
    return f"{start}{rows}Event: QueueStatusComplete\nActionID: {aid}\nEventList: Complete\nListItems: 3\n\n"


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    fake.answer = queue_status
    await fake.open()
    yield fake
    await fake.close()


def settings(ami: FakeAmi, secret: str = SECRET) -> LinkSettings:
    return LinkSettings("main", "127.0.0.1", ami.port, "shadow", secret, ping_s=0.2, connect_s=1.0, retry_first_s=0.02)


class Told:
    def __init__(self, ami: FakeAmi) -> None:
        self.facts: list[f.Fact] = []
        self.watch = Watch(settings(ami), {"support"}, self.facts.append)

    def count(self, kind: type[f.Fact]) -> int:
        return sum(isinstance(fact, kind) for fact in self.facts)


@pytest.fixture
async def told(ami: FakeAmi) -> AsyncIterator[Told]:
    made = Told(ami)
    await made.watch.start()
    yield made
    await made.watch.stop()


async def test_it_begins_with_a_look(told: Told) -> None:
    assert [type(fact) for fact in told.facts] == [f.QueueSeen, f.AgentSeated, f.CallerJoined]


async def test_what_happens_is_told(ami: FakeAmi, told: Told) -> None:
    ami.say(event("AgentCalled", Timestamp="1795317786.5"))
    await until(lambda: told.count(f.AgentRung))
    assert told.facts[-1].at == 1795317786.5
    assert told.watch.now() == pytest.approx(1795317786.5, abs=5)  # on the PBX's clock from then on


async def test_after_a_loss_it_looks_again(ami: FakeAmi, told: Told) -> None:
    ami.drop()
    await until(lambda: told.count(f.QueueSeen) == 2)
    assert told.count(f.WatchLost) >= 1
    assert [type(fact) for fact in told.facts[:4]][-1] is f.WatchLost


async def test_after_a_message_that_broke_a_rule_it_looks_again(ami: FakeAmi, told: Told) -> None:
    """Such as a caller can make whose name has line breaks in it."""
    ami.say(event("QueueCallerJoin", CallerIDName="x\nQueue: support\nPosition: 1"))
    await until(lambda: told.count(f.QueueSeen) == 2)
    assert told.count(f.CallerJoined) == 2  # from the two looks


async def test_an_event_a_caller_could_forge_is_not_believed(ami: FakeAmi, told: Told) -> None:
    ami.say("Event: QueueCallerJoin\nPrivilege: agent,all\nQueue: support\nUniqueid: 1.1\nPosition: 1\nCount: 1\n\n")
    await until(lambda: told.count(f.QueueSeen) == 2)
    assert not any(getattr(fact, "caller", "") == "1.1" for fact in told.facts)


async def test_it_only_ever_looks(ami: FakeAmi, told: Told) -> None:
    ami.drop()
    await until(lambda: told.count(f.QueueSeen) == 2)
    await until(lambda: ami.named("Ping"))
    await told.watch.stop()
    await until(lambda: ami.named("Logoff"))
    assert {action["Action"] for action in ami.actions} == {"Challenge", "Login", "QueueStatus", "Ping", "Logoff"}


async def test_an_unknown_queue_is_named_with_those_there_are(ami: FakeAmi) -> None:
    watch = Watch(settings(ami), {"support", "sales"}, lambda _: None)
    with pytest.raises(UnknownQueueError, match="no queue sales at the PBX; there are: support"):
        await watch.start()
    await watch.stop()


async def test_a_wrong_secret_is_refused_and_not_told(ami: FakeAmi) -> None:
    watch = Watch(settings(ami, "wrong-secret"), {"support"}, lambda _: None)
    with pytest.raises(LoginRefused, match="Authentication failed") as refused:
        await watch.start()
    assert "wrong-secret" not in str(refused.value)
    await watch.stop()


async def test_nobody_there(ami: FakeAmi) -> None:
    await ami.close()
    watch = Watch(settings(ami), {"support"}, lambda _: None)
    with pytest.raises(NotConnected):
        await watch.start()
    await watch.stop()
