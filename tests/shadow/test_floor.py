from acd.shadow import facts as f
from acd.shadow.day import Day
from acd.shadow.floor import ANOTHER_FIRST, Adviser, Shop
from acd.shadow.people import Stay, Worker
from tests.shadow.shop import QUEUE, START


def advised(told: list[f.Fact], adviser: Adviser) -> list[str | None]:
    """What the Floor would have done, at each ring."""
    said: list[str | None] = []

    def ask(day: Day, stay: Stay, rung: Worker) -> None:
        said.append(adviser.choose(day, stay, rung))

    day = Day(on_ring=ask, on_talked=adviser.learn)
    for fact in told:
        day.take(fact)
    return said


def seats(*agents: str) -> list[f.Fact]:
    return [f.AgentSeated(START, QUEUE, agent, agent, 0, False, True, False) for agent in agents]


def call(at: float, number: int, agent: str, talk_s: float) -> list[f.Fact]:
    name = str(number)
    return [
        f.CallerJoined(at, QUEUE, name, 1),
        f.AgentRung(at, QUEUE, name, agent),
        f.AgentConnected(at + 1, QUEUE, name, agent, 1),
        f.TalkEnded(at + 1 + talk_s, QUEUE, name, agent, talk_s),
    ]


def taught() -> list[f.Fact]:
    """Twenty calls each: `slow` needs five times as long as `quick`."""
    told: list[f.Fact] = []
    for number in range(40):
        agent, talk_s = ("quick", 60.0) if number % 2 else ("slow", 300.0)
        told += call(START + 400.0 * number, number, agent, talk_s)
    return told


def test_the_quick_agent_is_preferred_once_known() -> None:
    end = START + 20_000
    told = [*seats("quick", "slow"), *taught(), *call(end, 99, "slow", 10)]
    adviser = Adviser(Shop(preset="fastest"))
    assert advised(told, adviser)[-1] == "quick"
    assert adviser.expected_s("quick", QUEUE) < 100 < 200 < adviser.expected_s("slow", QUEUE)


def test_without_a_choice_nothing_is_said() -> None:
    assert advised([*seats("a"), *call(START + 1, 1, "a", 10)], Adviser(Shop())) == [None]


def test_a_caller_who_jumped_the_line_would_have_waited() -> None:
    """The shop brings the one who came last."""
    told: list[f.Fact] = [f.CallerJoined(START, QUEUE, "1", 1), f.CallerJoined(START + 60, QUEUE, "2", 1)]
    told += [*seats("a"), f.AgentRung(START + 61, QUEUE, "2", "a")]
    assert advised(told, Adviser(Shop())) == [ANOTHER_FIRST]


def test_who_serves_another_queue_is_not_chosen() -> None:
    told = [*seats("a", "b"), f.AgentSeated(START, "sales", "c", "c", 0, False, True, False)]
    assert advised([*told, *call(START + 1, 1, "b", 10)], Adviser(Shop()))[0] in ("a", "b")


def test_a_low_penalty_is_preferred_but_no_wall() -> None:
    told: list[f.Fact] = [
        f.AgentSeated(START, QUEUE, "first", "first", 0, False, True, False),
        f.AgentSeated(START, QUEUE, "second", "second", 5, False, True, False),
    ]
    assert advised([*told, *call(START + 1, 1, "second", 10)], Adviser(Shop(preset="best_skill"))) == ["first"]
