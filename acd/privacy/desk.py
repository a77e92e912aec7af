"""Answers what is asked about what is kept: the trail of operators, and a caller who is to be erased."""

import asyncio
from collections.abc import Callable
from typing import assert_never

from acd.config.settings import Settings
from acd.control.house import RefusedError
from acd.control.privacy_requests import LeftAlone, LetGo, ListActs, PrivacyRequest
from acd.core.acts import OperatorActed
from acd.core.events import ContactDropped, Event
from acd.core.view import FloorView
from acd.pump import Pump
from acd.store import Store, StoreError
from acd.store.wanted import Wanted

FLUSH_S = 20.0


class PrivacyDesk:
    """`settings` gives the configuration of the moment, `view` the floor now."""

    def __init__(
        self, settings: Callable[[], Settings], view: Callable[[], FloorView], pump: Pump, store: Store
    ) -> None:
        self._settings = settings
        self._view = view
        self._pump = pump
        self._store = store

    async def ask(self, request: PrivacyRequest) -> object:
        """The answer as the request says. RefusedError with the reason."""
        match request:
            case ListActs():
                return await self._acts(request)
            case LetGo(number):
                return await self._let_go(number)
            case _:
                assert_never(request)

    async def _acts(self, wanted: ListActs) -> tuple[OperatorActed, ...]:
        def look() -> list[OperatorActed]:
            self._store.flush()
            return self._store.read.acts(wanted.since, wanted.until, wanted.by, wanted.limit)

        try:
            return tuple(await asyncio.to_thread(look))
        except StoreError as error:
            raise RefusedError(str(error)) from None

    async def _let_go(self, number: str) -> LeftAlone:
        """Call-backs of `number` are cancelled where nobody is on the line."""
        wanted = Wanted(number, self._settings().privacy.country)
        cancelled = [
            each.contact
            for each in self._view().contacts
            if each.callback is not None and each.callback.is_away and wanted.is_same(each.number)
            if self._pump.ask(_dropped(each.contact)).ok
        ]
        here = tuple(each.contact for each in self._view().contacts if wanted.is_same(each.number))
        is_written = await asyncio.to_thread(self._store.flush, FLUSH_S)
        return LeftAlone(tuple(cancelled), here, is_written and not self._store.health().spooled.rows)


def _dropped(contact: str) -> Callable[[str], Event]:
    return lambda asked: ContactDropped(contact, asked)
