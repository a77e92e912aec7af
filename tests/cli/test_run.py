"""`acd run` hands over to the daemon and exits as it does."""

import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("code", [0, 2])
def test_run_exits_as_the_daemon_does(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int) -> None:
    asked: list[tuple[Path, bool]] = []

    def daemon(config: Path, *, log_numbers: bool) -> int:
        asked.append((config, log_numbers))
        return code

    monkeypatch.setattr("acd.daemon.run", daemon)
    assert run("run", "--config", str(tmp_path)).exit_code == code
    assert run("run", "--log-numbers").exit_code == code
    assert asked == [(tmp_path, False), (Path("/etc/acd"), True)]


def test_supervision_runs_the_same_command_without_it(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[list[str]] = []

    def supervise(argv: list[str]) -> int:
        kept.append(argv)
        return 7

    monkeypatch.setattr("acd.supervise.supervisor.supervise", supervise)
    monkeypatch.setattr(sys, "orig_argv", ["python3", "/opt/acd/bin/acd", "run", "--supervise", "--config", "/etc/x"])
    assert run("run", "--supervise", "--config", "/etc/x").exit_code == 7
    assert kept == [[sys.executable, "-X", "faulthandler", "/opt/acd/bin/acd", "run", "--config", "/etc/x"]]
