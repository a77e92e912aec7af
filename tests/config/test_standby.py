"""Two daemons, and how one ends, in acd.toml."""

import pytest

from acd.config.errors import ConfigErrors
from tests.config.conftest import ACD, House

POSTGRES = '[store]\nurl = "postgresql://acd@db/acd"\n'
HERE = ACD.replace("[agi]\n", '[agi]\nhost = "10.0.0.2"\n')


def written(house: House, daemon: str, store: str = POSTGRES, rest: str = HERE) -> House:
    house.write("acd.toml", f"[daemon]\n{daemon}\n{store}{rest}")
    return house


def mistakes(house: House) -> str:
    with pytest.raises(ConfigErrors) as caught:
        house.read()
    return str(caught.value)


def test_without_a_word_there_is_one_and_it_leaves_callers_on_hold(house: House) -> None:
    daemon = house.read().daemon
    assert (daemon.standby, daemon.drain, daemon.drain_s) == (False, "leave", 60.0)


def test_a_pair(house: House) -> None:
    settings = written(house, 'standby = true\ndrain = "serve"\ndrain_s = "5 min"').read()
    assert (settings.daemon.standby, settings.daemon.drain, settings.daemon.drain_s) == (True, "serve", 300.0)
    assert settings.agi.url == "agi://10.0.0.2:4573"


def test_a_pair_shares_a_server(house: House) -> None:
    said = mistakes(written(house, "standby = true", store=""))
    assert "acd.toml: daemon.standby: got sqlite:////var/lib/acd/acd.sqlite, two daemons share a PostgreSQL" in said


def test_a_pair_says_where_each_is(house: House) -> None:
    said = mistakes(written(house, "standby = true", rest=HERE.replace("10.0.0.2", "0.0.0.0")))
    assert "agi.host: got 0.0.0.0, with daemon.standby: the address at which the PBXes reach this daemon" in said


def test_an_end_is_one_of_three(house: House) -> None:
    assert 'daemon.drain: got "later"' in mistakes(written(house, 'drain = "later"'))


def test_an_ipv6_address_has_brackets(house: House) -> None:
    assert written(house, "", rest=HERE.replace("10.0.0.2", "::1")).read().agi.url == "agi://[::1]:4573"
