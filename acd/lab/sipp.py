"""SIPp as many callers and as many agents' phones at once; what it did is read back from its own statistics.

Keys are RFC 4733 events where SIPp may open the raw socket it sends them by (root); else SIP INFO, which Asterisk takes
for the same keys. These it times by the sound that comes in, so callers with INFO keys send silence, others nothing.
"""

import csv
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Self

from acd.lab.child import tethered
from acd.lab.install import Sipp, sipp
from acd.lab.layout import TRUNK_HOST, Layout
from acd.lab.ports import free_udp
from acd.lab.trouble import LabError

STATION_HOST = "127.0.0.3"
_SCENARIOS = Path(__file__).with_name("scenarios")
_FOREVER_S = 3600.0
_STOP_S = 2.0
_SILENCE = b"\xff"  # a sample of it in µ-law
_CALL_S = 120
_LEAD_IN_S = 0.75  # SIPp sends as much of RTP no-ops before each key it plays
_LEAST_GAP_S = 1.0  # and drops these and the key itself (0.2 s) where they stand when the next one comes


class _Scenario(Template):
    """SIPp has a use of its own for $."""

    delimiter = "@@"


@dataclass(frozen=True, slots=True)
class Person:
    """A caller: the number and name he shows, and the keys he presses one after the other."""

    number: str
    name: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Calls of one SIPp: `failed` were refused, cut or not as in the scenario."""

    created: int
    succeeded: int
    failed: int


class SippRun:
    """One SIPp process; a context manager, or `start` and `stop`."""

    def __init__(
        self,
        folder: Path,
        name: str,
        arguments: Sequence[str],
        program: Sipp | None = None,
        *,
        keeps_messages: bool = False,
    ) -> None:
        self.folder = folder
        self.name = name
        self.messages = folder / f"{name}.messages"  # every SIP message, where they are kept
        self._statistics = folder / f"{name}.csv"
        own = ["-nostdin", "-trace_err", "-error_file", f"{name}.err"]
        counted = ["-trace_stat", "-stf", str(self._statistics), "-fd", "1"]
        kept = ["-trace_msg", "-message_file", self.messages.name] if keeps_messages else []
        self._argv = [*(program or sipp()).argv, *own, *counted, *kept, *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(0.0 if error else _STOP_S)  # nobody waits for calls that something has gone wrong with

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{self.name}.log").open("wb") as log:
            self._process = subprocess.Popen(
                tethered(self._argv),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self, within_s: float) -> Counts:
        """Until all its calls are over; LabError when they are not in time. For callers: phones have no end."""
        if self._process is None:
            raise LabError(f"{self.name} was not started")
        try:
            code = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise LabError(f"{self.name}: calls are not over after {within_s:g} s: {self.counts()}") from None
        if code not in (0, 1, 97, 99):  # 1: some calls failed; 97, 99: ended by a signal, no calls
            raise LabError(f"{self.name}: SIPp ended with {code}: {self._last_words()}")
        return self.counts()

    def stop(self, within_s: float = _STOP_S) -> None:
        """Takes no more calls, waits a little for those there are, then ends."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGUSR1)
            try:
                self._process.wait(within_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def counts(self) -> Counts:
        """As of SIPp's last report, one a second and one at its end."""
        if not self._statistics.exists():
            return Counts(0, 0, 0)
        with self._statistics.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        last = rows[-1] if rows else {}
        created = int(last.get("TotalCallCreated") or 0)
        return Counts(created, int(last.get("SuccessfulCall(C)") or 0), int(last.get("FailedCall(C)") or 0))

    def _last_words(self) -> str:
        said = (self.folder / f"{self.name}.log").read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(said) if line.strip()), "no word")


def callers(
    layout: Layout,
    people: Sequence[Person],
    *,
    name: str = "callers",
    number: str = "5551234",
    rate: float = 1.0,
    calls: int | None = None,
    key_after_s: Sequence[float] = (),
    stay_s: float | None = None,
    voice: bytes | None = None,
    program: Sipp | None = None,
    keeps_messages: bool = False,
) -> SippRun:
    """People calling `number` over the trunk, `rate` a second, one after the other and round again up to `calls`.

    The n-th key of each goes out `key_after_s[n]` after the one before (the first: after the answer), but a key out of
    SIPp takes a second from the second one on. Then he stays until the PBX hangs up, or for `stay_s`.
    `voice`: what each says from the answer on (µ-law at 8 kHz), then silence; with a voice keys go as SIP INFO.
    """
    short = [person for person in people if len(person.keys) != len(key_after_s)]
    if short or not people:
        raise LabError(f"everybody needs {len(key_after_s)} keys, one for each time given: {short[:1]}")
    folder = layout.folder / "sipp"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [";".join((person.number, person.name, *person.keys)) for person in people]
    (folder / f"{name}.people").write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", encoding="utf-8")
    by_events = voice is None and (can_send_events() or not key_after_s)
    block = _press if by_events else _info
    waits = _spaced(key_after_s) if by_events else list(key_after_s)
    lead_in_s = _LEAD_IN_S if by_events and key_after_s else 0.0
    scenario = _scenario(
        folder,
        "caller",
        name,
        number=number,
        port="auto_media_port" if by_events else "rtpstream_audio_port",
        voice="" if by_events else _stream(folder, name, voice),
        keys="\n".join(_wait(step, after) + block(step, number) for step, after in enumerate(waits)),
        stay_ms=_ms(None if stay_s is None else stay_s + lead_in_s),
    )
    total = calls or len(people)
    arguments = [
        *(
            "-sf",
            str(scenario),
            "-inf",
            str(folder / f"{name}.people"),
            "-i",
            TRUNK_HOST,
            "-p",
            str(free_udp(TRUNK_HOST)),
        ),
        *("-mi", TRUNK_HOST, "-mp", str(free_udp(TRUNK_HOST) & ~1), "-m", str(total), "-l", str(total)),
        *_rate(rate),
        f"{layout.host}:{layout.sip_port}",
    ]
    return SippRun(folder, name, arguments, program, keeps_messages=keeps_messages)


