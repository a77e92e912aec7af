"""[roles] of acd.toml: which users and groups of this machine may do what on the control socket. A change needs no
restart. The daemon's own user and root are always admins; whoever is not named may do nothing."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import PlainValidator

from acd.config.errors import Mistakes
from acd.config.fields import text
from acd.config.tables import Table, validate

Who = Annotated[
    str,
    PlainValidator(
        text(
            r"@?[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?", 'a user\'s name such as "anna", or a group\'s such as "@supervisors"'
        )
    ),
]


class Role(StrEnum):
    """Each may do what those before it may."""

    NONE = "none"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


Named = Mapping[str, Role]
"""Users by name, groups by @ and name; the highest of the roles each is given."""


class RolesTable(Table):
    viewer: tuple[Who, ...] = ()
    operator: tuple[Who, ...] = ()
    admin: tuple[Who, ...] = ()


def read_roles(raw: Any, file: str, mistakes: Mistakes) -> Named:
    table = validate(RolesTable, raw, file, "roles", mistakes) or RolesTable()
    ranked = ((who, role) for role in (Role.VIEWER, Role.OPERATOR, Role.ADMIN) for who in getattr(table, role.value))
    return MappingProxyType(dict(ranked))
