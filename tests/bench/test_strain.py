"""The load bench's arithmetic: traffic, growth, charts, accounts."""

import sqlite3
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bench.strain import burst, hour, steps
from bench.strain.account import nothing_lost, outcomes
from bench.strain.chart import Curve, Panel, svg
from bench.strain.goals import Goal, percentiles_ms
from bench.strain.samples import Sample, cores, growth_kb


def test_the_busy_hours_rate_and_talks_are_as_said() -> None:
    found = hour.traffic(60, has_sound=False)
    assert found.calls == pytest.approx(hour.AN_HOUR, rel=0.03)
    mean_s = sum(found.talks_ms) / found.calls / 1000
    assert mean_s == pytest.approx(hour.TALK_S, rel=0.05)
    assert max(found.talks_ms) <= 1000 * hour.LONGEST_S
    assert (mean_s + hour.WRAP_S) * hour.AN_HOUR / 3600 < hour.AGENTS
    assert hour.traffic(1, has_sound=True) == hour.traffic(1, has_sound=True)


def test_a_burst_is_within_a_second_and_steps_have_their_rate() -> None:
    assert (burst.traffic().calls, max(burst.traffic().dials_ms) < 1000) == (500, True)
    assert steps.traffic(40, 60.0, 1).calls == pytest.approx(2400, rel=0.1)
    assert steps.traffic(40, 5.0, 1) != steps.traffic(40, 5.0, 2)


def test_a_step_is_past_when_slow_or_when_somebody_was_not_served() -> None:
    served = steps.Step(10, "engine", 5, 5, (40.0, 250.0), (6.0, 9.0), 1.0, 1.0)
    slow = steps.Step(10, "engine", 5, 5, (40.0, 251.0), (6.0, 9.0), 1.0, 1.0)
    lost = steps.Step(10, "engine", 5, 4, (40.0, 60.0), (6.0, 9.0), 1.0, 1.0)
    assert (served.is_past, slow.is_past, lost.is_past) == (False, True, True)


def test_growth_and_processors() -> None:
    samples = [Sample(at=n, cpu_s=n / 2, memory_kb=1000 + 3 * n, descriptors=9, threads=3) for n in range(20)]
    assert growth_kb(samples) == pytest.approx(3.0)
    assert cores(samples) == [(n, 0.5) for n in range(1, 20)]
    assert percentiles_ms([0.001] * 99 + [0.1]) == (1.0, pytest.approx(1.99, abs=1))
    assert percentiles_ms([]) is None


def test_a_chart_is_an_image_with_every_curve() -> None:
    curves = [Curve(f"<{n}>", [(x, x * n) for x in range(1000)]) for n in (1, 2)]
    drawn = ElementTree.fromstring(svg("a & b", "seconds", [Panel("cores", curves), Panel("MB", curves[:1])]))
    lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 3
    assert all(len(line.get("points", "").split()) <= 250 for line in lines)
    flat = svg("nothing", "seconds", [Panel("cores", [Curve("idle", [(0.0, 0.0), (1.0, 0.0)])])])
    assert "nan" not in flat


def test_accounts(tmp_path: Path) -> None:
    store = sqlite3.connect(tmp_path / "acd.sqlite")
    store.executescript("create table contacts (contact, outcome); create table contact_entries (contact)")
    store.executemany("insert into contact_entries values (?)", [("a",), ("b",), ("b",), ("c",)])
    store.executemany("insert into contacts values (?, ?)", [("a", "answered"), ("b", "abandoned")])
    store.commit()
    store.close()
    found = outcomes(tmp_path / "acd.sqlite")
    assert found == {"answered": 1, "abandoned": 1, "open": 1}
    assert [goal.is_met for goal in nothing_lost(2, 1, found | {"open": 0})] == [True, True]
    assert [goal.is_met for goal in nothing_lost(3, 1, found)] == [False, True]
    assert [goal.is_met for goal in nothing_lost(2, 2, found | {"open": 0})] == [True, False]


def test_goals_say_themselves() -> None:
    assert Goal("calls", 2.0, 1.0, at_least=True).line() == "goal: calls: 2 >= 1: met"
    assert Goal("lost", 2.0, 1.0).line() == "goal: lost: 2 <= 1: MISSED"
