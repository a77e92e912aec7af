"""`acd shadow QUEUE...`: an existing app_queue, watched or read from a log, and what we would have done."""

import asyncio
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from acd.cli.exits import NOT_RUNNING, REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.shadow_page import call_line, moment_line, show
from acd.cli.text import print_json
from acd.core.routing.presets import PRESETS
from acd.pbx.link import LinkError, LinkSettings, LoginRefused
from acd.shadow import file, queue_log
from acd.shadow.facts import Fact
from acd.shadow.floor import PRESET, Shop
from acd.shadow.shadow import Shadow
from acd.shadow.watch import UnknownQueueError, Watch

SECRET_VARIABLE: Final = "ACD_SHADOW_SECRET"  # noqa: S105 - the name of it
_UNITS: Final = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_SPAN: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(s|m|min|h|d)")


class Span(click.ParamType[float]):
    """A duration in seconds, positive."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = _SPAN.fullmatch(str(value))
        if found is None or not float(found[1]):
            self.fail(f"got {value!r}, must be such as 90s, 5min, 1h, 2d", param, ctx)
        return float(found[1]) * _UNITS[found[2]]


@click.command()
@click.argument("queues", metavar="QUEUE...", nargs=-1, required=True)
@click.option("--pbx-host", metavar="HOST", help="Where Asterisk's manager is.  [default: 127.0.0.1, or acd.toml's]")
@click.option("--pbx-port", type=click.IntRange(1, 65535), help="Its port.  [default: 5038, or acd.toml's]")
@click.option("--user", metavar="NAME", help="The manager account.  [default: acd.toml's]")
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"A file with the account's secret on one line; else the environment variable {SECRET_VARIABLE}, or acd.toml.",
)
@config_option
@click.option("--pbx", "pbx_name", metavar="NAME", help="Which PBX of acd.toml.")
@click.option("--for", "for_s", type=Span(), help="Watch that long: 1h.  [default: until Ctrl-C]")
@click.option("--every", "every_s", type=Span(), default="5min", show_default=True, help="Between two lines of totals.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Keep what is heard, for --from-file.")
@click.option("--from-file", type=click.Path(path_type=Path, dir_okay=False), help="Report again what --save kept.")
@click.option(
    "--queue-log", "log", type=click.Path(path_type=Path, dir_okay=False), help="Report an Asterisk queue_log."
)
@click.option("--wrap-up", "wrap_s", type=click.FloatRange(0, 3600), default=0.0, help="The queue's wrapuptime, in s.")
@click.option(
    "--preset", type=click.Choice(sorted(PRESETS)), default=PRESET, show_default=True, help="What we would do."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the estimates.")
@json_option
def shadow(
    queues: tuple[str, ...],
    for_s: float | None,
    every_s: float,
    save: Path | None,
    from_file: Path | None,
    log: Path | None,
    wrap_s: float,
    preset: str,
    seed: int,
    as_json: bool,
    **account: Any,
) -> None:
    """Watch app_queue's QUEUEs and report what we would have done and what it would have saved.

    Nothing is changed on the PBX: it is asked for the state of its queues, and pinged. The manager account needs
    read=agent and no write= at all. Not the daemon's account, which hears no queues and lets one in at a time.

    \b
    [shadow]                      in manager.conf
    secret = ...
    read = agent
    """
    if from_file is not None and log is not None:
        raise click.UsageError("--from-file and --queue-log are two sources: give one")
    shop = Shop(wrap_s, preset)
    if from_file is not None or log is not None:
        if save is not None or for_s is not None:
            raise click.UsageError("--save and --for are for watching a PBX")
        told = _from_file(from_file, queues, shop) if from_file is not None else _from_log(log, queues, shop)
    else:
        told = _live(_settings(**account), queues, shop, for_s, every_s, save, as_json=as_json)
    made = told.report(seed, _progress)
    if as_json:
        print_json(made)
    else:
        show(made)


def _from_file(path: Path, queues: tuple[str, ...], shop: Shop) -> Shadow:
    found = Shadow(shop)
    try:
        facts = [fact for fact in file.read(path) if getattr(fact, "queue", queues[0]) in queues]
    except file.FileError as error:
        raise AcdError(str(error), USAGE) from None
    return _fed(found, facts, path, queues)


def _from_log(path: Path | None, queues: tuple[str, ...], shop: Shop) -> Shadow:
    assert path is not None
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            facts = queue_log.read(lines, queues)
    except OSError as error:
        raise AcdError(f"cannot read {path}: {error.strerror}", USAGE) from None
    return _fed(Shadow(shop, knows_seats=False), facts, path, queues)


def _fed(found: Shadow, facts: list[Fact], path: Path, queues: tuple[str, ...]) -> Shadow:
    if not facts:
        raise AcdError(f"{path}: nothing of queue {', '.join(queues)} in it", USAGE)
    for fact in facts:
        found.take(fact)
    found.close(found.day.now)
    return found


def _live(
    settings: LinkSettings,
    queues: tuple[str, ...],
    shop: Shop,
    for_s: float | None,
    every_s: float,
    save: Path | None,
    *,
    as_json: bool,
) -> Shadow:
    say: Callable[[str], None] = (lambda _: None) if as_json else click.echo
    found = Shadow(shop, on_over=lambda stay: say(call_line(stay, found.day)))
    with ExitStack() as closing:
        takers: list[Callable[[Fact], None]] = [found.take]
        if save is not None:
            keep = _writer(save)
            closing.callback(keep.close)
            takers.insert(0, keep.write)
        watch = Watch(settings, queues, partial(_hand_out, takers))
        try:
            asyncio.run(_watch(watch, found, say, for_s, every_s))
        except UnknownQueueError as error:
            raise AcdError(str(error), USAGE) from None
        except LoginRefused as error:
            at = f"{settings.host}:{settings.port}"
            raise AcdError(f"{at} does not let {settings.username} in: {error}", REFUSED) from None
        except LinkError as error:
            raise AcdError(str(error), NOT_RUNNING) from None
    return found


def _hand_out(takers: Sequence[Callable[[Fact], None]], fact: Fact) -> None:
    for take in takers:
        take(fact)


async def _watch(watch: Watch, found: Shadow, say: Callable[[str], None], for_s: float | None, every_s: float) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    until = None if for_s is None else time.monotonic() + for_s
    try:
        await watch.start()
        say(moment_line(found.so_far(), watch.now(), is_begin=True))
        while not stop.is_set() and (until is None or time.monotonic() < until):
            left = every_s if until is None else min(every_s, until - time.monotonic())
            try:
                async with asyncio.timeout(max(0.0, left)):
                    await stop.wait()
            except TimeoutError:
                if until is None or time.monotonic() < until:
                    say(moment_line(found.so_far(), watch.now()))
    finally:
        await watch.stop()
        found.close(watch.now())


def _writer(path: Path) -> file.Writer:
    try:
        return file.Writer(path)
    except FileExistsError:
        raise AcdError(f"{path} is there already, and is not written over", USAGE) from None
    except OSError as error:
        raise AcdError(f"cannot write {path}: {error.strerror}", USAGE) from None


def _settings(
    pbx_host: str | None,
    pbx_port: int | None,
    user: str | None,
    secret_file: Path | None,
    config_dir: Path | None,
    pbx_name: str | None,
) -> LinkSettings:
    from acd.config.errors import ConfigErrors
    from acd.config.read import read
    from acd.config.secret import SecretError, from_env, from_file

    host, port, name, secret = "127.0.0.1", 5038, "", ""
    if config_dir is not None:
        try:
            pbxes = read(config_dir).pbxes
        except ConfigErrors as errors:
            raise AcdError(str(errors), USAGE) from None
        chosen = pbxes.get(pbx_name) if pbx_name is not None else next(iter(pbxes.values()), None)
        if chosen is None or (pbx_name is None and len(pbxes) > 1):
            raise AcdError(f"--pbx must name one of: {', '.join(sorted(pbxes))}", USAGE)
        host, port, name, secret = chosen.host, chosen.port, chosen.username, chosen.secret.value
    elif pbx_name is not None:
        raise click.UsageError("--pbx names a PBX of acd.toml: give --config, too")
    if user is not None or config_dir is None:
        try:
            secret = (from_file(secret_file) if secret_file is not None else from_env(SECRET_VARIABLE)).value
        except SecretError as error:
            raise AcdError(f"the secret of the manager account: {error}", USAGE) from None
        name = user or ""
    if not name:
        raise click.UsageError("--user is needed: the manager account; or --config")
    return LinkSettings(pbx_name or pbx_host or host, pbx_host or host, pbx_port or port, name, secret)


def _progress(run: int, runs: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[Kestimating {run}/{runs}" + ("\r\033[K" if run == runs else ""), nl=False, err=True)
