"""Recorded days under other weights: known gains are found with the right sign, and nothing where nothing changes."""

from collections.abc import Iterator

import pytest

from acd.core.roster import Roster
from acd.core.routing.presets import PRESETS
from acd.replay import compare as compare_module
from acd.replay.compare import Comparison, Told, TooLittleError, compare, with_weights
from acd.replay.figures import Line
from acd.replay.runs import FOR_EVER
from acd.simulate.floor_mind import EPOCH
from acd.store import Reader
from tests.replay.day import record, truth, two_speeds

pytestmark = pytest.mark.slow

CASE = two_speeds(5, 4.0, agents=20, load=0.9)
FIRST_HOUR = EPOCH + 3600.0


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Routed by idleness alone, half of the agents three times as slow."""
    file = tmp_path_factory.mktemp("day") / "acd.db"
    record(file, CASE, "longest_idle")
    reader = Reader.open(f"sqlite:///{file}")
    yield reader
    reader.close()


@pytest.fixture(scope="module", autouse=True)
def few_runs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare_module, "MOST", 4)
        patch.setattr(compare_module, "FEWEST", 4)
        yield


def compared(reader: Reader, preset: str | None, from_: float = 0.0, to: float = FOR_EVER) -> Comparison:
    def propose(roster: Roster) -> Roster:
        return with_weights(roster, None if preset is None else PRESETS[preset])

    return compare(reader, from_, to, propose, 1, Told())


@pytest.fixture(scope="module")
def unchanged(day: Reader, few_runs: None) -> Comparison:
    return compared(day, None)


@pytest.fixture(scope="module")
def fastest(day: Reader, few_runs: None) -> Comparison:
    return compared(day, "fastest")


def by_name(found: Comparison) -> dict[str, Line]:
    return {line.name: line for line in found.parts[0].lines}


def test_the_faster_agents_first_shorten_the_waits(fastest: Comparison) -> None:
    lines = by_name(fastest)
    assert lines["asa_s"].difference.high < 0
    assert lines["aht_s"].difference.high < 0
    assert lines["sl"].difference.low > 0
    assert lines["abandonment"].difference.high < 0
    assert fastest.is_trusted


def test_the_truth_is_within_the_intervals(fastest: Comparison) -> None:
    """The same callers, with the patience and the work they really had, under the other weights."""
    real = [truth(CASE, preset) for preset in ("longest_idle", "fastest")]
    for name, line in by_name(fastest).items():
        if name in real[0]:
            gain = real[1][name] - real[0][name]
            assert line.recorded == pytest.approx(real[0][name], rel=1e-6)
            assert line.difference.low <= gain <= line.difference.high, name


def test_changed_decisions_are_told_with_their_reason(fastest: Comparison) -> None:
    assert 0.2 * fastest.judged < len(fastest.changes) <= fastest.judged <= fastest.decisions
    is_fast = [int(change.would_be[1:]) % 2 == 1 for change in fastest.changes if change.would_be]
    assert sum(is_fast) > 0.9 * len(is_fast)
    assert sum(int(change.was[1:]) % 2 == 0 for change in fastest.changes) > 0.2 * len(fastest.changes)
    assert {change.why for change in fastest.changes} <= {"handle", "price"}


def test_the_same_configuration_changes_nothing(unchanged: Comparison) -> None:
    assert unchanged.changes == ()
    for line in (line for part in unchanged.parts for line in part.lines):
        assert line.difference.low <= 0.0 <= line.difference.high
        assert line.difference.value == 0.0


def test_the_model_gives_what_was_recorded(unchanged: Comparison) -> None:
    for line in unchanged.parts[0].lines:
        assert line.as_is.value == pytest.approx(line.recorded, rel=0.02), line.name
        assert line.off.value == pytest.approx(0.0, abs=0.02 * line.recorded)


def test_a_part_of_the_day_begins_with_a_floor_at_work(day: Reader, unchanged: Comparison) -> None:
    """Agents who talk as it begins come later; who waited already is not counted."""
    span = day.span()
    assert span is not None
    found = compared(day, None, (span[0] + span[1]) / 2)
    assert 0.3 * unchanged.calls < found.calls < 0.7 * unchanged.calls
    assert found.is_trusted
    assert found.changes == ()


def test_too_little_is_said(day: Reader) -> None:
    span = day.span()
    assert span is not None
    with pytest.raises(TooLittleError, match="at least 30 are needed"):
        compared(day, None, span[0], span[0] + 300.0)


def test_a_model_that_does_not_fit_is_not_trusted(day: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here everybody is imagined to pick up late."""
    monkeypatch.setattr("acd.replay.again._Replayed._nearest", lambda self, agent: None)
    monkeypatch.setattr("acd.replay.again._usual_pick_up_s", lambda past: 14.0)
    assert not compared(day, None, to=FIRST_HOUR).is_trusted


def test_a_queue_that_is_taken_away_sends_its_callers_away(day: Reader) -> None:
    found = compare(day, 0.0, FIRST_HOUR, lambda roster: Roster({}, roster.agents), 1, Told())
    assert by_name(found)["sl"].proposed.value == 0.0
    assert any("lacks send their callers away: sales" in line for line in found.unknown)
