"""The lab's own eye on its Asterisk: manager actions, one connection each, nothing shared with the code under test."""

import socket
from types import TracebackType
from typing import Self

Message = dict[str, str]


class ConsoleError(Exception):
    """The PBX refused or did not answer."""


class Console:
    """A logged-in manager connection, blocking; `with Console(port, user, secret) as console`. All waits end."""

    def __init__(self, port: int, user: str, secret: str, *, timeout: float = 5.0) -> None:
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        except OSError as error:
            raise ConsoleError(f"manager port {port}: {error}") from error
        self._lines = self._socket.makefile("r", encoding="utf-8", errors="replace", newline="\r\n")
        try:
            self._lines.readline()
            self.action("Login", Username=user, Secret=secret)
        except (OSError, ConsoleError) as error:
            self.close()
            raise ConsoleError(f"manager port {port}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def action(self, name: str, **headers: str) -> Message:
        """The response; raises ConsoleError with its Message when it is not a success."""
        self._send(name, headers)
        while True:
            message = self.read()
            if "Response" in message and "Event" not in message:  # the event OriginateResponse has one too
                if message["Response"] == "Error":
                    raise ConsoleError(message.get("Message", "refused"))
                return message

    def rows(self, name: str, **headers: str) -> list[Message]:
        """The events of a list action."""
        self.action(name, **headers)
        found: list[Message] = []
        while (message := self.read()).get("EventList") != "Complete":
            if message.get("ActionID") == "lab":
                found.append(message)
        return found

    def command(self, text: str) -> list[str]:
        """The lines a command line prints."""
        return self.action("Command", Command=text).get("Output", "").split("\n")

    def read(self) -> Message:
        """The next message, event or response; repeated headers are joined by newlines."""
        message: Message = {}
        while True:
            try:
                line = self._lines.readline()
            except OSError as error:
                raise ConsoleError(str(error)) from error
            if not line:
                raise ConsoleError("the PBX closed the connection")
            key, _, value = line.rstrip("\r\n").partition(": ")
            if key:
                message[key] = f"{message[key]}\n{value}" if key in message else value
            elif message:
                return message

    def _send(self, name: str, headers: dict[str, str]) -> None:
        lines = {"Action": name, "ActionID": "lab", **headers}
        self._socket.sendall("".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode() + b"\r\n")
