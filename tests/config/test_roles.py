"""[roles] of acd.toml."""

import pytest

from acd.config.diff import changes
from acd.config.roles import Role


def test_nobody_has_a_role_who_is_not_named(house):
    assert house.read().roles == {}


def test_users_and_groups_get_the_highest_they_are_named_for(house):
    house.add("acd.toml", '[roles]\nviewer = ["@wall", "anna"]\noperator = ["anna"]\nadmin = ["@acd-admins"]\n')
    assert house.read().roles == {"@wall": Role.VIEWER, "anna": Role.OPERATOR, "@acd-admins": Role.ADMIN}


@pytest.mark.parametrize("who", ['"a b"', '"@"', '""', '"root:x"', "1000", '"*"', '"../x"'])
def test_what_is_no_name_is_refused(house, who):
    house.add("acd.toml", f"[roles]\nadmin = [{who}]\n")
    (told,) = house.mistakes()
    assert "roles.admin" in told
    assert "allowed: a user's name" in told


def test_a_reload_changes_them_without_a_restart(house):
    before = house.read()
    house.add("acd.toml", '[roles]\nviewer = ["anna"]\n')
    assert changes(before, house.read()) == ["role of anna added"]
