"""Whatever happens to a floor, its journal gives every decision again; what is missing or changed is found."""

import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, rule
from sqlalchemy import create_engine, text

from acd.core import commands as c
from acd.core import events as e
from acd.core.floor import Floor
from acd.core.roster import Roster
from acd.core.routing.estimates import HandleTime
from acd.core.routing.piece import Piece
from acd.replay.runs import FOR_EVER
from acd.replay.verify import Verified, verify
from acd.store import Reader, Store
from tests.core.test_invariants import FloorMachine
from tests.replay.day import record_day


class Journalled(FloorMachine):
    """The core's machine with a store beside it, written as the daemon writes it."""

    store: Store | None = None

    def start_floor(self) -> None:
        if self.store is None:
            self.folder = tempfile.TemporaryDirectory()
            self.url = f"sqlite:///{self.folder.name}/acd.db"
        else:
            self.store.close()
        self.store = Store.open(self.url, gather_s=0.0)
        super().start_floor()
        self.floor = Floor(Roster({}, {}))
        self.books = self.floor._books
        self.do(e.RosterChanged(self.roster))

    @initialize(signed_in=st.sampled_from([("ann", "bob", "cyd", "dan"), ("ann", "dan")]))
    def open(self, signed_in) -> None:
        """However short the rest: somebody has been given to somebody."""
        super().open(signed_in)
        self.rush("any", 3)
        self.all_goes_well(True)

    def do(self, event: e.Event) -> list[c.Command]:
        assert self.store is not None
        self.store.journal(event, self.now)
        out = super().do(event)
        for command in out:
            if isinstance(command, c.Record):
                self.store.put(command.row, self.now)
        return out

    @rule(price=st.sampled_from([0.0, 0.1, 1 / 3, 7e-5]), agents=st.permutations(["ann", "bob", "cyd", "dan"]))
    def prices_are_set(self, price, agents) -> None:
        self.do(e.PricesSet({agent: price * place for place, agent in enumerate(agents)}))

    @rule(seconds=st.floats(1.0, 900.0), agent=st.sampled_from(["ann", "bob", "zoe"]))
    def something_is_recalled(self, seconds, agent) -> None:
        self.do(e.HandleTimesRecalled((HandleTime(agent, "queue any", 7.0, 7 * seconds),)))
        self.do(e.EstimatesRecalled((Piece("pick-up", agent, "", (10.0, 10.0 / 3.0)),)))

    def teardown(self) -> None:
        super().teardown()
        if self.store is None:
            return
        self.store.close()
        reader = Reader.open(self.url)
        found = verify(reader, 0.0, FOR_EVER)
        reader.close()
        self.folder.cleanup()
        assert found.is_identical, found
        assert found.decisions.identical == found.decisions.rows
        assert found.decisions.unwritten == found.offers.unwritten == found.failed == 0
        assert found.decisions.rows


Journalled.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=150,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestJournalled = Journalled.TestCase


# --- what is missing or changed ---


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("day") / "acd.db"
    record_day(file, seed=3, hours=1.0)
    return file


@pytest.fixture
def file(recorded: Path, tmp_path: Path) -> Path:
    (tmp_path / "acd.db").write_bytes(recorded.read_bytes())
    return tmp_path / "acd.db"