def stations(
    layout: Layout,
    port: int,
    *,
    name: str = "stations",
    host: str = STATION_HOST,
    ring_s: float | None = 0.0,
    talk_s: float | None = None,
    program: Sipp | None = None,
    keeps_messages: bool = False,
) -> SippRun:
    """All the agents' phones at `port` of `host`: they answer after `ring_s` (None: never) and talk until the PBX hangs
    up or for `talk_s`. The layout's `stations` must name them: see `station_addresses`."""
    folder = layout.folder / "sipp"
    folder.mkdir(parents=True, exist_ok=True)
    scenario = _scenario(
        folder,
        "station",
        name,
        ring_ms=_ms(ring_s, least=1),
        when_rung="give_up" if ring_s is None else "answer",
        talk_ms=_ms(talk_s),
        pbx=f"{layout.host}:{layout.sip_port}",
    )
    media = ("-mi", host, "-mp", str(free_udp(host) & ~1))
    arguments = ["-sf", str(scenario), "-i", host, "-p", str(port), *media]
    return SippRun(folder, name, arguments, program, keeps_messages=keeps_messages)


def station_addresses(port: int, count: int, first: int = 2001) -> dict[str, str]:
    """`count` stations that all ring at one `stations` run on `port`, for `lay_out(stations=...)`."""
    return {str(first + n): f"sip:{first + n}@{STATION_HOST}:{port}" for n in range(count)}


def can_send_events() -> bool:
    """Whether SIPp may send RFC 4733 events, for which it needs a raw socket."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).close()
    except OSError:
        return False
    return True


def _ms(seconds: float | None, *, least: int = 10) -> str:
    return str(max(least, round(1000 * (_FOREVER_S if seconds is None else seconds))))


def _rate(rate: float) -> tuple[str, ...]:
    return ("-r", str(round(rate))) if rate >= 1 else ("-r", "1", "-rp", str(round(1000 / rate)))


def _scenario(folder: Path, kind: str, name: str, **values: str) -> Path:
    text = (_SCENARIOS / f"{kind}.xml").read_text(encoding="utf-8")
    path = folder / f"{name}.xml"
    path.write_text(_Scenario(text).substitute(values), encoding="utf-8")
    return path


def _spaced(after_s: Sequence[float]) -> list[float]:
    """When to start playing each key so that it is heard at its time."""
    first, others = after_s[:1], after_s[1:]
    return [*(max(0.0, after - _LEAD_IN_S) for after in first), *(max(after, _LEAST_GAP_S) for after in others)]


def _stream(folder: Path, name: str, voice: bytes | None) -> str:
    """The voice once, with silence as long as a call may last; or one second of silence, for ever."""
    (folder / f"{name}.ulaw").write_bytes(_SILENCE * 8000 if voice is None else voice + _SILENCE * 8000 * _CALL_S)
    return f'  <nop><action><exec rtp_stream="{name}.ulaw,{-1 if voice is None else 1},0"/></action></nop>\n'


def _wait(step: int, after_s: float) -> str:
    """A pause that also minds a BYE."""
    key = f"key{step}"
    return f'  <recv request="BYE" timeout="{_ms(after_s)}" ontimeout="{key}" next="left"/>\n  <label id="{key}"/>\n'


def _press(step: int, _number: str) -> str:
    return f'  <nop><action><exec play_dtmf="[field{step + 2}]"/></action></nop>\n'


def _info(step: int, number: str) -> str:
    return f"""  <send retrans="500">
    <![CDATA[
      INFO sip:{number}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: "[field1]" <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
      To: <sip:{number}@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: {step + 2} INFO
      Max-Forwards: 70
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=[field{step + 2}]
      Duration=100
    ]]>
  </send>
  <recv request="BYE" optional="true" next="left"/>
  <recv response="200"/>
"""
