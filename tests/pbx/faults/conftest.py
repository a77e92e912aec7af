"""The fault suite: what is broken on purpose, and the figures that must come out. Each test has the number of the list
in docs/reliability.md; `figure` notes what was measured against its bar; the session ends with one table of all.

Only `make faults`, which wants quiet cores, fails on times past their bars (ACD_BARS=strict); elsewhere five times as
long will do. With ACD_COUNTS=whole what takes long is done as long, and as often, as the list says.
"""

import os
import re
from collections.abc import Callable

import pytest

Figure = Callable[..., None]
Row = tuple[str, str, str, str, str]
IS_WHOLE = os.environ.get("ACD_COUNTS") == "whole"
_KEY = "fault figure"
_PATIENCE = 1.0 if os.environ.get("ACD_BARS") == "strict" else 5.0
_NUMBER = re.compile(r"/test_r(\d+)_")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """``figure("R1", "callers lost", 0, most=0)``: noted for the table, and the test fails past the bar. `most` and
    `least` are inclusive; `unit` is for the reader."""

    def note(
        test: str, what: str, value: float, *, unit: str = "", most: float | None = None, least: float | None = None
    ) -> None:
        holds = (most is None or value <= most) and (least is None or value >= least)
        is_good = holds or (unit in ("s", "ms") and most is not None and value <= most * _PATIENCE)
        bars = (("≤", most), ("≥", least))
        bar = ", ".join(f"{sign} {limit:g} {unit}".strip() for sign, limit in bars if limit is not None)
        row = (test, what, f"{value:.3g} {unit}".strip(), bar, "pass" if holds else "late" if is_good else "FAIL")
        request.node.user_properties.append((_KEY, row))
        assert is_good, f"{test}: {what}: {value:g} {unit}, the bar is {bar}"

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that failed otherwise than at a bar has a row too, so that the table is whole."""
    reports = {kind: terminalreporter.getreports(kind) for kind in ("passed", "failed", "error")}
    figures = [row for kind in ("passed", "failed") for report in reports[kind] for row in _figures(report)]
    if not figures:
        return
    troubles = [_trouble(report) for kind in ("failed", "error") for report in reports[kind] if not _is_told(report)]
    rows = sorted(figures + troubles, key=lambda row: int(row[0][1:]))
    table = [("test", "figure", "measured", "bar", ""), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    terminalreporter.section("faults")
    for row in table:
        terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    missed = sum(row[4] == "FAIL" for row in rows)
    terminalreporter.write_line(f"{len(rows)} figures, {missed} of them past their bars")


def _figures(report: pytest.TestReport) -> list[Row]:
    return [row for key, row in report.user_properties if key == _KEY] if report.when == "call" else []


def _is_told(report: pytest.TestReport) -> bool:
    """By a figure past its bar; or it is no test of the list."""
    return any(row[4] == "FAIL" for row in _figures(report)) or _NUMBER.search(report.nodeid) is None


def _trouble(report: pytest.TestReport) -> Row:
    number, name = _NUMBER.search(report.nodeid), report.nodeid.rpartition("::")[2]
    what = {"setup": "could not begin", "teardown": "something was left over, or a log complains"}
    said = what.get(report.when or "", "did not come to its end")
    return f"R{int(number[1]) if number else 0}", f"{name}: {said}", "", "", "FAIL"
