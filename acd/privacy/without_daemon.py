"""What the daemon does before a caller is erased, where none runs: rows that wait in the spool are written, his
call-backs are cancelled, and the trail says who did it."""

import os
import time

from acd.config.settings import Settings
from acd.control.peer import user_name
from acd.control.privacy_requests import LeftAlone
from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked
from acd.core.records import ContactEnded, Outcome
from acd.store import Store
from acd.store.alone import alone
from acd.store.disk import open_erasing
from acd.store.wanted import Wanted

FLUSH_S = 60.0


def let_go(settings: Settings, wanted: Wanted) -> LeftAlone:
    """Blocking. Raises StoreError: no store there, or a daemon uses it after all."""
    open_erasing(settings.store_url).dispose()
    with alone(settings.store_url):
        spool = settings.spool
        store = Store.open(settings.store_url, spool_folder=spool.folder, spool_bytes=spool.mb * 1_000_000)
        try:
            now = time.time()
            store.put(_act(wanted, now), now)
            found = store.read.callbacks()
            his = [each for each in (*found.booked, *found.talked) if wanted.is_same(each.number)]
            for each in his:
                store.put(_cancelled(each, now), now)
            is_written = store.flush(FLUSH_S) and not store.health().spooled.rows
        finally:
            store.close()
    return LeftAlone(tuple(each.contact for each in his), (), is_written)


def _act(wanted: Wanted, now: float) -> OperatorActed:
    uid = os.geteuid()
    return OperatorActed(now, uid, user_name(uid), "", "let-go", wanted.shown, "without a daemon", "done", "")


def _cancelled(booked: CallbackBooked, now: float) -> ContactEnded:
    return ContactEnded(
        contact=booked.contact,
        pbx=booked.pbx,
        queue=booked.queue,
        number="",
        name="",
        intent=booked.intent,
        language=booked.language,
        priority=booked.priority,
        entered=booked.entered,
        connected=None,
        ended=now,
        outcome=Outcome.CANCELLED,
        agent=None,
        offers=0,
        ended_by_agent=False,
        data={},
    )
