"""Is anybody there who speaks SIP? One OPTIONS request over UDP and IPv4, on aiosip (the extra ``probe``).

aiosip 0.2.0 was written for Python 3.6 and is no longer kept, so this file is all that knows of it, and this is all
that is done to make it run:

- While it is being imported, and only then, ``asyncio.coroutine`` and ``collections.MutableMapping`` exist again, and
  its warnings (old escape sequences) are not shown. Afterwards both modules are as they were.
- In aiosip's own modules ``uri`` and ``contact`` the class Param is replaced: the original fails at a parameter without
  a value, and every real phone sends one (``;ob``, ``;lr``).
- Its ``start_dialog`` is not used: it wants the local port beforehand and opens sockets the old way. We open the
  socket and hand it to its Application and Dialog, which write the request.
- Its ``UDP`` raises into the event loop at whatever it cannot read, and it tries to log in where it is told to. Ours
  ends the probe instead: any final answer to our request, 401 too, says that somebody is there.
- It repeats nothing: we do, every half second as SIP wants it.
"""

import asyncio
import collections
import importlib
import importlib.util
import secrets
import socket
import threading
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

AGAIN_S = 0.5  # RFC 3261's T1
NOT_INSTALLED = "not probed: install asterisk-acd[probe]"

_importing = threading.Lock()


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """`rtt_ms`: from the request to its answer; None with the `reason` when there was none."""

    rtt_ms: float | None
    reason: str = ""


def is_installed() -> bool:
    return importlib.util.find_spec("aiosip") is not None


async def options(host: str, port: int, deadline_s: float) -> ProbeResult:
    """Ask `host` (a name or an IPv4 address) once; ends within `deadline_s` and never raises."""
    if not is_installed():
        return ProbeResult(None, NOT_INSTALLED)
    library = await asyncio.to_thread(_library)
    try:
        async with asyncio.timeout(deadline_s):
            return await _ask(library, host, port)
    except TimeoutError:
        return ProbeResult(None, f"no answer within {deadline_s:g} s")
    except (UnicodeError, OverflowError):
        return ProbeResult(None, "this is no address")
    except OSError as error:
        return ProbeResult(None, error.strerror or str(error))


async def _ask(library: Any, host: str, port: int) -> ProbeResult:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    remote: tuple[str, int] = found[0][4][:2]  # type: ignore[assignment]
    app, call = library.Application(loop=loop), secrets.token_hex(16)
    answer: asyncio.Future[str] = loop.create_future()
    transport, ear = await loop.create_datagram_endpoint(
        lambda: library.Ear(app, loop, call, answer), remote_addr=remote
    )
    try:
        local = transport.get_extra_info("sockname")[:2]
        app._protocols[type(ear), local, remote] = ear
        here, there = (f"sip:{name}{each[0]}:{each[1]}" for name, each in (("acd@", local), ("", remote)))
        dialog = library.Dialog(app, here, there, call, ear, local_addr=local, remote_addr=remote, loop=loop)
        while True:
            sent = loop.time()
            dialog.send_message("OPTIONS", headers=library.CIMultiDict({"User-Agent": "asterisk-acd"}))
            await asyncio.wait([answer], timeout=AGAIN_S)
            if answer.done():
                reason = answer.result()
                return ProbeResult(None, reason) if reason else ProbeResult((loop.time() - sent) * 1000)
    finally:
        transport.close()


def _library() -> Any:
    """What is used of aiosip, with our ear."""
    with _importing:
        if _loaded:
            return _loaded[0]
        with _as_it_was(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            aiosip = importlib.import_module("aiosip")
        for name in ("uri", "contact"):
            importlib.import_module(f"aiosip.{name}").Param = _Param  # type: ignore[attr-defined]
        multidict = importlib.import_module("multidict")
        used = types.SimpleNamespace(
            Application=aiosip.Application,
            Dialog=aiosip.Dialog,
            CIMultiDict=multidict.CIMultiDict,
            Ear=_ear(aiosip),
        )
        _loaded.append(used)
        return used


_loaded: list[Any] = []


@contextmanager
def _as_it_was() -> Iterator[None]:
    """The two names of older Pythons, for the time of an import."""
    names: tuple[tuple[Any, str, Any], ...] = (
        (asyncio, "coroutine", types.coroutine),
        (collections, "MutableMapping", collections.abc.MutableMapping),
    )
    missing = [(module, name, thing) for module, name, thing in names if not hasattr(module, name)]
    for module, name, thing in missing:
        setattr(module, name, thing)
    try:
        yield
    finally:
        for module, name, _ in missing:
            delattr(module, name)


class _Param(dict[str, str]):
    """A header's or address's parameters; one without a value has the empty one."""

    def __init__(self, given: "str | _Param | None" = None) -> None:
        super().__init__(given if isinstance(given, dict) else {})
        for item in (given if isinstance(given, str) else "").split(";"):
            name, _, value = item.partition("=")
            if name:
                self[name] = value

    def __str__(self) -> str:
        return ";".join(f"{name}={value}" if value else name for name, value in self.items())


def _ear(aiosip: Any) -> Any:
    class Ear(aiosip.UDP):  # type: ignore[misc]
        """Waits for the answer to the call `call`: "" into `answer`, or what was wrong with it."""

        def __init__(self, app: Any, loop: Any, call: str, answer: asyncio.Future[str]) -> None:
            super().__init__(app, loop)
            self._call = call
            self._answer = answer

        def datagram_received(self, data: bytes, addr: Any) -> None:  # noqa: ARG002 - the socket is connected
            try:
                message = aiosip.Message.from_raw_message(data.decode())
                ours = isinstance(message, aiosip.Response) and message.headers.get("Call-ID") == self._call
                final = ours and message.method == "OPTIONS" and message.status_code >= 200
            except Exception:  # whatever the library's parser trips over
                self._tell("what answers there does not speak SIP")
            else:
                if final:
                    self._tell("")

        def error_received(self, exc: Exception) -> None:
            refused = isinstance(exc, ConnectionRefusedError)
            self._tell("nobody listens there" if refused else str(exc))

        def _tell(self, reason: str) -> None:
            if not self._answer.done():
                self._answer.set_result(reason)

    return Ear
