"""`acd agent sign-in|sign-out|pause|ready|skills`."""

import click

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.text import clean
from acd.control.requests import ChangeSkills, Pause, Ready, SignIn, SignOut

agent_argument = click.argument("agent", metavar="AGENT", shell_complete=complete.agents)


@click.group()
def agent() -> None:
    """Sign an agent in or out, pause, ready, skills."""


@agent.command("sign-in")
@agent_argument
@asks_daemon
def sign_in(daemon: Daemon, agent: str) -> None:
    """Sign AGENT in; calls may come at once."""
    daemon.do(SignIn(agent), f"{agent} is signed in")


@agent.command("sign-out")
@agent_argument
@asks_daemon
def sign_out(daemon: Daemon, agent: str) -> None:
    """Sign AGENT out; a running call is not cut, and it takes effect when that ends."""
    daemon.do(SignOut(agent), f"{agent} is signed out (after the running call, if there is one)")


@agent.command()
@agent_argument
@click.argument("reason", default="pause")
@asks_daemon
def pause(daemon: Daemon, agent: str, reason: str) -> None:
    """Pause AGENT for REASON; a running call is not cut, a ringing phone stops."""
    daemon.do(Pause(agent, reason), f"{agent} is paused: {reason} (after the running call, if there is one)")


@agent.command()
@agent_argument
@asks_daemon
def ready(daemon: Daemon, agent: str) -> None:
    """End AGENT's pause or wrap-up now."""
    daemon.do(Ready(agent), f"{agent} is ready")


@agent.command()
@agent_argument
@click.argument("levels", nargs=-1, required=True, metavar="SKILL=LEVEL...")
@asks_daemon
def skills(daemon: Daemon, agent: str, levels: tuple[str, ...]) -> None:
    """Set AGENT's level in one or more skills, 1 to 10; 0 takes a skill away. Skills not named stay as they are. They
    count until the configuration says something else of AGENT's skills than now.

    \b
    acd agent skills 1001 fr=3 vip=0
    """
    wanted = dict(_level(word) for word in levels)
    said = " ".join(f"{skill}={level}" for skill, level in wanted.items())
    daemon.do(ChangeSkills(agent, wanted), f"{agent} now has {said}")


def _level(word: str) -> tuple[str, int]:
    skill, equals, level = word.rpartition("=")
    if not skill or not equals or not level.isascii() or not level.isdigit() or int(level[:3]) > 10:
        raise click.BadParameter(f"got {clean(word)!r}, must be a skill and a level such as fr=3, level 0 to 10")
    return skill, int(level)
