"""Our manager codec against panoramisk's own parser, on the same recorded bytes in one run.

``python bench/codec.py [TRANSCRIPT] [--events N]``: both read the recording, repeated until it holds N events, in
segments of 4 096 bytes, from bytes to messages (no callback registered on either side), best of five runs. Two streams:
everything a full account hears, and only the events that we hear. Goal: at least 3 times on both. Our messages decode a
header when it is read, so two more lines: what the daemon makes of the messages (it reads a few headers of each), and
every header of every message read, which nobody needs.
"""

import argparse
import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import panoramisk
from panoramisk.ami_protocol import AMIProtocol

from acd.pbx.hear import Ear
from acd.pbx.schema import EVENTS
from acd.pbx.wire import Message, Reader

RECORDING = Path(__file__).parents[1] / "tests/acd_pbx/transcripts/everything.txt"
SEGMENT = 4096
GOAL = 3.0


def events_of(recording: bytes) -> list[bytes]:
    """The recording's unsolicited events; answers belong to actions, which a benchmark does not send."""
    messages = recording.partition(b"\r\n")[2].split(b"\r\n\r\n")
    return [m for m in messages if m.startswith(b"Event: ") and b"\r\nPrivilege: " in m and b"\r\nActionID" not in m]


def is_heard(event: bytes) -> bool:
    return event[7 : event.index(b"\r\n")].decode() in EVENTS


def segments(events: list[bytes], count: int) -> list[bytes]:
    rounds = max(1, count // len(events))
    stream = b"Asterisk Call Manager/11.0.0\r\n" + b"".join(event + b"\r\n\r\n" for event in events) * rounds
    return [stream[i : i + SEGMENT] for i in range(0, len(stream), SEGMENT)]


def run_ours(parts: list[bytes], *, all_headers: bool = False) -> tuple[float, int]:
    reader = Reader(lambda _: True)
    begun = time.perf_counter()
    for part in parts:
        for item in reader.feed(part):
            assert isinstance(item, Message), item
            if all_headers:
                assert item.headers is not None
    return time.perf_counter() - begun, reader.heard + reader.skipped


def run_to_facts(parts: list[bytes]) -> tuple[float, int]:
    """Beyond the codec, what the daemon does with it: which channel is which, and what that says about offers."""
    reader = Reader(lambda _: True)
    ear = Ear("main", lambda _: None, time.time)
    begun = time.perf_counter()
    for part in parts:
        for item in reader.feed(part):
            assert isinstance(item, Message), item
            ear.hear(item.name, item)
    return time.perf_counter() - begun, reader.heard + reader.skipped


def run_panoramisk(parts: list[bytes]) -> tuple[float, int]:
    manager = panoramisk.Manager()
    protocol = AMIProtocol()
    protocol.connection_made(None)
    protocol.factory, protocol.encoding = manager, "utf8"
    manager.patterns.clear()
    count = 0

    def counted(_event: object) -> None:
        nonlocal count
        count += 1

    manager.dispatch = counted
    begun = time.perf_counter()
    for part in parts:
        protocol.data_received(part)
    return time.perf_counter() - begun, count


def compare(name: str, parts: list[bytes], run: Callable[[list[bytes]], tuple[float, int]]) -> float:
    """Prints a line and gives the ratio; the two take turns, so that both see the same machine."""
    runs = [(run(parts), run_panoramisk(parts)) for _ in range(5)]
    ours, count = min(each[0] for each in runs)
    theirs, seen = min(each[1] for each in runs)
    assert count == seen
    print(f"{name:<24}{count:>8}{count / ours:>10,.0f}{seen / theirs:>14,.0f}{theirs / ours:>7.1f}")
    return theirs / ours


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("transcript", nargs="?", type=Path, default=RECORDING)
    parser.add_argument("--events", type=int, default=20_000)
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    everything = events_of(chosen.transcript.read_bytes())
    heard = [event for event in everything if is_heard(event)]
    print(f"{'stream':<24}{'events':>8}{'ours/s':>10}{'panoramisk/s':>14}{'ratio':>7}")
    ratios = [
        compare(name, segments(events, chosen.events), run_ours)
        for name, events in (("everything", everything), ("heard only", heard))
    ]
    compare("heard only, to facts", segments(heard, chosen.events), run_to_facts)
    compare("heard only, all read", segments(heard, chosen.events), partial(run_ours, all_headers=True))
    print(f"goal: at least {GOAL:.0f} on the first two: {'met' if min(ratios) >= GOAL else 'missed'}")
    return 0 if min(ratios) >= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
