"""Makes the tapes of `tape.py` anew: one call on a real Asterisk, as an account like the daemon's is told of it.

``python bench/tape/record.py``: a private PBX, the daemon, a SIPp caller and a SIPp phone; once the caller hangs up,
once the agent. What differs from call to call is replaced by ``%(name)s``, so that the tape can be played for any.
"""

import re
import socket
import tempfile
import threading
import time
from pathlib import Path

from acd.lab import sipp
from acd.lab.house import House, Plan
from acd.lab.layout import Layout, lay_out
from acd.lab.ports import free_udp
from bench.tape.tape import ACTS, HERE

NUMBER, AGENT = "493012345678", "2001"
RING_S, TALK_S = 0.3, 4.0
_QUEUES = "[queue.bench]\nneeds = {bench = 1}\nwhisper = false\nwrap_s = 0\n"
_AGENTS = f'[agent.{AGENT}]\nname = "Agent {AGENT}"\nskills = {{bench = 5}}\nsigned_in_at_start = true\n'
_FLOW = "start: bench\nlanguage: en\nnodes:\n  bench: {handoff: bench}\n"
_BEGINS = (  # of the acts after the first, in order
    re.compile(r"Event: Newchannel\n(?s:.)*Uniqueid: acd-"),
    re.compile(r"Event: OriginateResponse\n|Event: Newstate\n(?s:.)*ChannelState: 6\n(?s:.)*Uniqueid: acd-"),
    re.compile(r"Event: (HangupRequest|BridgeLeave)\n"),
)


def main() -> None:
    for name, by_agent in (("caller", False), ("agent", True)):
        with tempfile.TemporaryDirectory(prefix="acd-tape-", dir="/tmp") as folder:
            events = _record(Path(folder), by_agent=by_agent)
        (HERE / f"ended_by_{name}.txt").write_text(_taped(events), encoding="utf-8")
        print(f"ended_by_{name}.txt: {len(events)} events")


def _record(folder: Path, *, by_agent: bool) -> list[str]:
    port = free_udp(sipp.STATION_HOST)
    layout = lay_out(folder / "pbx", agents=0, stations=sipp.station_addresses(port, 1))
    house = House(folder, Plan(_QUEUES, _AGENTS, {"main": _FLOW}), layout)
    _add_tap(layout)
    with house, sipp.stations(layout, port, ring_s=RING_S, talk_s=TALK_S if by_agent else None):
        heard = _listen(layout)
        people = [sipp.Person(NUMBER, "A Caller")]
        with sipp.callers(layout, people, stay_s=None if by_agent else TALK_S + 1) as calling:
            calling.wait(30)
        deadline = time.monotonic() + 5
        while house.switch.channels() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
    found = bytes(heard).decode().replace("\r\n", "\n").split("\n\n")
    return [each for each in found if each.startswith("Event: ") and not each.startswith("Event: Shutdown\n")]


def _add_tap(layout: Layout) -> None:
    """An account of its own with the very rights and filters of the daemon's."""
    own = (layout.etc / "manager.d" / "acd.conf").read_text(encoding="utf-8")
    (layout.etc / "manager.d" / "tap.conf").write_text(own.replace("[acd]", "[tap]"), encoding="utf-8")


def _listen(layout: Layout) -> bytearray:
    """All that the account is told from now on; a thread fills it until the PBX goes."""
    tap = socket.create_connection(("127.0.0.1", layout.manager_port), 5)
    tap.sendall(f"Action: Login\r\nUsername: tap\r\nSecret: {layout.acd_secret}\r\n\r\n".encode())
    said = b""
    while b"FullyBooted" not in said:
        said += tap.recv(4096)
    heard = bytearray()

    def listen() -> None:
        while received := tap.recv(65536):
            heard.extend(received)

    tap.settimeout(None)
    threading.Thread(target=listen, daemon=True).start()
    return heard


def _taped(events: list[str]) -> str:
    text = "\n\n".join(events)
    leg = _one(r"Uniqueid: (acd-main-[0-9.]+-1)\n", text)
    caller = leg.removeprefix("acd-main-").removesuffix("-1")
    names = {
        leg: "leg",
        f"main-{caller}": "contact",
        caller: "caller",
        _one(r"Channel: (PJSIP/trunk-[0-9a-f]+)\n", text): "trunk",
        _one(rf"Channel: (PJSIP/{AGENT}-[0-9a-f]+)\n", text): "phone",
        _one(r"BridgeUniqueid: ([0-9a-f-]+)\n", text): "bridge",
        _one(r"AcdEntered: ([0-9.]+)\n", text): "entered",
        NUMBER: "number",
        AGENT: "agent",
        _one(r"Event: OriginateResponse\n(?:.*\n)*?ActionID: (\S+)\n", text): "action",
    }
    text = text.replace("%", "%%")
    for value, name in names.items():
        text = text.replace(value, f"%({name})s")
    text = re.sub(r"(?m)^Timestamp: [0-9.]+$", "Timestamp: %(at)s", text)
    return _in_acts(text.split("\n\n"), leg)


def _in_acts(events: list[str], leg: str) -> str:
    said, act = [f"== {ACTS[0]}"], 0
    for event in events:
        plain = event.replace("%(leg)s", leg)
        if act < len(_BEGINS) and _BEGINS[act].match(plain):
            act += 1
            said.append(f"== {ACTS[act]}")
        said.append(event)
    return "\n\n".join(said) + "\n"


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"the call did not go as it should: nothing like {pattern} was heard")
    return found[1]


if __name__ == "__main__":
    main()
