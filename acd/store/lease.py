"""Who leads, where two daemons share one PostgreSQL: one row, whose `epoch` is the leader's fencing token.

Why a row and not an advisory lock: a session's lock stays with a leader that hangs for as long as its connection
stands, and is lost by one that works when only the connection is. It says who is connected, not who may ring.

No clock is compared with another. The leader counts `renewals` up; who stands by watches that count and takes the lead
when it has stood still for `TAKE_S` of its own monotonic clock. The leader believes in its lead for `LEAD_S`, which is
less, from the moment it *sent* the last renewal that was confirmed: nobody can have seen that count any earlier. So a
leader cut off from the database has stopped by itself before another begins, whatever the wall clocks say, the
database's included.

Every transaction of the leader's first takes the row FOR KEY SHARE, if it still has its epoch (``Fence``). A renewal
changes no key of the row, so neither waits for the other; taking over locks it FOR UPDATE, so a transaction of the
leader before is either committed before that or refused after it. One that hangs in its middle is not waited for: its
sessions are ended first, which the same role may do.

What is not covered: a database that itself forgets the row (a failover to a replica that was behind).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from acd.store.engine import StoreError, failed, open_engine
from acd.store.tables import leader

T = TypeVar("T")
TAKE_S = 1.5
LEAD_S = 1.2
RENEW_S = 0.3
LOOK_S = 0.1
_ROW = 1
_QUICK = {  # a dead server is an error within about two seconds
    "options": "-c statement_timeout=1000 -c lock_timeout=1000",
    "application_name": "acd-lead",
    "connect_timeout": "2",
    "keepalives_idle": "1",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "tcp_user_timeout": "1500",
}
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps
_END_SESSIONS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND application_name = :session"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """The row. `who` is for people (host and process), `session` what the leader's database sessions are called,
    `process` for who is started in its place.
    `is_shared`: its leader stops when it cannot renew, so another may follow it. `is_left`: it has ended in order.
    `since` is wall time, for people."""

    epoch: int
    who: str
    session: str
    process: str
    is_shared: bool
    renewals: int
    since: float
    is_left: bool


def steady() -> float:
    """Seconds on the clock the lead is measured by."""
    return time.clock_gettime(_CLOCK)


def with_session(url: str, session: str) -> str:
    """The URL of a PostgreSQL, whose sessions are called `session` there."""
    return _with(url, {"application_name": session})


def _with(url: str, options: Mapping[str, str]) -> str:
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


class LeaderRow:
    """The row in the store at `url`. Every method may block for seconds and raise StoreError; for one thread."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(_with(url, _QUICK), create=True)

    def exists(self) -> bool:
        """Whether the store has the table: one made by an older program, or not made yet, has not."""
        return self._do(lambda connection: inspect(connection).has_table(leader.name))

    def look(self) -> Lead | None:
        return self._do(_row)

    def take(self, seen: Lead | None, who: str, session: str, *, is_shared: bool, process: str = "") -> Lead | None:
        """The lead, if the row is still as `seen`: None when somebody was quicker, or the leader has moved."""
        if seen is not None and seen.is_shared:  # of one that is not, the sessions have no name of their own
            self._do(lambda connection: connection.execute(_END_SESSIONS, {"session": seen.session}).close())
        mine = Lead(seen.epoch + 1 if seen else 1, who, session, process, is_shared, 0, time.time(), False)
        return self._do(lambda connection: mine if _replace(connection, seen, mine) else None)

    def renew(self, epoch: int) -> bool:
        """False: another leads."""
        return self._change(epoch, renewals=leader.c.renewals + 1)

    def leave(self, epoch: int) -> bool:
        """Who stands by need not wait. False: another leads already."""
        return self._change(epoch, is_left=True)

    def close(self) -> None:
        self._engine.dispose()

    def _change(self, epoch: int, **values: object) -> bool:
        changed = update(leader).where(leader.c.id == _ROW, leader.c.epoch == epoch).values(**values)
        return self._do(lambda connection: connection.execute(changed).rowcount == 1)

    def _do(self, deed: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return deed(connection)
        except (SQLAlchemyError, OSError) as error:
            raise failed(self._engine, error) from error


class Fence:
    """What a leader of `epoch` may write."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        held = select(leader.c.epoch).where(leader.c.id == _ROW, leader.c.epoch == epoch)
        self._held = held.with_for_update(read=True, key_share=True)

    def check(self, connection: Connection) -> None:
        """For the start of each of its transactions: StoreError once another leads."""
        if connection.execute(self._held).first() is None:
            raise StoreError("another daemon leads: nothing of this one is written any more")

    def named(self, run: str) -> str:
        """The name of a run of ours in ``runs``."""
        return f"{self.epoch}-{run}"

    def is_late(self, run: str) -> bool:
        """What `run` left in the spool was overtaken: another led after it and before us, and has written what became
        of its calls."""
        epoch, dash, _ = run.partition("-")
        return bool(dash) and int(epoch) < self.epoch - 1


def _row(connection: Connection, *, locked: bool = False) -> Lead | None:
    wanted = select(leader).where(leader.c.id == _ROW)
    found = connection.execute(wanted.with_for_update() if locked else wanted).mappings().first()
    return None if found is None else Lead(**{name: value for name, value in found.items() if name != "id"})


def _replace(connection: Connection, seen: Lead | None, mine: Lead) -> bool:
    if _row(connection, locked=True) != seen:
        return False
    if seen is None:  # of two who do this at once the second fails at the primary key
        connection.execute(insert(leader).values(id=_ROW, **asdict(mine)))
    else:
        connection.execute(update(leader).where(leader.c.id == _ROW).values(**asdict(mine)))
    return True
