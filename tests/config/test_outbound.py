"""[outbound] of queues.toml."""

import pytest

from acd.config.diff import reloads
from acd.core.outbound import OutboundLimits


def test_nothing_said_is_the_defaults(house):
    assert house.read().roster.outbound == OutboundLimits(240, 6, 60, ())


def test_caps_and_destinations_that_dial_out(house):
    house.add("queues.toml", '[destinations]\npartner = "x"\n[outbound]\nan_hour = 5\ndestinations = ["partner"]\n')
    settings = house.read()
    assert settings.roster.outbound == OutboundLimits(5, 6, 60, ("partner",))


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ("an_hour = -1", "queues.toml: outbound.an_hour: got -1, allowed: a whole number from 0 to 100000"),
        ("per_hour = 1", "queues.toml: outbound.per_hour: unknown key, did you mean an_hour?"),
        ('destinations = ["nosuch"]', 'queues.toml: outbound.destinations: got "nosuch", no such destination'),
    ],
)
def test_mistakes(house, said, mistake):
    house.add("queues.toml", f"[outbound]\n{said}\n")
    (told,) = house.mistakes()
    assert told.startswith(mistake) or told.split(": ")[:2] == mistake.split(": ")[:2]


def test_a_reload_says_what_changes(house):
    before = house.read()
    house.add("queues.toml", "[outbound]\nan_hour = 5\n")
    assert reloads(before, house.read()) == ["outbound: an_hour 240 -> 5"]
