"""The demo's play: who works, who calls when and what they press or say. The same seed gives the same play."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from acd.lab.shop import PIN
from acd.lab.sipp import Person

NUMBER = "5551234"
SPOKEN_NUMBER = "5551235"  # the flow that listens
SERVICE_NUMBER = "5551236"  # the flow of those who serve themselves
_JITTER_S = 0.4
_RING_S = (1.0, 3.0)
_TALK_S = (6.5, 9.0)  # what is whispered to the agent first, up to three seconds, included
_SAYS_S = 2.0  # from the answer to the first word
_MENU_S = 2.2  # from the answer to the first key: the greeting is over and the menu has begun
_NAMES = (
    *("Jan Kowalski", "Marie Dubois", "Tom Baker", "Lucia Romano", "Henrik Olsen", "Aisha Khan", "Pavel Dvorak"),
    *("Sofia Lopez", "Liam Byrne", "Nina Weber", "Yuki Tanaka", "Omar Haddad", "Greta Nilsson", "Ravi Patel"),
    *("Elena Popescu", "Samuel Adeyemi", "Ingrid Berg", "Mateo Silva", "Hana Suzuki", "Piotr Zielinski"),
    "Ifeoma Okeke",
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent's phone: it answers after `ring_s` (None: never) and hangs up after `talk_s`."""

    agent: str
    ring_s: float | None
    talk_s: float


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls `at_s` after the curtain; `key_after_s` as in ``sipp.callers``; he hangs up `stay_s` after
    his last key, None: he stays until the other side hangs up. Or he speaks: `says` are
    texts, each so long after the answer."""

    at_s: float
    person: Person
    key_after_s: tuple[float, ...]
    stay_s: float | None
    says: tuple[tuple[float, str], ...] = ()
    dials: str = ""

    @property
    def number(self) -> str:
        """What he dials."""
        return self.dials or (SPOKEN_NUMBER if self.says else NUMBER)


@dataclass(frozen=True, slots=True)
class Scene:
    colleagues: tuple[Colleague, ...]
    callers: tuple[Caller, ...]


# When, which keys, the pauses between them, and how long after the last key the caller hangs up.
_ACCOUNT_S = (_MENU_S, 1.5, 1.0, 1.0, 1.0, 1.0, 2.0)  # 3, four digits, #, and 1 to confirm
_SCRIPT: Sequence[tuple[float, str, tuple[float, ...], float | None]] = (
    (0.0, "1", (_MENU_S,), None),
    (1.0, "2", (_MENU_S,), None),  # the highest level has the colleague who never picks up: the next best gets it
    (2.0, "34711#1", _ACCOUNT_S, None),
    (4.0, "91", (_MENU_S, 3.5), None),  # a wrong key first
    (5.0, "2", (_MENU_S,), None),
    (6.5, "0", (_MENU_S,), None),
    (8.0, "2", (_MENU_S,), None),
    (8.6, "2", (_MENU_S,), None),
    (9.2, "2", (_MENU_S,), None),
    (9.8, "2", (_MENU_S,), 4.0),  # gives up while everybody is busy
    (11.0, "", (), 3.0),  # hangs up in the menu
    (11.5, "20", (_MENU_S, 4.5), None),  # waits, then leaves the queue by key
    (14.0, "1", (_MENU_S,), None),
    (16.0, "38215#1", _ACCOUNT_S, None),
    (18.0, "1", (_MENU_S,), None),
    (20.0, "2", (_MENU_S,), None),
)
# When, and what they say.
_SPEAKERS: Sequence[tuple[float, tuple[tuple[float, str], ...]]] = (
    (3.0, ((_SAYS_S, "place an order"),)),
    (10.5, ((_SAYS_S, "customer service"), (6.5, "tomorrow"))),  # what about, and then for when
    (17.0, ((_SAYS_S, "talk to someone"),)),
)
# When, and which keys: the status of an order, a balance behind a PIN.
_SERVED: Sequence[tuple[float, str, tuple[float, ...]]] = (
    (7.0, "14711#", (_MENU_S, *[1.0] * 5)),
    (13.0, f"21001#{PIN}#", (_MENU_S, *[1.0] * 5, 2.0, *[1.0] * len(PIN))),
)


def scene(agents: Sequence[str], seed: int) -> Scene:
    """The play for these agents; the last but one never picks up."""
    chance = random.Random(seed)
    deaf = agents[-2]
    colleagues = []
    for agent in agents:
        ring_s, talk_s = round(chance.uniform(*_RING_S), 1), round(chance.uniform(*_TALK_S), 1)
        colleagues.append(Colleague(agent, None if agent == deaf else ring_s, talk_s))
    count = len(_SCRIPT) + len(_SPEAKERS) + len(_SERVED)
    names = chance.sample(_NAMES, count)
    numbers = chance.sample(range(100, 1000), count)
    callers = [
        Caller(
            max(0.0, at_s + chance.uniform(-_JITTER_S, _JITTER_S) * (at_s > 0)),
            Person(f"5550{number}", name, keys),
            key_after_s,
            stay_s,
        )
        for (at_s, keys, key_after_s, stay_s), name, number in zip(_SCRIPT, names, numbers, strict=False)
    ]
    more = zip(_SPEAKERS, names[len(_SCRIPT) :], numbers[len(_SCRIPT) :], strict=False)
    callers += [Caller(at_s, Person(f"5550{number}", name), (), None, says) for (at_s, says), name, number in more]
    served = zip(_SERVED, names[-len(_SERVED) :], numbers[-len(_SERVED) :], strict=True)
    callers += [
        Caller(at_s, Person(f"5550{number}", name, keys), key_after_s, None, dials=SERVICE_NUMBER)
        for (at_s, keys, key_after_s), name, number in served
    ]
    return Scene(tuple(colleagues), tuple(sorted(callers, key=lambda caller: caller.at_s)))
