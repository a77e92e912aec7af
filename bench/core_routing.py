"""What one decision costs on the real Floor: one call against all agents, one freed agent against all waiting.

    python bench/core_routing.py [--seeds 5] [--rounds 200]

Each figure is one ``Floor.handle`` that ends in an offer, its whole list of commands and its decision included: the
event's own work (records, timers, columns) is in it. Times are the thread's CPU time: a handle waits for nothing, so
on a quiet machine it is the wall time too. For every seed a house is drawn (8 skills, agents with 1 to 4 of
them, four queues of which three need a skill); shown are the median over all rounds and seeds, the spread of the seeds'
medians, and the 99th percentile. `render` is what a reader of the decision pays later, and only then.
"""

import random
import statistics
import time
from collections.abc import Callable

import click

from acd.core import commands as c
from acd.core import events as e
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, Roster, SkillNeed

SKILLS = [f"skill{number}" for number in range(8)]
SIZES = (100, 1000)
START = 1_000_000.0


def house(lot: random.Random, agents: int) -> Roster:
    queues = [QueueRules("any", wrap_s=0)]
    queues += [QueueRules(f"q{n}", (SkillNeed(SKILLS[n], 3),), wrap_s=0) for n in range(3)]
    profiles = [
        AgentProfile(
            f"agent{n:04}",
            f"Agent {n}",
            "main",
            f"PJSIP/{n}",
            {skill: lot.randint(1, 10) for skill in lot.sample(SKILLS, lot.randint(1, 4))},
        )
        for n in range(agents)
    ]
    return Roster({queue.name: queue for queue in queues}, {profile.id: profile for profile in profiles})


def arrival(lot: random.Random, number: int, now: float) -> e.ContactArrived:
    queue = lot.choice(["any", "q0", "q1", "q2"])
    intent, priority = lot.choice(["", "order", "fault"]), lot.choice([0, 0, 0, 5])
    return e.ContactArrived(f"main-{number}", "main", "PJSIP/t", queue, now, intent=intent, priority=priority)


def timed(do: Callable[[], list[c.Command]]) -> tuple[float, c.RingAgent | None]:
    began = time.thread_time()
    out = do()
    seconds = time.thread_time() - began
    return seconds, next((each for each in out if isinstance(each, c.RingAgent)), None)


def call_arrives(lot: random.Random, agents: int, rounds: int, busy: float) -> list[float]:
    """1 x A. A share `busy` of the agents is paused, the others are free before every arrival."""
    floor, now = Floor(house(lot, agents)), START
    for number in range(agents):
        now += 0.001
        floor.handle(e.AgentSignedIn(f"agent{number:04}", "x"), now)
    for number in lot.sample(range(agents), int(busy * agents)):
        floor.handle(e.AgentPaused(f"agent{number:04}", "", "x"), now)
    times = []
    for number in range(rounds):
        now += 1.0
        event, instant = arrival(lot, number, now), now
        seconds, ring = timed(lambda event=event, instant=instant: floor.handle(event, instant))
        if ring is not None:
            times.append(seconds)
            floor.handle(e.CallerLeft(ring.contact), now)
            floor.handle(e.OfferFailed(ring.contact, ring.offer, e.OfferFailure.CANCELLED), now)
        else:
            floor.handle(e.CallerLeft(event.contact), now)
    return times


def agent_frees(lot: random.Random, waiting: int, agents: int, rounds: int) -> list[float]:
    """W x 1. All agents talk; one talk ends, and a new call takes the place of the one served."""
    floor, now, talks, calls = Floor(house(lot, agents)), START, [], 0
    for number in range(agents):
        floor.handle(e.AgentSignedIn(f"agent{number:04}", "x"), now)

    def call() -> None:
        nonlocal calls, now
        now, calls = now + 0.5, calls + 1
        for each in floor.handle(arrival(lot, calls, now), now):
            if isinstance(each, c.RingAgent):
                floor.handle(e.OfferConnected(each.contact, each.offer), now)
                talks.append((each.contact, each.offer))

    while sum(queue.waiting for queue in floor.view(now).queues) < waiting:
        for _ in range(max(1, waiting // 10)):
            call()
    times = []
    for _ in range(rounds):
        now += 1.0
        over, instant = e.TalkEnded(*talks.pop(lot.randrange(len(talks))), by_agent=False), now
        seconds, ring = timed(lambda over=over, instant=instant: floor.handle(over, instant))
        if ring is not None:
            times.append(seconds)
            floor.handle(e.OfferConnected(ring.contact, ring.offer), now)
            talks.append((ring.contact, ring.offer))
        call()
    return times


def render(lot: random.Random, agents: int) -> list[float]:
    floor, times = Floor(house(lot, agents)), []
    for number in range(agents):
        floor.handle(e.AgentSignedIn(f"agent{number:04}", "x"), START)
    floor.handle(e.ContactArrived("main-1", "main", "PJSIP/t", "q0", START), START + 1)
    (decision,) = floor.decision("main-1")
    for _ in range(20):
        began = time.thread_time()
        assert len(decision.scored) + len(decision.gated) == agents
        times.append(time.thread_time() - began)
    return times


def show(name: str, seeds: int, run: Callable[[random.Random], list[float]]) -> None:
    runs = [run(random.Random(seed)) for seed in range(seeds)]
    medians = [statistics.median(times) * 1e6 for times in runs]
    every = sorted(seconds * 1e6 for times in runs for seconds in times)
    median, worst = statistics.median(every), every[int(len(every) * 0.99)]
    click.echo(
        f"{name:<44}{median:>8.0f} us  seeds {min(medians):.0f}-{max(medians):.0f}  p99 {worst:.0f}  n {len(every)}"
    )


@click.command()
@click.option("--seeds", default=5, show_default=True)
@click.option("--rounds", default=200, show_default=True)
def main(seeds: int, rounds: int) -> None:
    for size in SIZES:
        show(f"a call arrives, {size} agents, all free", seeds, lambda lot, a=size: call_arrives(lot, a, rounds, 0.0))
        show(f"a call arrives, {size} agents, 90 % busy", seeds, lambda lot, a=size: call_arrives(lot, a, rounds, 0.9))
    for size in SIZES:
        show(f"an agent frees, {size} waiting, 100 agents", seeds, lambda lot, w=size: agent_frees(lot, w, 100, rounds))
    for size in SIZES:
        show(f"a decision is rendered, {size} agents", seeds, lambda lot, a=size: render(lot, a))


if __name__ == "__main__":
    main()
