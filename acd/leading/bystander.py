"""What a daemon that stands by answers to operators: that it does, for whom and since when; nothing else."""

import os
from collections.abc import Callable
from importlib.metadata import version

from sqlalchemy.engine import make_url

from acd.clock import Clock
from acd.config.settings import Settings
from acd.control.desk_requests import DeskRequest
from acd.control.duty import Draining, DrainWay, Duty, Role
from acd.control.house import (
    Compared,
    Counters,
    DaemonStatus,
    DoctorLine,
    HistoryFilter,
    RefusedError,
    StoreStatus,
    Watcher,
)
from acd.control.privacy_requests import PrivacyRequest
from acd.core.commands import Reply
from acd.core.events import Event
from acd.core.records import ContactEnded, Decided
from acd.core.view import FloorView
from acd.store.engine import shown
from acd.store.lease import Lead


class Bystander:
    """Implements ``acd.control.house.House``. `lead` is whom it stands by for."""

    def __init__(self, settings: Settings, lead: Lead) -> None:
        self._settings = settings
        self._lead = lead
        self._clock = Clock()
        self._since = self._clock.now()

    def _refusal(self) -> RefusedError:
        return RefusedError(f"this daemon stands by; {self._lead.who} leads: ask that one")

    async def status(self) -> DaemonStatus:
        return DaemonStatus(
            version=version("asterisk-acd"),
            pid=os.getpid(),
            config=str(self._settings.directory),
            started=self._since,
            at=self._clock.now(),
            links=(),
            store=StoreStatus(shown(make_url(self._settings.store_url))),
            counters=Counters(),
            duty=Duty(Role.STANDBY, self._since, self._lead.epoch, self._lead.who),
        )

    def view(self) -> FloorView:
        raise self._refusal()

    async def ask(self, event: Callable[[str], Event]) -> Reply:  # noqa: ARG002
        raise self._refusal()

    async def why(self, contact: str) -> tuple[Decided, ...]:  # noqa: ARG002
        raise self._refusal()

    async def history(self, wanted: HistoryFilter) -> tuple[ContactEnded, ...]:  # noqa: ARG002
        raise self._refusal()

    async def call_back(self, number: str, queue: str, at: float | None) -> str:  # noqa: ARG002
        raise self._refusal()

    async def reload(self) -> tuple[str, ...]:
        raise self._refusal()

    async def unlock_pin(self, who: str) -> tuple[str, ...]:  # noqa: ARG002
        raise self._refusal()

    async def heal(self, *, dry_run: bool) -> Compared:  # noqa: ARG002
        raise self._refusal()

    async def doctor(self) -> tuple[DoctorLine, ...]:
        raise self._refusal()

    async def drain(self, way: DrainWay | None, for_s: float | None) -> Draining:  # noqa: ARG002
        raise self._refusal()

    async def privacy_desk(self, request: PrivacyRequest) -> object:  # noqa: ARG002
        raise self._refusal()

    async def message_desk(self, request: DeskRequest) -> object:  # noqa: ARG002
        raise self._refusal()

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:  # noqa: ARG002
        """Nothing happens here."""
        return lambda: None
