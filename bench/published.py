"""The published scenarios again: our estimates beside the published intervals.

    python bench/published.py [--replications 1000] [--floor 0] [--first-seed 1] [SCENARIO ...]

Each is run by the engine under the rule it was published with; `--floor N` runs N replications of the real Floor as
well (about a hundred times slower), set so that it follows the same rule: acd-longest-idle for one group of alike
agents, acd-neutral (longest wait first, own agents before helpers) for SimpleMSK. Bilingual's random free agent is
not a thing the Floor does. "inside": our mean lies in the published interval; "meets": the two intervals meet.
"""

import click

from acd.simulate.published import PUBLISHED, estimate
from acd.simulate.run import play
from acd.simulate.scenarios import SCENARIOS, Options

FLOOR = {"mmc": "acd-longest-idle", "mmcab": "acd-longest-idle", "simplemsk": "acd-neutral"}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PUBLISHED)))
@click.option("--replications", default=1000, show_default=True)
@click.option("--floor", "on_floor", default=0, show_default=True)
@click.option("--first-seed", default=1, show_default=True)
def main(names: tuple[str, ...], replications: int, on_floor: int, first_seed: int) -> None:
    print(f"{'':38}{'ours':>22}   {'published':>22}")
    for name in names or tuple(PUBLISHED):
        compare(name, SCENARIOS[name].baseline, range(first_seed, first_seed + replications))
        if on_floor and name in FLOOR:
            compare(name, FLOOR[name], range(first_seed, first_seed + on_floor))


def compare(name: str, policy: str, seeds: range) -> None:
    print(f"{name}, {policy}, {len(seeds)} replications")
    measures, rows = PUBLISHED[name], []
    for seed in seeds:
        tape = play(SCENARIOS[name].draw(seed, Options()), policy)
        rows.append([measure.of(tape) for measure in measures])
    for place, measure in enumerate(measures):
        found = estimate([row[place] for row in rows])
        ours, theirs = f"{found.mean:.4f} +-{found.half:.4f}", f"{measure.low:.3f} .. {measure.high:.3f}"
        verdict = "inside" if measure.is_inside(found) else "meets" if measure.holds(found) else "OUTSIDE"
        print(f"    {measure.name:34}{ours:>22}   {theirs:>22}   {verdict}")


if __name__ == "__main__":
    main()
