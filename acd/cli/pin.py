"""`acd pin`."""

import json
import re
import sys

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import json_option
from acd.cli.text import print_json
from acd.config.pins import ALLOWED_PIN, hash_pin, is_pin

_LONGEST_LINE = 1000
_ACCOUNT = re.compile("[A-Za-z0-9_-]{1,64}")


@click.command()
@click.option("--account", metavar="ACCOUNT", help="A customer's: print the line for a file of callers' PINs.")
@json_option
def pin(account: str | None, as_json: bool) -> None:
    """Ask for an agent's PIN and print the line for agents.toml; the PIN itself is neither shown nor kept.

    Without a terminal the PIN is one line of the input.
    """
    if account is not None and not _ACCOUNT.fullmatch(account):
        raise AcdError("an account is 1 to 64 letters, digits, _ and -", USAGE)
    wanted = _asked() if _is_at_a_terminal() else _read()
    if not is_pin(wanted):
        raise AcdError(f"a PIN is {ALLOWED_PIN}", USAGE)
    kept = hash_pin(wanted)
    if as_json:
        print_json({"pin": kept} if account is None else {"account": account, "pin": kept})
    else:
        click.echo(f'{"pin" if account is None else json.dumps(account)} = "{kept}"')


def _is_at_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _asked() -> str:
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True))


def _read() -> str:
    try:
        line = sys.stdin.readline(_LONGEST_LINE) if sys.stdin is not None else ""
    except UnicodeDecodeError:
        line = "?"  # no PIN, and told as any other that is none
    if not line:
        raise AcdError("no PIN: type it at a terminal, or give it as one line of the input", USAGE)
    return line.rstrip("\r\n")
