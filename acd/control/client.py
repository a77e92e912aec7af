"""The control socket from the other side, blocking: for the command line and scripts."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from acd.control.protocol import Answer, LineCutter, LineTooLongError, Telling, decode_telling, encode_line
from acd.control.requests import Request, Watch

REPLY_BYTES = 64 * 1024 * 1024
CONNECT_S = 5.0
ANSWER_S = 65.0  # a little over the daemon's own deadline, so that its word arrives

T = TypeVar("T")


class ControlError(Exception):
    """The daemon could not be asked; the message is one clear sentence."""


class NotRunningError(ControlError):
    """Nobody is at the socket."""


class DeniedError(ControlError):
    """The socket is there and this user may not use it, or the daemon has no room for one more client."""


class RequestRefusedError(ControlError):
    """The daemon's own answer; `code` is a protocol ``Code``."""

    def __init__(self, error: str, code: str) -> None:
        super().__init__(error)
        self.code = code


class Client:
    """Asks the daemon at `path`, one connection a request. Every method may raise ControlError."""

    def __init__(self, path: Path, *, answer_s: float = ANSWER_S) -> None:
        self._path = path
        self._answer_s = answer_s

    def ask(self, request: Request, into: type[T]) -> T:
        """The reply's value, read as `into`."""
        with closing(self._connect()) as connection:
            lines = _lines(connection)
            _send(connection, request)
            return self._value(lines, into)

    def watch(self) -> Iterator[Telling]:
        """What happens from now on, as it happens, until the daemon goes (then NotRunningError) or the iterator is
        closed."""
        connection = self._connect()
        try:
            lines = _lines(connection)
            _send(connection, Watch())
            self._value(lines, type(None))
            connection.settimeout(None)
        except BaseException:
            connection.close()
            raise
        return _tellings(connection, lines)

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONNECT_S)
            connection.connect(str(self._path))
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            connection.close()
            raise NotRunningError(
                f"the daemon is not running (nothing answers at {self._path}); start it with 'acd run'"
            ) from None
        except PermissionError:
            connection.close()
            raise DeniedError(f"no permission to use {self._path}: ask to be put in its group") from None
        except OSError as error:
            connection.close()
            raise ControlError(f"cannot use the socket {self._path}: {error}") from None
        connection.settimeout(self._answer_s)
        return connection

    def _value(self, lines: Iterator[bytes], into: type[T]) -> T:
        line = next(lines, None)
        if line is None:
            raise ControlError("the daemon closed the connection without an answer")
        answer = _decoded(line, Answer)
        if not answer.ok:
            raise RequestRefusedError(answer.error, answer.code)
        return _decoded(answer.value, into)


def _tellings(connection: socket.socket, lines: Iterator[bytes]) -> Iterator[Telling]:
    with closing(connection):
        for line in lines:
            try:
                telling = decode_telling(line)
            except msgspec.MsgspecError as error:
                raise _strange(error) from None
            if telling is not None:
                yield telling
    raise NotRunningError("the daemon closed the watch: it stopped, or this terminal read too slowly")


def _send(connection: socket.socket, request: Request) -> None:
    try:
        connection.sendall(encode_line(request))
    except (BrokenPipeError, ConnectionResetError):
        pass  # turned away before we spoke: the reason is waiting to be read
    except TimeoutError:
        raise ControlError("the daemon takes no requests: it hangs or is overloaded") from None


def _lines(connection: socket.socket) -> Iterator[bytes]:
    """The daemon's lines until it closes the connection."""
    cutter = LineCutter(REPLY_BYTES)
    while True:
        try:
            while (line := cutter.next_line()) is not None:
                yield line
            data = connection.recv(65536)
        except LineTooLongError as error:
            raise _strange(error) from None
        except TimeoutError:
            raise ControlError("the daemon does not answer: it hangs or is overloaded") from None
        except ConnectionResetError:
            return
        if not data:
            return
        cutter.feed(data)


def _decoded(text: bytes | msgspec.Raw, into: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=into)
    except msgspec.MsgspecError as error:
        raise _strange(error) from None


def _strange(error: Exception) -> ControlError:
    return ControlError(f"cannot read the daemon's answer; is it of the same version? ({error})")
