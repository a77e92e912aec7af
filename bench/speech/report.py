"""The table of goals, engines side by side, as Markdown. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from bench.speech.figures import Rate, Trial, accepted, calibration_error, chosen, right_and_accepted
from bench.speech.texts import NEAR

FAMILIES = ("menu", "phrases", "yes/no", "digits", "strings", "only", "also")
_NAMES = {
    "menu": "menu words", "phrases": "short phrases", "yes/no": "yes/no", "digits": "single digits",
    "strings": "4-digit strings", "only": "the only choice", "also": "an operator asked for instead of digits",
}  # fmt: skip
_MUST = {
    ("menu", 30): "95 / 99", ("menu", 15): "91 / 97", ("phrases", 30): "95 / 99", ("phrases", 15): "94 / 98",
    ("yes/no", 30): "95 / 99", ("yes/no", 15): "95 / 99", ("digits", 30): "90 / 97", ("digits", 15): "85 / 95",
    ("strings", 30): "75 / 92",
}  # fmt: skip
_NO_SPEECH = ("noise", "tones", "music")
_OUTSIDE = ("outside", "human words")
Found = Mapping[str, Sequence[Trial]]


def family(grammar: str) -> str:
    """Grammars of one kind count together: "menu 2" is a menu, "only sales" an only choice."""
    return next((each for each in FAMILIES if grammar.startswith(each)), "human")


def report(found: Found, points: Sequence[float]) -> str:
    """`points`: the confidences from which an answer is accepted; the columns of each engine."""
    heads = [f"{name}: {told}" for name in found for told in ("chosen", *(f"at {point}" for point in points))]
    rows = [["", "must / aim", *heads], ["---"] * (2 + len(heads))]
    rows += [[name, must, *_cells(found, points, of)] for name, must, of in _rows()]
    rows.append(["calibration error (ECE), all guesses", "-", *_calibration(found, points)])
    rows += [[f"{_NAMES[each]}: recognition, p50 / p95", "-", *_times(found, points, each)] for each in FAMILIES]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _rows() -> Iterator[tuple[str, str, Callable[[Trial], bool]]]:
    """(what, must / aim, whether a trial is of it)."""
    for each in FAMILIES:
        for snr_db in (30, 15):
            told = f"{_NAMES[each]}, {snr_db} dB, right and accepted"
            yield told, _MUST.get((each, snr_db), "-"), _good(each, snr_db)
    for each in FAMILIES:
        yield f"outside the grammar of {_NAMES[each]}, accepted", "6 / 2", _bad(each, _OUTSIDE)
    for each in ("digits", "yes/no", "menu", "phrases"):
        yield f"... {_NAMES[each]}, words that sound near them", "-", _near(each, near=True)
        yield f"... {_NAMES[each]}, all else", "-", _near(each, near=False)
    yield "all outside, but for words that sound near", "6 / 2", _near("", near=False)
    yield "all outside: words and sentences by the synthetic voices", "6 / 2", _bad("", ("outside",))
    yield "all outside: a person's words", "6 / 2", _bad("", ("human words",))
    yield "noise, tones, music, accepted", "1 / 0", _bad("", _NO_SPEECH)
    for group in ("human digits", "human numbers", "human days", "human months"):
        for snr_db in (30, 15):
            yield f"{group}, {snr_db} dB, right and accepted", "-", _human(group, snr_db)


def _good(each: str, snr_db: int) -> Callable[[Trial], bool]:
    return lambda trial: (family(trial.grammar), trial.snr_db) == (each, snr_db) and trial.meaning is not None


def _bad(each: str, groups: Sequence[str]) -> Callable[[Trial], bool]:
    return lambda trial: trial.group in groups and (not each or family(trial.grammar) == each)


def _near(each: str, *, near: bool) -> Callable[[Trial], bool]:
    """Of one family, or of all."""
    of = _bad(each, _OUTSIDE)
    return lambda trial: of(trial) and _is_near(trial) == near


def _is_near(trial: Trial) -> bool:
    return trial.said in NEAR.get(family(trial.grammar), ())


def _human(group: str, snr_db: int) -> Callable[[Trial], bool]:
    return lambda trial: (trial.group, trial.snr_db) == (group, snr_db)


def _cells(found: Found, points: Sequence[float], of: Callable[[Trial], bool]) -> list[str]:
    cells = []
    for trials in found.values():
        own = [trial for trial in trials if of(trial)]
        cells += [str(rate) for rate in _rates(own, points)]
    return cells


def _rates(own: Sequence[Trial], points: Sequence[float]) -> list[Rate]:
    """Chosen (of what is outside: guessed at all), then at each point."""
    if own and own[0].meaning is None:
        return [accepted(own, at) for at in (0.0, *points)]
    return [chosen(own), *(right_and_accepted(own, at) for at in points)]


def _calibration(found: Found, points: Sequence[float]) -> list[str]:
    errors = [f"{calibration_error(trials):.3f}" for trials in found.values()]
    return [cell for error in errors for cell in (error, *([""] * len(points)))]


def _times(found: Found, points: Sequence[float], each: str) -> list[str]:
    cells = []
    for trials in found.values():
        took = [trial.ms for trial in trials if family(trial.grammar) == each and trial.ms > 0]
        told = f"{np.percentile(took, 50):.0f} / {np.percentile(took, 95):.0f} ms" if took else "-"
        cells += [told, *([""] * len(points))]
    return cells
