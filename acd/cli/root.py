"""The command `acd`: a table of commands whose modules are imported only when used, so that `acd --help` and every
single command start fast."""

import importlib
import os
import sys
from typing import Final

import click
from click.shell_completion import CompletionItem

from acd.cli import exits

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "run": ("acd.cli.run:run", "Run the daemon in the foreground."),
    "status": ("acd.cli.status:status", "The daemon, its PBXes and its store."),
    "queues": ("acd.cli.queues:queues", "All queues: who waits, how long, how well it goes."),
    "calls": ("acd.cli.calls:calls", "All calls now: waiting, ringing, talking."),
    "agents": ("acd.cli.agents:agents", "All agents: what each is doing and since when."),
    "agent": ("acd.cli.agent:agent", "Sign an agent in or out, pause, ready, skills."),
    "call": ("acd.cli.call:call", "Move, prioritise or drop a call."),
    "callback": ("acd.cli.callback:callback", "Who is to be called back: list, add, cancel."),
    "why": ("acd.cli.why:why", "Why a call went to its agent: all candidates, all scores."),
    "watch": ("acd.cli.watch:watch", "Follow what happens, one line each."),
    "history": ("acd.cli.history:history", "Calls that are over."),
    "report": ("acd.cli.report:report", "Reports from the store: how honest expected waits were."),
    "shadow": ("acd.cli.shadow:shadow", "Watch an app_queue: what we would do, what it would save."),
    "replay": ("acd.cli.replay:replay", "Recorded traffic again: verify the journal, try another configuration."),
    "staff": ("acd.cli.staff:staff", "How many agents are needed, by Erlang C and A."),
    "voicemail": ("acd.cli.voicemail:voicemail", "Messages that callers left: list, play, mark, delete."),
    "announce": ("acd.cli.announce:announce", "An emergency message that every caller hears: on, off."),
    "check": ("acd.cli.check:check", "Check the configuration without touching the daemon."),
    "reload": ("acd.cli.reload:reload", "Apply the changed configuration to the running daemon."),
    "heal": ("acd.cli.heal:heal", "Compare the daemon's books with the PBXes, and heal what differs."),
    "drain": ("acd.cli.drain:drain", "Have the daemon take no new work, see to those who wait, and end."),
    "config": ("acd.cli.config:config_group", "Configuration tools: import queues.conf, ..."),
    "pin": ("acd.cli.pin:pin", "Make an agent's or a customer's PIN for the configuration."),
    "lookup": ("acd.cli.lookup:lookup", "Look one thing up as a flow would: try lookups.toml."),
    "ivr": ("acd.cli.ivr:ivr_group", "Try and draw IVR flows."),
    "pbx": ("acd.cli.pbx:pbx", "Examine the PBXes."),
    "simulate": ("acd.cli.simulate:simulate", "Compare routing policies in simulated traffic."),
    "audit": ("acd.cli.audit:audit", "What operators did: who, when, what, of whom."),
    "erase": ("acd.cli.erase:erase_caller", "Forget a caller everywhere, and prove it."),
    "retain": ("acd.cli.retain:retain", "Let go of what is kept too long; --dry-run says what."),
    "completion": ("acd.cli.completion:completion", "Print the completion script of your shell."),
}
"""Name: (module:attribute, one line of help)."""


class LazyGroup(click.Group):
    """Finds its commands in ``COMMANDS``; lists and completes their names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [CompletionItem(name, help=line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"acd {version('asterisk-acd')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    epilog=exits.HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Print it and go.")
def acd() -> None:
    """Skill-based call distribution for Asterisk.

    The daemon is found by --socket or ACD_SOCKET, else by acd.toml in --config or ACD_CONFIG (/etc/acd), else at
    /run/acd/acd.sock. Every command that asks the daemon or checks files
    takes --json.
    """


def main() -> None:
    """The console script: any ending is an exit code, none a traceback (unless ACD_DEBUG is set)."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = acd.main(prog_name="acd", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = exits.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has what it wanted; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.OK
    except Exception as error:
        if os.environ.get("ACD_DEBUG"):
            raise
        click.echo(f"acd: a fault of acd itself: {error!r}; ACD_DEBUG=1 shows where", err=True)
        code = exits.FAULT
    sys.exit(code if isinstance(code, int) else exits.OK)
