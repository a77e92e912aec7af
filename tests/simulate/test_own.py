"""A house's own configuration under made-up traffic."""

import stat
from pathlib import Path

import pytest

from acd.config.errors import ConfigErrors
from acd.simulate.own import QueueTraffic, Traffic, TrafficError, own_case, read_traffic
from acd.simulate.run import Task, play, run
from acd.simulate.scenarios import Options
from acd.simulate.tape import Fate
from acd.simulate.world import CANNOT

QUEUES = """
[queue.sales]
needs = { sales = 3 }
relax = [{ after_s = 30, skill = "sales", level = 1 }]
when_full = { queue = "help" }
max_length = 2
wrap_s = 20
[queue.help]
handle_s = 90
[destinations]
"""
AGENTS = """
[agent.1001]
skills = { sales = 5 }
[agent.1002]
skills = { sales = 1 }
[agent.1003]
"""
HOUR = Options(seconds=7200.0, warm_s=0.0)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "acd.toml").write_text('[agi]\nsecret_file = "s"\n[pbx.main]\nsecret_file = "s"\n')
    (tmp_path / "queues.toml").write_text(QUEUES)
    (tmp_path / "agents.toml").write_text(AGENTS)
    (tmp_path / "s").write_text("hunter2-hunter2-hunter2\n")
    (tmp_path / "s").chmod(stat.S_IRUSR)
    return tmp_path


def traffic(**calls_per_hour: float) -> Traffic:
    return Traffic({name: QueueTraffic((rate,)) for name, rate in calls_per_hour.items()})


def test_who_can_serve_at_the_door_later_and_never(house: Path) -> None:
    world = own_case(house, traffic(sales=10, help=5), 1, HOUR).world
    assert world.agents == ("1001", "1002", "1003")
    assert world.handle_s == ((240.0, 240.0, CANNOT), (90.0, 90.0, 90.0))
    assert world.rank[0] == (0, 1, 1)
    assert world.rate == pytest.approx((10 / 3600, 5 / 3600))


def test_the_houses_own_rules_are_run(house: Path) -> None:
    """A line of two and more goes on to the other queue, where everybody may serve."""
    tape = play(own_case(house, traffic(sales=60), 1, HOUR), "acd-own-learned")
    assert Fate.OPEN not in tape.fate
    assert {0, 1, 2} <= set(tape.agent)
    relaxed = [a - at for a, at, j in zip(tape.answered, tape.at, tape.agent, strict=True) if j == 1]
    assert min(relaxed) >= 0.0
    assert run(Task("own house", "queue-rrmemory", 1, HOUR, house, traffic(sales=5))).overall.sl > 0.5


def test_traffic_by_the_hour_goes_round(house: Path, tmp_path: Path) -> None:
    file = tmp_path / "traffic.toml"
    file.write_text("[traffic]\nservice_level_s = 30\n[traffic.queue.help]\ncalls_per_hour = [0, 60]\nhandle_s = 50\n")
    case = own_case(house, read_traffic(file), 1, Options(seconds=4 * 3600.0, warm_s=0.0))
    hours = [int(at // 3600) for at in case.calls.at]
    assert set(hours) == {1, 3}
    assert case.world.service_level_s == 30.0
    assert case.world.base_s == (50.0,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[traffic", "Expected"),
        ("", "traffic.queue: needs a table"),
        ("[traffic]\nqueues = 3\n", "traffic: no key 'queues' here; there are: queue, service_level_s"),
        ("[traffic.queue.help]\n", "traffic.queue.help.calls_per_hour: got None, it must be a number from 0"),
        ("[traffic.queue.help]\ncalls_per_hour = -1\n", "got -1, it must be a number from 0 to 1000000"),
        ("[traffic.queue.help]\ncalls_per_hour = true\n", "got True"),
        (
            "[traffic.queue.help]\ncalls_per_hour = 1\npatience_s = 0\n",
            "patience_s: got 0, it must be a number above 0",
        ),
        ("[traffic.queue]\nhelp = 3\n", "traffic.queue.help: got 3, it must be a table"),
    ],
)
def test_a_bad_traffic_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "traffic.toml"
    file.write_text(text)
    with pytest.raises(TrafficError) as caught:
        read_traffic(file)
    assert told in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_queue_that_is_not_there(house: Path) -> None:
    with pytest.raises(TrafficError, match=r"no queue 'nono' in .*; there are: sales, help"):
        own_case(house, traffic(nono=1), 1, HOUR)
    with pytest.raises(ConfigErrors):
        own_case(house / "nowhere", traffic(help=1), 1, HOUR)
    with pytest.raises(TrafficError, match=r"cannot be read: No such file"):
        read_traffic(house / "nowhere.toml")
