"""How many calls a second the simulator gets through: the real Floor with 300 agents, and the engine alone.

    python bench/simulate_speed.py [--seeds 5] [--seconds 2000] [--agents 300] [--profile]

S1's traffic at load .95. Times are CPU time of one process. "engine" is the same world under the longest-idle rule, so
what it costs is all that is not the Floor. `--profile` shows where the Floor's time goes, per call simulated.
"""

import cProfile
import pstats
import statistics
import time

import click

from acd.simulate.run import play
from acd.simulate.scenarios import Options, scenario


@click.command()
@click.option("--seeds", default=5, show_default=True)
@click.option("--seconds", default=2000.0, show_default=True, help="Simulated time measured.")
@click.option("--agents", default=300, show_default=True)
@click.option("--policy", "policies", multiple=True, default=("longest-idle", "queue-rrmemory-penalty", "acd-fair"))
@click.option("--profile", is_flag=True)
def main(seeds: int, seconds: float, agents: int, policies: tuple[str, ...], profile: bool) -> None:
    options = Options(seconds=seconds, agents=agents, warm_s=0.0)
    cases = [scenario("s1").draw(seed, options) for seed in range(1, seeds + 1)]
    print(f"{agents} agents, {seconds:g} s, {sum(len(case.calls) for case in cases) / seeds:.0f} calls a seed")
    for policy in policies:
        rates = []
        for case in cases:
            began = time.process_time()
            calls = len(play(case, policy).at)
            rates.append(calls / (time.process_time() - began))
        spread = statistics.stdev(rates) if len(rates) > 1 else 0.0
        rate = statistics.fmean(rates)
        print(f"{policy:28} {rate:9.0f} calls/s  +- {spread:.0f} (sd over seeds)  {1e6 / rate:7.1f} us a call")
    if profile:
        show(cases[0], policies[-1])


def show(case: object, policy: str) -> None:
    profiler = cProfile.Profile()
    tape = profiler.runcall(play, case, policy)  # type: ignore[arg-type]
    stats = pstats.Stats(profiler)
    rows = []
    for (file, line, name), (_, count, own, whole, _) in stats.stats.items():  # type: ignore[attr-defined]
        rows.append((own, whole, count, f"{'/'.join(file.split('/')[-3:])}:{line} {name}"))
    calls = len(tape.at)
    print("\nunder the profiler, per call simulated (it slows small functions most):")
    print(f"{'own us':>8} {'with callees us':>16} {'times':>7}")
    for own, whole, count, where in sorted(rows, reverse=True)[:25]:
        print(f"{own / calls * 1e6:8.2f} {whole / calls * 1e6:16.2f} {count / calls:7.2f}  {where}")


if __name__ == "__main__":
    main()
