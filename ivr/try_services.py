"""A flow tried in a terminal: what lookups and PIN checks answer is typed by whoever tries it.

A lookup's answer is its fields (`status=shipped total=12.50`); an empty line is "not found", `f` a lookup that failed.
A PIN's is `right`, `wrong`, `locked` or `failed`; an empty line is right. A call-back's is `booked`, `duplicate`,
`refused` or `failed`; an empty line is booked.
"""

from collections.abc import Callable

from ivr.booked import Book, Booked, Booking
from ivr.inputs import HungUp, Input
from ivr.outputs import CheckPin, LookUp
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Trouble, Verdict

HANG_UP, FAIL = "h", "f"
_VERDICTS = {"": Verdict.RIGHT, **{verdict.value: verdict for verdict in Verdict}}


def served(
    output: LookUp | CheckPin, node: str, tell: Callable[[str], None], ask: Callable[[str], str | None]
) -> Input:
    """Asked again until the line is an answer."""
    if isinstance(output, LookUp):
        wanted = ", ".join(f"{name}={value}" for name, value in output.values.items())
        tell(f"[{node}] looked up: {output.name} {wanted}")
        return _typed(_looked_up, "name=value ..., empty: not found, f: failed", tell, ask)
    tell(f"[{node}] a PIN is checked: {output.pins}")
    return _typed(_checked, "right, wrong, locked or failed", tell, ask)


def booked(wish: Book, node: str, tell: Callable[[str], None], ask: Callable[[str], str | None]) -> Input:
    """An empty line is booked."""
    tell(f"[{node}] to be called back at {wish.number} for {wish.queue or 'the queue he was held in'}")
    results = {"": Booking.BOOKED, **{each.value: each for each in Booking}}
    hint = ", ".join(each.value for each in Booking)
    return _typed(lambda line: Booked(results[line]) if line in results else None, hint, tell, ask)


def _typed(
    read: Callable[[str], Input | None], hint: str, tell: Callable[[str], None], ask: Callable[[str], str | None]
) -> Input:
    while True:
        line = ask(hint)
        if line is None or line.strip() == HANG_UP:
            return HungUp()
        answer = read(line.strip())
        if answer is not None:
            return answer
        tell(f"allowed: {hint}; {HANG_UP} hangs up")


def _looked_up(line: str) -> Input | None:
    if line == FAIL:
        return LookupFailed(Trouble.AWAY)
    pairs = [each.partition("=") for each in line.split()]
    if not all(name and sign for name, sign, _ in pairs):
        return None
    return Found({name: value for name, _, value in pairs}) if pairs else NotFound()


def _checked(line: str) -> Input | None:
    return PinChecked(_VERDICTS[line]) if line in _VERDICTS else None
