"""A tiny mail server: takes letters, or answers as a test wants."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast


class MailBox:
    """`letters` are those taken, `logins` what was said to log in; `answers` says what a command (``RCPT``, ``DATA``,
    ...) gets instead of its usual answer; `is_mute` never says anything."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.logins: list[str] = []
        self.answers: dict[str, str] = {}
        self.is_mute = False
        self.open = 0  # connections
        self.port = 0

    async def __aenter__(self) -> "MailBox":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            await self._talk(reader, writer)
        finally:
            self.open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_mute:
            await reader.read()
            return
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            answer = self.answers.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok"))
            writer.write(f"{answer}\r\n".encode())
            if verb == "AUTH":
                self.logins.append(line)
            if verb == "RCPT" and answer.startswith("250"):
                self.recipients.append(line)
            if verb == "DATA" and answer.startswith("354"):
                await self._take(reader)
                writer.write(f"{self.answers.get('.', '250 taken')}\r\n".encode())
            if verb == "QUIT":
                break

    async def _take(self, reader: asyncio.StreamReader) -> None:
        lines = []
        while (line := await reader.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.letters.append(cast(EmailMessage, message_from_bytes(b"".join(lines), policy=default)))
