"""The command as the shell sees it: help, exit codes, no traceback, a fast start, completion."""

import ast
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from acd.cli import root
from acd.cli.root import COMMANDS, main


def shell(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from acd.cli import main; main()", *words],
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom acd.cli.root import acd\n"
        "acd.main(['--help'], standalone_mode=False)\n"
        "print('heavy:', *(set(sys.modules) & {'rich', 'msgspec', 'numpy', 'sqlalchemy', 'pydantic', 'asyncio'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert "Exit codes:" in done.stdout
    assert done.stdout.splitlines()[-1] == "heavy:"


@pytest.mark.parametrize(("name", "where"), [(name, where) for name, (where, _) in COMMANDS.items()])
def test_every_command_is_where_the_table_says(name: str, where: str) -> None:
    module, _, attribute = where.partition(":")
    found = importlib.util.find_spec(module)
    assert found is not None
    assert found.origin is not None
    names = {
        node.id if isinstance(node, ast.Name) else getattr(node, "name", "")
        for node in ast.walk(ast.parse(Path(found.origin).read_text(encoding="utf-8")))
    }
    assert attribute in names


@pytest.mark.parametrize("name", ["status", "queues", "agent", "call", "why", "history", "pbx", "watch", "run"])
def test_every_command_explains_itself(run: Any, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: acd {name}")


def test_no_daemon_from_the_shell() -> None:
    done = shell("queues", ACD_SOCKET="/nowhere/acd.sock")
    assert (done.returncode, done.stdout) == (3, "")
    assert (
        done.stderr
        == "acd: the daemon is not running (nothing answers at /nowhere/acd.sock); start it with 'acd run'\n"
    )


def test_bad_usage_from_the_shell() -> None:
    done = shell("queue")
    assert done.returncode == 2
    assert "No such command 'queue'" in done.stderr


def test_a_fault_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(root.COMMANDS, "status", ("acd.cli.nowhere:status", ""))
    monkeypatch.setattr(sys, "argv", ["acd", "status"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 70
    error = capsys.readouterr().err
    assert "a fault of acd itself" in error
    assert "Traceback" not in error


def test_ctrl_c_ends_a_watch_quietly(stop_daemon: Any, house: Any, socket: Path) -> None:
    house.story = ()
    house.stop = house.never_stop
    # Where the tests run in a shell's background, children are born deaf to SIGINT.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{heeding}; from acd.cli import main; main()"
    watch = subprocess.Popen(
        [sys.executable, "-c", program, "watch", "--json"],
        env=os.environ | {"ACD_SOCKET": str(socket)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert house.watched.wait(10)
    watch.send_signal(signal.SIGINT)
    out, err = watch.communicate(timeout=10)
    assert (watch.returncode, out, err.strip()) == (130, "", "")


def test_a_reader_that_has_enough_is_no_error(stop_daemon: Any, socket: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -c 'from acd.cli import main; main()' history --json | head -1; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        env=os.environ | {"ACD_SOCKET": str(socket)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == "[\n0\n"
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Any, name: str) -> None:
    result = run("completion", name)
    assert result.exit_code == 0
    assert "_ACD_COMPLETE" in result.output


def complete(words: str, socket: Path) -> str:
    return shell(
        _ACD_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
        ACD_SOCKET=str(socket),
    ).stdout


def test_commands_complete() -> None:
    assert complete("acd qu", Path("/nowhere")) == "plain,queues\n"


def test_living_names_complete(stop_daemon: Any, socket: Path) -> None:
    assert complete("acd agent ready 100", socket).count("plain,100") == 5
    assert complete("acd call move main-1763820001.12 su", socket) == "plain,support\n"
    assert "main-1763820001.15" in complete("acd why main", socket)
    stop_daemon()
    assert complete("acd agent ready 100", socket).strip() == ""
