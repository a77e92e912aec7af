"""Everything there is to warn of."""

from acd.config.settings import Settings
from acd.lint import coverage, folders, hearing, intents, load, readable, skills, steps, texts, ways, weights
from acd.lint.finding import Finding
from acd.lint.history import History


def look(settings: Settings, history: History | None = None) -> list[Finding]:
    """By file, in the order found; without a history only what the files themselves tell."""
    found = [
        *skills.missing(settings),
        *skills.alone(settings),
        *steps.idle_steps(settings),
        *ways.no_end(settings),
        *ways.no_help(settings),
        *ways.in_silence(settings),
        *weights.drowning(settings),
        *skills.unneeded(settings),
        *ways.no_flow(settings),
        *texts.not_made(settings),
        *folders.unfit(settings),
        *readable.pins(settings),
        *hearing.nobody_hears(settings),
        *hearing.too_much(settings),
        *intents.not_heard(settings),
        *intents.hardly_taught(settings),
        *intents.confused(settings),
    ]
    if history is not None:
        found += [*coverage.uncovered(settings, history), *load.overloaded(settings, history)]
    return sorted(found, key=lambda finding: finding.file.split(":")[0])
