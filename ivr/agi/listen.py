"""Hearing a caller on his channel: the AGI side of speech, with keys live all the time.

``SPEECH RECOGNIZE`` plays one prompt and gives the recogniser the caller's sound until that pushes a result, a key
comes, or a time-out of whole seconds runs from the end of the prompt. What is done about that:

- The speech door pushes when the caller begins to speak, which stops a prompt, and when his answer is known; in between
  RECOGNIZE is asked again at once, with silence for a prompt. Waits are the door's, in milliseconds; the time-outs here
  only tell that the prompt is over, which nothing else does (they come up to a second after it).
- A key ends RECOGNIZE, but not the prompt: that plays on until it is stopped.
- When the door is gone, RECOGNIZE says "speech" with no result, a second later.

The channel names its ticket by ``SPEECH SET``, which answers 1 whatever the door said to it; a ticket the door does not
know is never complete, so the guard's time-out ends it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ivr.agi.sounds import checked_sound
from ivr.agi.wire import Reply
from ivr.hearing import Ticket
from ivr.outputs import Part, Sound

ENGINE = "acd-speech"  # the section of aeap.conf
TICKET = "ticket"
SILENCE = "silence/1"
SILENCE_END = str(8_000)  # its length in samples
PROMPT_OVER_S = 1  # the shortest time-out there is
GUARD_S = 5  # on top of what the door may take at most
PROMPT_S = 120.0
MOST_TURNS = 50  # of RECOGNIZE in one answer; a few are usual

Do = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How listening ended: by `key`, or ("") with the ticket's answer; `is_lost` when the door is out of reach."""

    key: str = ""
    is_lost: bool = False


def split(parts: tuple[Part, ...], *, may_barge_in: bool) -> tuple[tuple[Part, ...], str]:
    """What is said before anybody listens, and the prompt that speech may stop: the last part, where it is a sound."""
    if may_barge_in and parts and isinstance(last := parts[-1], Sound):
        return parts[:-1], checked_sound(last.name)
    return parts, ""


class Listener:
    """`do` carries out one AGI command. One speech object serves all answers of a dialogue; Asterisk destroys it."""

    def __init__(self, do: Do) -> None:
        self._do = do
        self._has_object = False

    async def open(self) -> bool:
        """Whether the PBX has a speech object for us; it has none when it cannot reach the door."""
        if not self._has_object:
            self._has_object = (await self._do("SPEECH CREATE", ENGINE)).result == "1"
        return self._has_object

    async def listen(self, ticket: Ticket, prompt: str, longest_s: float, *, keys: bool) -> Ended:
        """Plays `prompt` ("" = none) while the caller is listened to. `longest_s`: the longest the door may take after
        the prompt. Keys end it only with `keys`."""
        await self._do("SPEECH SET", TICKET, ticket.token)
        guard_s = round(longest_s) + GUARD_S
        if not prompt:
            ticket.prompt_ended()
        for _ in range(MOST_TURNS):
            if ticket.is_complete:  # a result pushed between two RECOGNIZE is lost on Asterisk
                return Ended()
            wait_s = PROMPT_OVER_S if prompt else guard_s
            reply = await self._do(
                "SPEECH RECOGNIZE", prompt or SILENCE, str(wait_s), deadline_s=PROMPT_S + wait_s + GUARD_S
            )
            if reply.data == "digit":
                await self.hush()
                if keys:
                    return Ended(reply.extras.get("digit", ""))
            elif ticket.is_complete:
                return Ended()
            elif not self._goes_on(reply, has_prompt=bool(prompt)):
                break
            prompt = ""
            ticket.prompt_ended()
        await self._drop()
        return Ended(is_lost=True)

    async def hush(self) -> None:
        """Stops a prompt that plays on."""
        await self._do("STREAM FILE", SILENCE, "", SILENCE_END)

    @staticmethod
    def _goes_on(reply: Reply, *, has_prompt: bool) -> bool:
        if reply.data == "speech":
            return reply.extras.get("results") != "0"
        return reply.data == "timeout" and has_prompt

    async def _drop(self) -> None:
        """An object whose door is gone costs a second at every command."""
        self._has_object = False
        await self._do("SPEECH DESTROY")
