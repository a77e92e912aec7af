"""Asterisk as another program sees it: pyst2's manager client, which shares nothing with the daemon's.

pyst2 takes answers in the order they come and not by their ActionID, so there is one action at a time here. Its Status
swallows whatever events come in between, so channels are listed by CoreShowChannels. An exception in a callback would
end its thread silently, so events are only put on a list. A headers' dict is always given: its default is one shared
by all calls.
"""

import contextlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from asterisk.manager import Event, Manager

Headers = dict[str, str]
WAIT_S = 5.0


class SecondClient:
    """`with SecondClient(port, user, secret) as client`; `events` are all that were heard, oldest first."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self._at = port
        self._login = (user, secret)
        self._manager = Manager()
        self._serial = 0
        self.events: list[Headers] = []

    def __enter__(self) -> Self:
        self._manager.register_event("*", self._heard)
        self._manager.connect("127.0.0.1", self._at)
        self._manager.login(*self._login)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """pyst2 closes the file under its own reading thread, which then dies aloud: so the PBX is let end it first."""
        with contextlib.suppress(ValueError):  # and it may close the file while the goodbye is still being written
            self._manager.logoff()
        deadline = time.monotonic() + WAIT_S
        while self._manager.connected() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._manager.close()

    def ask(self, action: str, **headers: str) -> Headers:
        """The answer."""
        self._serial += 1
        given = {"Action": action, "ActionID": f"second-{self._serial}", **headers}
        answer: Headers = dict(self._manager.send_action(given).headers)
        assert answer["ActionID"] == given["ActionID"]
        assert answer["Response"] == "Success", answer
        return answer

    def rows(self, action: str, row: str, **headers: str) -> list[Headers]:
        """The events `row` of a list."""
        action_id = self.ask(action, **headers)["ActionID"]
        self.heard(f"the end of {action}", lambda each: _is_end(each, action_id))
        return [each for each in self.events if each.get("ActionID") == action_id and each["Event"] == row]

    def channels(self) -> dict[str, Headers]:
        """All channels by their unique ids."""
        return {each["Uniqueid"]: each for each in self.rows("CoreShowChannels", "CoreShowChannel")}

    def variable(self, channel: str, name: str) -> str:
        return self.ask("Getvar", Channel=channel, Variable=name)["Value"]

    def heard(self, title: str, is_it: Callable[[Headers], bool]) -> Headers:
        """The first event, of the past or to come, that is it."""
        deadline = time.monotonic() + WAIT_S
        while True:
            found = next((each for each in tuple(self.events) if is_it(each)), None)
            if found is not None:
                return found
            assert time.monotonic() < deadline, f"not heard within {WAIT_S:g} s: {title}"
            time.sleep(0.01)

    def _heard(self, event: Event, _: Manager) -> None:
        self.events.append(dict(event.headers))


def _is_end(event: Headers, action_id: str) -> bool:
    return event.get("ActionID") == action_id and event.get("EventList") == "Complete"
