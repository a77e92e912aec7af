"""The demo's last words: its figures in two tables, and what they agree with."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from acd.cli.paper import cell, table
from acd.cli.text import clean, percent
from acd.lab.audit import Finding
from acd.lab.figures import AgentFigures, QueueFigures


def print_summary(
    console: Console, queues: Sequence[QueueFigures], agents: Sequence[AgentFigures], names: Mapping[str, str]
) -> None:
    console.print()
    numbers = ("Offered", "Answered", "Gave up", "Left", "SL", "ASA s", "AHT s")
    made = table(("Queue", "whole"), *((number, "right") for number in numbers))
    for queue in queues:
        counts = (queue.offered, queue.answered, queue.abandoned, queue.left)
        rates = (percent(queue.service_level), _seconds(queue.asa_s), _seconds(queue.aht_s))
        made.add_row(*(cell(text) for text in (queue.queue, *map(str, counts), *rates)))
    console.print(made)
    console.print()
    made = table("Agent", *((number, "right") for number in ("Rang", "Answered", "Missed", "AHT s")))
    for agent in agents:
        who = f"{agent.agent} {names.get(agent.agent, '')}"
        rang = map(str, (agent.offered, agent.answered, agent.missed))
        made.add_row(*(cell(text) for text in (who, *rang, _seconds(agent.aht_s))))
    console.print(made)
    console.print()


def print_findings(console: Console, findings: Sequence[Finding]) -> int:
    """One line each; the exit code: 0 when all agree, else 1."""
    for finding in findings:
        if not finding.differences:
            console.print(cell(f"agrees: {finding.what}", "green"), soft_wrap=True)
            continue
        console.print(cell(f"DIFFERS: {finding.what}", "bold red"), soft_wrap=True)
        for line in finding.differences:
            console.print(f"  {clean(line)}", soft_wrap=True)
    return 1 if any(finding.differences for finding in findings) else 0


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
