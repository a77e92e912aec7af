"""The command line. It prints and asks; every rule is elsewhere.

- root: the command `acd` itself, its commands loaded only when used
- exits: exit codes and errors for people; options: what every command that asks the daemon takes
- socket_path: where the daemon is; daemon: asking it; complete: its names for the shell
- paper: tables, durations, JSON, text made safe for a terminal; story: what happens, in sentences
- one file per command or command group
"""

from acd.cli.root import main

__all__ = ["main"]
