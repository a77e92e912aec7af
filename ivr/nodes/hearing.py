"""How a whole flow takes what it hears."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr.nodes.words import Prompt
from ivr.outputs import Sound

SURE, MAYBE = 0.85, 0.35
STOCK_CONFIRM: Prompt = (Sound("if-correct-press"), Sound("digits/1"))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A guess of a confidence of `sure` or more is taken; from `maybe` on it is said back between `before` and `after`
    and confirmed; below, the question is asked again. A yes or no between the two is asked for once more, after
    `half_heard`, and taken when it is the same again. After `failures` answers that were not understood the question is
    for keys only, and `keys_only` says so; so do all questions once no recogniser is there.

    The defaults weigh seconds of the caller's time, with confidences that are odds: a wrong way costs some 40 s, saying
    back 4 s, asking again 8 s. So saying back pays below 1 - 4/(40 - 8). Against asking again it is even at 0.5; it
    goes on below that, since whoever was heard rightly would rather say yes than say it all again.

    `tty` and `fax`: where a teletype and a fax machine go; without one a teletype is a caller who needs a person, and a
    fax is wished goodbye. `words`: the flow's own patterns, on top of the built-in ones: yes, no or operator →
    language → patterns."""

    sure: float = SURE
    maybe: float = MAYBE
    failures: int = 2
    silence_s: float = 0.5
    longest_s: float = 8.0
    keys_only: Prompt = ()
    noise: Prompt = ()
    too_long: Prompt = ()
    half_heard: Prompt = ()
    before: Prompt = ()
    after: Prompt = STOCK_CONFIRM
    tty: str | None = None
    fax: str | None = None
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def machines(self) -> Iterator[str]:
        """The nodes that a machine's tone leads to, from any question."""
        yield from (node for node in (self.tty, self.fax) if node)
