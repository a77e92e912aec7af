"""Names of living things for the shell's completion. A daemon that is away or slow completes nothing, silently."""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from acd.cli.daemon import Daemon
from acd.cli.exits import AcdError
from acd.cli.socket_path import find_socket
from acd.cli.text import clean
from acd.control.requests import View
from acd.core.view import FloorView

PATIENCE_S = 1.0


def _completer(pick: Callable[[FloorView], Iterable[tuple[str, str]]]) -> Callable[..., list[CompletionItem]]:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            socket = find_socket(ctx.params.get("socket"), ctx.params.get("config_dir"))
            view = Daemon(socket, answer_s=PATIENCE_S).ask(View(), FloorView)
        except AcdError:
            return []
        return [CompletionItem(name, help=clean(text)) for name, text in pick(view) if name.startswith(incomplete)]

    return complete


agents = _completer(lambda view: [(agent.agent, agent.name) for agent in view.agents])
queues = _completer(lambda view: [(queue.queue, f"{queue.waiting} waiting") for queue in view.queues])
callbacks = _completer(
    lambda view: [(each.contact, f"{each.number} for {each.queue}") for each in view.contacts if each.callback]
)
contacts = _completer(lambda view: [(call.contact, f"{call.number} in {call.queue}") for call in view.contacts])
