"""Terms that drown the others, and terms that do not."""

from dataclasses import fields

import pytest

from acd.core.roster import Weights
from acd.core.routing.presets import PRESETS
from acd.lint.look import look
from acd.lint.weights import AMONG_AGENTS, AMONG_CALLERS


@pytest.fixture
def drowned(house):
    def told(weights):
        house.write("queues.toml", f"[queue.sales]\nneeds = {{ sales = 1 }}\nmax_wait_s = 600\nweights = {weights}\n")
        return [(each.key, each.what) for each in look(house.read())]

    return told


@pytest.mark.parametrize("name", PRESETS)
def test_presets_say_themselves_what_they_are_for(drowned, name):
    assert drowned(f'"{name}"') == []
    assert drowned(f'{{ preset = "{name}", priority = 90, preferred = 600 }}') == []


def test_weights_of_one_size(drowned):
    assert drowned("{ wait = 2, handle = 0.5, fit = 60, occupancy = 300, priority = 120 }") == []


@pytest.mark.parametrize(
    ("term", "weight", "among"),
    [
        ("wait", 60, "callers for one agent"),
        ("priority", 20000, "callers for one agent"),
        ("handle", 80, "agents for one caller"),
        ("fit", 9000, "agents for one caller"),
        ("occupancy", 20000, "agents for one caller"),
        ("idle", 15, "agents for one caller"),
    ],
)
def test_one_that_drowns_all_others(drowned, term, weight, among):
    """Ten times what all others are worth together; a tenth of that weight is well."""
    base = "" if term in ("wait", "priority") else "wait = 100, "
    key = f"queue.sales.weights.{term}"
    assert (key, f"{term} drowns all else in the choice among {among}") in drowned(f"{{ {base}{term} = {weight} }}")
    assert key not in [where for where, _ in drowned(f"{{ {term} = {weight / 20} }}")]


def test_the_figures(house):
    house.write(
        "queues.toml", "[queue.sales]\nneeds = { sales = 1 }\nmax_wait_s = 600\nweights = { priority = 10000 }\n"
    )
    (found,) = look(house.read())
    assert found.why == (
        "at weight 10000 one point of priority counts 10000 s, everything else together 405 s at its usual range"
    )
    assert found.advice == "take it down to about 400; if this is meant, set the others to 0"


def test_a_term_alone_drowns_nothing(drowned):
    zeros = ", ".join(f"{term} = 0" for term in AMONG_AGENTS if term not in ("idle", "answer"))
    assert drowned(f"{{ {zeros}, idle = 900 }}") == []


def test_every_term_has_its_range():
    assert {*AMONG_AGENTS, *AMONG_CALLERS, "preferred"} == {each.name for each in fields(Weights)}
