"""What a caller on hold is told."""

from playbook import Playbook, arrival, house, ok, ring

from acd.core import events as e
from acd.core.commands import Announcement
from acd.core.roster import QueueRules

TALKY = QueueRules("q", handle_s=120, announce_every_s=30, comfort=("one", "two"))


def busy(*, rules: QueueRules = TALKY, waiting: int = 3) -> Playbook:
    """ann talks, callers 2.. wait."""
    p = Playbook(house(rules, agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    for number in range(2, waiting + 2):
        p >> arrival(number)
    return p


ANY = object()


def visit(p: Playbook, contact: int, value: object = ANY) -> Announcement | None:
    """What contact is told, and that it is `value`."""
    p.ask(e.HoldVisited, f"main-{contact}")
    (reply,) = p._open
    p << ok(**({} if value is ANY else {"value": value}))
    return reply.value


def test_position_wait_and_comfort_in_turn():
    p = busy()
    said = visit(p, 3)
    assert said == Announcement(2, said.wait_s, "one")
    assert 240.0 < said.wait_s < 720.0
    visit(p, 3, None)
    p.at(200) << []
    later = visit(p, 3)
    assert later == Announcement(2, later.wait_s, "two")
    assert later.wait_s is None or later.wait_s <= said.wait_s


def test_nothing_while_an_offer_is_out():
    p = busy(waiting=1)
    p >> e.AgentSignedOut("ann", "x") << ok()
    q = Playbook(house(TALKY), "ann")
    q >> arrival(1) << ring(1, "ann")
    visit(q, 1, None)


def test_nothing_ever_rises_aloud():
    p = busy()
    said = visit(p, 2)
    assert (said.position, said.comfort) == (1, "one")
    assert said.wait_s > 120.0
    p >> e.ContactPrioritised("main-4", 10, "x") << ok()
    p.at(30)
    visit(p, 2, Announcement(None, None, "two"))


def test_what_is_not_configured_is_not_said():
    p = busy(rules=QueueRules("q", say_position=False, say_wait=False))
    visit(p, 2, None)


def test_expected_wait_for_one_who_would_enter_now():
    p = busy()
    assert 150.0 < p.queue().expected_wait_s < p.queue().expected_wait_p80_s < 900.0  # those ahead may give up
    assert p.floor.queue("nowhere", p.now) is None
    assert Playbook(house()).queue().expected_wait_s is None
    assert Playbook(house(), "ann").queue().expected_wait_s == 0.0
