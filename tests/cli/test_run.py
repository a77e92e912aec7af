"""`acd run` hands over to the daemon and exits as it does."""

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
