"""Every policy by its name.

- ``acd-PRESET``: our Floor with the preset's weights, handle times known; ``-learned`` after it: learned from its own
  history alone; ``-pause``: an agent is paused at his first miss. ``acd-own``: a house's own roster as it is (in a
  scenario without one: the default weights). ``acd-neutral``: the longest wait first, an agent whose own business the
  kind is before one who helps out. "known" stays known: what is recalled is recalled
  again every `RECALL_S`, or the noise of the last calls would blur it.
- ``acd-fair-unpriced``: fair, but nobody's time has a price. ``acd-fair-reserve``: fair, and every queue keeps agents
  back who would waste more than `RESERVE_S`; ``-30``, ``-60``, ``-120`` after it: more than that.
- ``queue-STRATEGY``: app_queue tuned (autofill=yes, retry=1, autopause=yes); ``-penalty``: helpers have penalty 1;
  ``-shipped``: autofill=no, retry=5, autopause=no; ``-nopause``: tuned without autopause; ``-retry5``: that with
  retry=5.
- ``callcenter-STRATEGY``: mod_callcenter; ``-levels``: helpers are on tier level 1.
- the textbook rules of ``classic`` by their own names.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from difflib import get_close_matches

from acd.core.events import Event
from acd.core.floor import Floor
from acd.core.roster import Cooldowns, Roster, Weights
from acd.core.routing.presets import PRESETS
from acd.planning import Planner
from acd.simulate import app_queue, callcenter, classic
from acd.simulate.engine import Mind
from acd.simulate.floor_mind import Every, FloorMind
from acd.simulate.house import changed, handle_times, roster_of
from acd.simulate.world import Case

RECALL_S = 900.0
PLAN_S = 120.0  # the daemon plans oftener; here it would cost more than the calls
NEUTRAL = Weights(**({each.name: 0.0 for each in fields(Weights)} | {"wait": 1.0, "fit": 1e-6}))
FIRST_MISS = 1
RESERVE_S = 90.0
Maker = Callable[[Case], Mind]


class UnknownPolicyError(ValueError):
    """Says the name and what is allowed."""


def make(name: str, case: Case) -> Mind:
    """A fresh mind for one run. Raises UnknownPolicyError."""
    check(name)
    return _all()[name](case)


def check(name: str) -> None:
    """Raises UnknownPolicyError."""
    if name not in _all():
        near = get_close_matches(name, names(), 5, 0.4)
        like = f"; like it: {', '.join(near)}" if near else ""
        raise UnknownPolicyError(f'no policy "{name}"{like}; `acd simulate --list` shows all {len(names())}')


def names() -> tuple[str, ...]:
    return tuple(_all())


def _all() -> dict[str, Maker]:
    makers: dict[str, Maker] = {}
    for preset, weights in {"own": None, "neutral": NEUTRAL, **PRESETS}.items():
        for more, learned, strikes in _OURS:
            makers[f"acd-{preset.replace('_', '-')}{more}"] = _floor(weights, learned, strikes)
    makers["acd-fair-unpriced"] = _floor(replace(PRESETS["fair"], price=0.0))
    for more, reserve_s in _RESERVES.items():
        makers[f"acd-fair-reserve{more}"] = _floor(PRESETS["fair"], reserve_s=reserve_s)
    for strategy in app_queue.STRATEGIES:
        for more, (penalties, autofill, retry_s, autopause) in _QUEUES.items():
            settings = app_queue.Settings(strategy, penalties, autofill, retry_s, autopause)
            makers[f"queue-{strategy}{more}"] = _app_queue(settings)
    for strategy in callcenter.STRATEGIES:
        for more, levels in (("", False), ("-levels", True)):
            makers[f"callcenter-{strategy}{more}"] = _callcenter(strategy, levels)
    for rule in classic.RULES:
        makers[rule] = _classic(rule)
    return makers


_OURS = tuple(
    (f"{'-learned' if learned else ''}{'-pause' if pause else ''}", learned, FIRST_MISS if pause else None)
    for learned in (False, True)
    for pause in (False, True)
)
_RESERVES = {"": RESERVE_S, "-30": 30.0, "-60": 60.0, "-120": 120.0}
_QUEUES = {  # suffix: penalties, autofill, retry, autopause
    "": (False, True, 1.0, True),
    "-penalty": (True, True, 1.0, True),
    "-shipped": (False, False, 5.0, False),
    "-penalty-shipped": (True, False, 5.0, False),
    "-nopause": (False, True, 1.0, False),
    "-retry5": (False, True, 5.0, False),
}


def _floor(
    weights: Weights | None, learned: bool = False, strikes: int | None = None, reserve_s: float | None = None
) -> Maker:
    def made(case: Case) -> Mind:
        if case.world.roster is None:
            roster = roster_of(case.world, weights or Weights(), strikes or Cooldowns().strikes)
        else:
            roster = changed(case.world.roster, weights, strikes)
        if reserve_s is not None:
            queues = {name: replace(rules, reserve_s=reserve_s) for name, rules in roster.queues.items()}
            roster = replace(roster, queues=queues)
        return floor_mind(case, roster, learned=learned)

    return made


def floor_mind(case: Case, roster: Roster, *, learned: bool, every: tuple[Every, ...] = ()) -> FloorMind:
    """Our Floor with any roster for the case's world."""
    every = (*every, (PLAN_S, _planned()))
    if learned:
        return FloorMind(roster, every=every, seed=case.seed)
    known = handle_times(case.world)

    def recall(_: Floor, __: float) -> Event:
        return known

    return FloorMind(roster, every=((RECALL_S, recall), *every), seed=case.seed)


def _planned() -> Callable[[Floor, float], Event | None]:
    planners: list[Planner] = []

    def plan(floor: Floor, now: float) -> Event | None:
        if not planners:
            planners.append(Planner(floor))
        return planners[0].plan(now)

    return plan


def _app_queue(settings: app_queue.Settings) -> Maker:
    return lambda case: app_queue.AppQueue(settings, case.seed)


def _callcenter(strategy: str, levels: bool) -> Maker:
    return lambda case: callcenter.CallCenter(strategy, levels, case.seed)


def _classic(rule: str) -> Maker:
    return lambda case: classic.Classic(rule, case.seed)
