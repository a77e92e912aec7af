"""privacy.toml (and privacy.d/*.toml): how long recordings, numbers and the journal are kept. All of it may change by a
reload. Messages have their own keep_s in messages.toml."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import PlainValidator

from acd.config.callbacks import check_country
from acd.config.errors import Mistakes, dotted
from acd.config.fields import Name, or_none, whole
from acd.config.files import load_all, refuse_unknown, single
from acd.config.privacy_settings import JOURNAL_DAYS, Keep, Privacy
from acd.config.tables import Table, nearest, validate

Days = Annotated[int | None, PlainValidator(or_none(whole(1, 36_500)))]


class KeepTable(Table):
    recordings_days: Days = None
    numbers_days: Days = None


class RetentionTable(KeepTable):
    journal_days: Days = JOURNAL_DAYS
    queue: Mapping[Name, KeepTable] = {}


class NumbersTable(Table):
    country: Annotated[str, PlainValidator(check_country)]


def read_privacy(directory: Path, queues: Collection[str] | None, home: str | None, mistakes: Mistakes) -> Privacy:
    """`queues`: those there are, None where nobody knows; `home`: the country where privacy.toml says none."""
    sources, _ = load_all(directory, "privacy", mistakes)
    refuse_unknown(sources, ("numbers", "retention"), mistakes)
    numbers, retention = single(sources, "numbers", mistakes), single(sources, "retention", mistakes)
    where = validate(NumbersTable, numbers.raw, numbers.file, "numbers", mistakes) if numbers else None
    table = validate(RetentionTable, retention.raw, retention.file, "retention", mistakes) if retention else None
    table = table or RetentionTable()
    for queue in table.queue if queues is not None and retention else ():
        if queue not in (queues or ()):
            why = f"no such queue, {nearest(queue, queues or ())}"
            mistakes.add(retention.file if retention else "", dotted(("retention", "queue", queue)), why)
    of_queues = {queue: _keep(own, table) for queue, own in table.queue.items()}
    country = where.country if where else home
    return Privacy(country, table.journal_days, _keep(table, table), MappingProxyType(of_queues))


def _keep(own: KeepTable, whole: KeepTable) -> Keep:
    """A queue's own days, what it does not say as for all."""
    said = own.model_fields_set
    return Keep(
        own.recordings_days if "recordings_days" in said else whole.recordings_days,
        own.numbers_days if "numbers_days" in said else whole.numbers_days,
    )
