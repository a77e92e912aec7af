"""A manager that says what a test lets it say: greeting, challenge and login by itself, every other action by hand."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from acd.pbx.actions import Action
from acd.pbx.link import Connected, Heard, Link, LinkSettings, LinkState

TRANSCRIPTS = Path(__file__).parent / "transcripts"
SECRET = "right-secret"
NEWSTATE = (
    "Event: Newstate\nPrivilege: call,all\nChannel: PJSIP/trunk-{n:08x}\nChannelState: 6\nChannelStateDesc: Up\n"
    "CallerIDNum: 1\nCallerIDName: {name}\nConnectedLineNum: 1\nConnectedLineName: x\nLanguage: en\nAccountCode: \n"
    "Context: acd-in\nExten: 1\nPriority: 1\nUniqueid: 1763769287.{n}\nLinkedid: 1763769287.{n}\n\n"
)


class FakeAmi:
    """`answer(action)` gives the text to send for an action, or None for silence; lines end with LF here."""

    def __init__(self) -> None:
        self.greeting = b"Asterisk Call Manager/11.0.0\r\n"
        self.actions: list[dict[str, str]] = []
        self.logins = 0
        self.connections = 0
        self.after_login = ""
        self.pongs = True
        self.answer: Callable[[dict[str, str]], str | None] = lambda action: None
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self.drop()
            await self._server.wait_closed()

    def drop(self) -> None:
        """Cut every connection."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def say(self, text: str | bytes) -> None:
        self._writers[-1].write(text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode())

    @staticmethod
    def newstate(n: int, name: str = "x") -> str:
        return NEWSTATE.format(n=n, name=name)

    @staticmethod
    def respond(text: str) -> Callable[[dict[str, str]], str]:
        """`text` with the action's id for each @."""
        return lambda action: text.replace("@", action["ActionID"])

    def named(self, name: str) -> list[dict[str, str]]:
        return [action for action in self.actions if action["Action"] == name]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        writer.write(self.greeting)
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = dict(line.split(": ", 1) for line in text.removesuffix("\r\n\r\n").split("\r\n"))
                self.actions.append(action)
                answer = self._answer(action)
                if answer is not None:
                    writer.write(answer.replace("\n", "\r\n").encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, action: dict[str, str]) -> str | None:
        aid = action["ActionID"]
        if action["Action"] == "Challenge":
            return f"Response: Success\nActionID: {aid}\nChallenge: 1234\n\n"
        if action["Action"] == "Login":
            self.logins += 1
            if action["Key"] != hashlib.md5(b"1234" + SECRET.encode()).hexdigest():
                return f"Response: Error\nActionID: {aid}\nMessage: Authentication failed\n\n"
            return f"Response: Success\nActionID: {aid}\nMessage: Authentication accepted\n\n{self.after_login}"
        if action["Action"] == "Ping" and self.pongs:
            return f"Response: Success\nActionID: {aid}\nPing: Pong\n\n"
        return self.answer(action)


class Owner:
    """A link with everything it told its owner."""

    def __init__(self, settings: LinkSettings) -> None:
        self.heard: list[Heard] = []
        self.states: list[LinkState] = []
        self.refused: list[tuple[Action, str]] = []
        self.link = Link(settings, self.heard.append, self.states.append, lambda *told: self.refused.append(told))

    async def connected(self) -> None:
        await until(lambda: isinstance(self.link.state, Connected))


async def until(claim: Callable[[], object], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not claim():  # noqa: ASYNC110 - the claim may be about anything
            await asyncio.sleep(0.002)


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    await fake.open()
    yield fake
    await fake.close()


@pytest.fixture
def settings(ami: FakeAmi) -> LinkSettings:
    return LinkSettings("main", "127.0.0.1", ami.port, "acd", SECRET, ping_s=0.2, connect_s=1.0, retry_first_s=0.02)


@pytest.fixture
async def make_owner() -> AsyncIterator[Callable[[LinkSettings], Owner]]:
    owners: list[Owner] = []

    def make(settings: LinkSettings) -> Owner:
        owners.append(Owner(settings))
        return owners[-1]

    yield make
    for owner in owners:
        await owner.link.stop()


@pytest.fixture
async def owner(settings: LinkSettings, make_owner: Callable[[LinkSettings], Owner]) -> Owner:
    made = make_owner(settings)
    await made.link.start()
    await made.link.opened()
    return made


@pytest.fixture(name="until")
def _until() -> Callable[..., object]:
    return until


@pytest.fixture(params=["everything", "least_privilege"])
def transcript(request: pytest.FixtureRequest) -> bytes:
    """What a real Asterisk 22 said to an account that hears everything, and to ours, over one call and every action."""
    return (TRANSCRIPTS / f"{request.param}.txt").read_bytes()
