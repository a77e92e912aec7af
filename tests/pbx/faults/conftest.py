"""The fault suite: what is broken on purpose, and the figures that must come out. Each test has the number of the list
in docs/reliability.md; `figure` notes what was measured against its bar; the session ends with one table of all."""

from collections.abc import Callable

import pytest

Figure = Callable[..., None]
_KEY = "fault figure"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """``figure("R1", "callers lost", 0, most=0)``: noted for the table, and the test fails past the bar. `most` and
    `least` are inclusive; `unit` is for the reader."""

    def note(
        test: str, what: str, value: float, *, unit: str = "", most: float | None = None, least: float | None = None
    ) -> None:
        holds = (most is None or value <= most) and (least is None or value >= least)
        bars = (("≤", most), ("≥", least))
        bar = ", ".join(f"{sign} {limit:g} {unit}".strip() for sign, limit in bars if limit is not None)
        row = (test, what, f"{value:.3g} {unit}".strip(), bar, "pass" if holds else "FAIL")
        request.node.user_properties.append((_KEY, row))
        assert holds, f"{test}: {what}: {value:g} {unit}, the bar is {bar}"

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = [
        row
        for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
        if report.when == "call"
        for key, row in report.user_properties
        if key == _KEY
    ]
    if not rows:
        return
    table = [("test", "figure", "measured", "bar", ""), *sorted(rows, key=lambda row: int(row[0][1:]))]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    terminalreporter.section("faults")
    for row in table:
        terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