def change(file: Path, *statements: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for each in statements:
            assert connection.execute(text(each)).rowcount
    engine.dispose()


def verified(file: Path, from_: float = 0.0, to: float = FOR_EVER) -> Verified:
    reader = Reader.open(f"sqlite:///{file}")
    try:
        return verify(reader, from_, to)
    finally:
        reader.close()


def test_a_day_is_given_again(file: Path) -> None:
    found = verified(file)
    assert found.is_identical
    assert found.runs == 1
    assert found.decisions.identical == found.decisions.rows > 100
    assert found.offers.identical == found.offers.rows > 100


def test_a_part_of_it_too(file: Path) -> None:
    reader = Reader.open(f"sqlite:///{file}")
    ats = [at for at, _ in reader.events(0.0, FOR_EVER)]
    reader.close()
    middle, whole = (ats[0] + ats[-1]) / 2, verified(file).decisions.rows
    first, second = verified(file, to=middle), verified(file, middle)
    assert first.is_identical
    assert second.is_identical
    assert first.decisions.rows + second.decisions.rows == whole
    assert min(first.decisions.rows, second.decisions.rows) > 30


def test_a_changed_decision_is_found(file: Path) -> None:
    change(file, "UPDATE decisions SET decision = json_set(decision, '$.waited_s', 1e9) WHERE id = 20")
    found = verified(file)
    assert not found.is_identical
    assert found.decisions.different == 1
    assert found.decisions.first is not None
    stored, replayed = found.decisions.first.stored, found.decisions.first.replayed
    assert stored.decision.waited_s != replayed.decision.waited_s
    assert stored.contact == replayed.contact


@pytest.mark.parametrize("where", ["id = 20", "id > 20 AND id < 24"])
def test_a_decision_that_was_not_stored_is_found(file: Path, where: str) -> None:
    change(file, f"DELETE FROM decisions WHERE {where}")
    found = verified(file)
    assert found.decisions.different == (1 if where == "id = 20" else 3)
    assert found.decisions.first is not None
    assert found.decisions.first.stored is None
    assert found.decisions.identical == found.decisions.rows


def test_a_decision_that_never_was_is_found(file: Path) -> None:
    change(
        file,
        "UPDATE decisions SET id = id + 10000 WHERE id > 20",
        "INSERT INTO decisions (recorded, contact, offer, at, decision) "
        "SELECT recorded, 'sim-ghost', offer, at, decision FROM decisions WHERE id = 20",
    )
    found = verified(file)
    assert found.decisions.different == 1
    assert found.decisions.first is not None
    assert found.decisions.first.contact == "sim-ghost"
    assert found.decisions.first.replayed is None


def test_a_daemon_that_was_killed_left_decisions_unwritten(file: Path) -> None:
    rows = verified(file).decisions.rows
    change(file, f"DELETE FROM decisions WHERE id > {rows - 2}")
    found = verified(file)
    assert found.is_identical
    assert found.decisions.unwritten == 2


def test_a_hole_is_told_and_what_follows_is_not_believed(file: Path) -> None:
    change(file, "DELETE FROM journal WHERE number BETWEEN 300 AND 304")
    found = verified(file)
    assert not found.is_identical
    (gap,) = found.gaps
    assert (gap.lost, gap.until) == (5, FOR_EVER)
    assert found.decisions.different == 0
    assert found.decisions.unchecked > 50
    assert found.decisions.identical + found.decisions.unchecked == found.decisions.rows


def test_a_hole_at_the_end_of_a_run(file: Path) -> None:
    change(file, "DELETE FROM journal WHERE number > 300")
    found = verified(file)
    assert not found.is_identical
    assert found.decisions.different == 0
    assert found.decisions.unchecked > 50


def test_a_journal_without_its_beginning(file: Path) -> None:
    change(file, "DELETE FROM journal WHERE number < 5")
    found = verified(file)
    assert found.events == 0
    assert [gap.lost for gap in found.gaps] == [None]
    assert found.decisions.unchecked == found.decisions.rows


def test_an_event_that_is_not_what_it_was_shows(file: Path) -> None:
    """So that the comparison compares something: somebody else signs in."""
    reader = Reader.open(f"sqlite:///{file}")
    first, *_, last = [each.agent for _, each in reader.events(0.0, FOR_EVER) if isinstance(each, e.AgentSignedIn)]
    reader.close()
    change(file, f"UPDATE journal SET body = replace(body, '{first}', '{last}') WHERE kind = 'AgentSignedIn'")
    found = verified(file)
    assert found.decisions.different
