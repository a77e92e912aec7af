"""An eye of its own on the PBX: an account that belongs to neither side writes down what it is told, with the PBX's own
time stamps. It asks for no more than it needs, so that watching costs both sides the same little."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

from acd.lab.layout import Layout
from acd.lab.trouble import LabError

Message = dict[str, str]
EVENTS = ("Newchannel", "Hangup", "BridgeEnter", "BridgeLeave", "UserEvent", "QueueCallerJoin")
_LOGIN_S = 5.0


class Observer:
    """A context manager. `messages` gives what came since the last `forget`, in order of time."""

    def __init__(self, layout: Layout, *more: str, mask: str = "call,user,agent") -> None:
        """`more`: other events by name, of the classes in `mask`."""
        self._events = (*EVENTS, *more)
        self._mask = mask
        self._heard = bytearray()
        self._lock = threading.Lock()
        self._socket = socket.create_connection(("127.0.0.1", layout.manager_port), _LOGIN_S)
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._login = ("lab", layout.lab_secret)

    def __enter__(self) -> Self:
        self._thread.start()
        user, secret = self._login
        self._act("Login", f"Username: {user}\r\nSecret: {secret}\r\nEvents: off\r\n")
        for name in self._events:
            self._act("Filter", f"Operation: Add\r\nMatchCriteria: action(include),name({name})\r\nFilter:\r\n")
        self._act("Events", f"EventMask: {self._mask}\r\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def forget(self) -> None:
        with self._lock:
            self._heard.clear()

    def messages(self) -> list[Message]:
        with self._lock:
            text = self._heard.decode(errors="replace")
        found = [_message(part) for part in text.split("\r\n\r\n")]
        return sorted((each for each in found if "Timestamp" in each), key=lambda each: float(each["Timestamp"]))

    def _listen(self) -> None:
        while received := self._socket.recv(65536):
            with self._lock:
                self._heard += received

    def _act(self, name: str, headers: str) -> None:
        self.forget()
        self._socket.sendall(f"Action: {name}\r\n{headers}\r\n".encode())
        deadline = time.monotonic() + _LOGIN_S
        while (answer := bytes(self._heard)).find(b"\r\n\r\n") < 0:
            if time.monotonic() > deadline:
                raise LabError(f"the PBX did not answer {name}")
            time.sleep(0.01)
        if b"Response: Success" not in answer:
            raise LabError(f"{name} was refused: {answer.decode(errors='replace').strip()}")


def _message(text: str) -> Message:
    pairs = (line.partition(": ") for line in text.split("\r\n"))
    return {key: value for key, _, value in pairs if key}
