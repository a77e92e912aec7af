"""The callers and agents of a measurement, drawn from a seed: both sides are given the very same in the same order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from acd.lab.layout import TRUNK_HOST, Layout
from acd.lab.ports import free_rtp, free_udp
from acd.lab.sipp import STATION_HOST, SippRun

_HERE = Path(__file__).parent
_SILENCE_S = 0.2
_TAIL_S = 240  # SIPp ends by itself that long after the last dial
_NUMBERS = 1000  # that callers have, and then again from the first
_PER_MS = 1  # callers SIPp makes, who then wait for their time
_LENIENT = ("-default_behaviors", "all,-abortunexp")  # on a busy machine a message may come twice


class _Scenario(Template):
    """SIPp has a use of its own for $."""

    delimiter = "@@"


@dataclass(frozen=True, slots=True)
class Traffic:
    """When each caller dials and how long each talk lasts (ms), in order. The first `warm_up` results do not count.
    `has_sound`: each caller sends sound (silence, 50 packets a second) to the end, and the phones echo it."""

    kind: str
    dials_ms: tuple[int, ...]
    talks_ms: tuple[int, ...]
    warm_up: int
    has_sound: bool = False

    @property
    def calls(self) -> int:
        return len(self.dials_ms)


def busy(seed: int, agents: int, freeings: int) -> Traffic:
    """Everybody calls within half a second, before the first talk is over; then agents come free one by one."""
    draw = random.Random(seed)
    calls = agents + freeings
    dials = sorted(draw.randrange(500) for _ in range(calls))
    return Traffic("busy", tuple(dials), tuple(draw.randrange(700, 1700) for _ in range(calls)), warm_up=4)


def free(seed: int, calls: int, per_second: float) -> Traffic:
    """Poisson arrivals and talks so short that somebody is always free."""
    draw = random.Random(seed)
    at, dials = 0.0, []
    for _ in range(calls):
        at += draw.expovariate(per_second)
        dials.append(round(at * 1000))
    return Traffic("free", tuple(dials), tuple(draw.randrange(200, 400) for _ in range(calls)), warm_up=8)


def stations(layout: Layout, port: int, traffic: Traffic) -> SippRun:
    """All the agents' phones at `port`, for this traffic."""
    folder = _folder(layout)
    _table(folder / "talks.csv", ((talk,) for talk in traffic.talks_ms))
    port_of = "media_port" if traffic.has_sound else "auto_media_port"  # SIPp echoes at the first
    scenario = _scenario(folder, "station", pbx=f"{layout.host}:{layout.sip_port}", port=port_of)
    echo = ("-rtp_echo",) if traffic.has_sound else ()
    media = ("-mi", STATION_HOST, "-mp", str(free_rtp(STATION_HOST)), *echo)
    place = ("-i", STATION_HOST, "-p", str(port), *media)
    return SippRun(folder, "stations", ["-sf", str(scenario), "-inf", "talks.csv", *_LENIENT, *place])


def callers(layout: Layout, number: str, traffic: Traffic) -> SippRun:
    """All the callers, to `number`."""
    folder = _folder(layout)
    people = (
        (f"4930{each % _NUMBERS:06}", max(0, dial - each // _PER_MS)) for each, dial in enumerate(traffic.dials_ms)
    )
    _table(folder / "dials.csv", people)
    (folder / "silence.ulaw").write_bytes(b"\xff" * round(8000 * _SILENCE_S))
    scenario = _scenario(folder, "caller", number=number, times="-1" if traffic.has_sound else "1")
    media = ("-mi", TRUNK_HOST, "-mp", str(free_udp(TRUNK_HOST) & ~1))
    total = str(traffic.calls)
    at_most = str(traffic.dials_ms[-1] // 1000 + _TAIL_S)
    pace = ("-m", total, "-l", total, "-r", str(1000 * _PER_MS), "-timeout", at_most)
    place = ("-i", TRUNK_HOST, "-p", str(free_udp(TRUNK_HOST)), *media)
    to = f"{layout.host}:{layout.sip_port}"
    return SippRun(folder, "callers", ["-sf", str(scenario), "-inf", "dials.csv", *_LENIENT, *place, *pace, to])


def _folder(layout: Layout) -> Path:
    folder = layout.folder / "sipp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _table(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    lines = [";".join(map(str, row)) for row in rows]
    path.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _scenario(folder: Path, kind: str, **values: str) -> Path:
    path = folder / f"{kind}.xml"
    path.write_text(_Scenario((_HERE / path.name).read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
    return path
