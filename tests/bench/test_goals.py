"""The goals' bench: each run once, the right baseline, limits held against the interval's wrong side."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from acd.core.erlang import erlang_a
from acd.simulate.compare import Interval
from acd.simulate.published import PUBLISHED
from acd.simulate.run import play
from acd.simulate.scenarios import Options, scenario
from acd.simulate.tape import Fate
from bench.goals import GOALS, main
from bench.proof import lab as lab_module
from bench.proof.field import Field, Size
from bench.proof.lab import KeptError, Lab
from bench.proof.rows import Row, at_least, at_most, told
from bench.proof.runs import ABANDONED_S, Figures, Run, figures

SIZE = Size(range(500, 504), replications=4, on_floor=4)
OTHERS_GOOD, OTHERS_BEST = 1.0, 0.9
ERLANG = erlang_a(50, 600.0, 300.0, 120.0)


def run(policy: str = "longest-idle", seed: int = 500, name: str = "rare") -> Run:
    return Run(name, policy, seed, Options(seconds=600.0, warm_s=100.0))


class Canned:
    """A lab in which our policies are `ours` times as bad as the others, but for one app_queue strategy."""

    def __init__(self, ours: float) -> None:
        self.ours = ours

    def figures(self, runs: Iterable[Run]) -> dict[Run, Figures]:
        return {each: self._figures(each) for each in runs}

    def _figures(self, run: Run) -> Figures:
        wobble = 1.0 + 1e-4 * (run.seed % 5)
        if run.scenario in PUBLISHED:
            shift = 0.0 if self.ours < 1 else 1.0
            parts = {measure.name: (measure.low + measure.high) / 2 + shift for measure in PUBLISHED[run.scenario]}
            return {f"{name} above": value * (1.0 + 1e-7 * run.seed) for name, value in parts.items()} | {
                f"{name} below": 1.0 for name in parts
            }
        if run.scenario == "erlang-a":
            shift = 1.0 + (0.0 if self.ours < 1 else 0.1) + 1e-4 * (-1) ** run.seed
            true = {"sl": ERLANG.service_level, "asa": ERLANG.asa_s, "abandonment": ERLANG.p_abandon}
            return {name: value * shift for name, value in true.items()}
        is_ours = run.policy.startswith("acd-") and run.policy != "acd-fair-unpriced"
        bad = self.ours if is_ours else OTHERS_BEST if run.policy == "queue-linear-penalty" else OTHERS_GOOD
        names = ("asa", "abandonment", "spread", "cost", "aht")
        found = dict.fromkeys(names, bad * wobble) | {"aht_to_bound": 1.0 + bad / 100 * wobble}
        return (
            found
            | {"sl": 0.8, "occupancy": 0.8}
            | {f"{kind}.sl": 1.0 - bad * wobble / 2 for kind in ("rare", "common")}
        )


def rows_of(name: str, ours: float) -> list[Row]:
    return GOALS[name](Canned(ours), SIZE)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", GOALS)
def test_a_goal_is_met_where_ours_is_far_better_and_missed_where_it_is_worse(name: str) -> None:
    better, worse = rows_of(name, 0.01), rows_of(name, 30.0)
    assert all(row.is_met is not False for row in better)
    assert any(row.is_met for row in better)
    assert any(row.is_met is False for row in worse)
    assert [row.must for row in better] == [row.must for row in worse]


def test_the_baseline_is_the_best_of_app_queues_strategies() -> None:
    first = rows_of("s1", 0.5)[0]
    assert first.what == "ASA acd-fair / queue-linear-penalty"
    assert first.found.startswith("0.556")
    assert first.verdict == "met"


def test_better_than_every_baseline_is_asked_of_the_nearest() -> None:
    assert all(row.is_met for row in rows_of("elsewhere", 0.85) if row.must)
    assert not any(row.is_met for row in rows_of("elsewhere", 1.01) if row.must)


def test_limits_are_held_against_the_wrong_side_of_the_interval() -> None:
    found = Interval(0.65, 0.04)
    assert at_most("", "", found, 0.70, 0.69).verdict == "aim met"
    assert at_most("", "", found, 0.70, 0.68).verdict == "met"
    assert at_most("", "", found, 0.68).verdict == "MISSED"
    assert at_least("", "", found, 0.61, 0.62).verdict == "met"
    assert at_least("", "", found, 0.62).verdict == "MISSED"
    assert at_most("", "", Interval(0.5, float("nan")), 0.70).verdict == "MISSED"
    assert told("", "", found).verdict == ""


def test_the_cost_of_a_run_counts_waits_of_all_and_who_gave_up() -> None:
    one = run()
    found = figures(one)
    tape = play(scenario("rare").draw(one.seed, one.options), one.policy)
    cost = 0.0
    for row, at in enumerate(tape.at):
        if 100.0 <= at < 700.0:
            gave_up = tape.fate[row] is Fate.ABANDONED
            cost += (tape.gone[row] + ABANDONED_S if gave_up else tape.answered[row]) - at
    assert found["cost"] == pytest.approx(cost)
    assert found["cost"] == pytest.approx(found["rare.cost"] + found["common.cost"])
    assert found["cost"] > 0


def test_handle_times_are_judged_without_their_noise() -> None:
    """All agents are alike in "rare", so the mean is that of the kinds answered and nothing else."""
    found = figures(run())
    rare, common = found["rare.answered"], found["common.answered"]
    mean = (300.0 * rare + 240.0 * common) / (rare + common)
    bound = 0.12 * 300.0 + 0.88 * 240.0
    assert found["aht_to_bound"] == pytest.approx(mean / bound, rel=1e-6)


def test_published_scenarios_give_the_parts_of_their_measures() -> None:
    found = figures(Run("mmc", "longest-idle", 500, Options()))
    assert 0.05 < found["ASA, min above"] / found["ASA, min below"] < 0.2


def test_every_run_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Run] = []

    def figures_of(one: Run) -> Figures:
        made.append(one)
        return {"asa": float(one.seed), "sl": float("nan")}

    monkeypatch.setattr(lab_module, "figures", figures_of)
    kept, runs = tmp_path / "runs.jsonl", [run(seed=1), run(seed=2), run(seed=1)]
    told_of: list[tuple[int, int]] = []
    with Lab(1, kept, lambda done, of: told_of.append((done, of))) as lab:
        first = lab.figures(runs)
        assert lab.figures(runs[:1]) == {runs[0]: first[runs[0]]}
    assert made == runs[:2]
    assert told_of == [(1, 2), (2, 2)]

    kept.write_text(kept.read_text() + '{"weights": "cut sh')
    with Lab(1, kept) as lab:
        assert lab.figures([*runs, run(seed=3)])[runs[1]]["asa"] == 2.0
    assert made == [*runs[:2], run(seed=3)]
    assert list(lab_module.read(kept)) == made


def test_runs_under_other_weights_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_module, "figures", lambda _: {"asa": 1.0})
    kept = tmp_path / "runs.jsonl"
    with Lab(1, kept) as lab:
        lab.figures([run()])
    assert lab_module.read(kept) == {run(): {"asa": 1.0}}
    monkeypatch.setattr(lab_module, "weights", lambda: "others")
    assert lab_module.read(kept) == {}


def test_another_file_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("dear diary\nmore\n")
    with pytest.raises(KeptError, match="line 1: not a kept run"):
        Lab(1, kept)
    refused = CliRunner().invoke(main, ["--only", "away", "--keep", str(kept)])
    assert refused.exit_code == 2
    assert "give another file" in refused.output


def test_the_command_tells_all_and_exits_by_the_musts(monkeypatch: pytest.MonkeyPatch) -> None:
    for ours, code in ((0.01, 0), (30.0, 1)):
        monkeypatch.setattr(lab_module, "figures", Canned(ours)._figures)
        done = CliRunner().invoke(main, ["--only", "away", "--jobs", "1", "--json"])
        assert done.exit_code == code
        told_of = json.loads(done.stdout)
        assert told_of["rows"][0]["interval"]["mean"] == pytest.approx(ours)
        assert told_of["seeds"] == [20261122, 20261133]
    shown = CliRunner().invoke(main, ["--only", "away", "--jobs", "1"], env={"COLUMNS": "160"})
    assert "MISSED" in shown.stdout
    assert "0 of 4 musts are met" in shown.stdout


def test_a_field_pairs_its_policies_by_seed() -> None:
    field = Field(Canned(0.5), "", "s1", Options(), ("acd-fair", "queue-random"), SIZE.seeds)  # type: ignore[arg-type]
    assert field.ratio("acd-fair", "queue-random", "asa").mean == pytest.approx(0.5)
    assert field.ratio("acd-fair", "queue-random", "asa").half == pytest.approx(0.0, abs=1e-12)
    assert field.gain("acd-fair", "queue-random", "asa").mean == pytest.approx(-0.5, rel=1e-3)
    assert field.least(field.policies, "asa") == "acd-fair"
