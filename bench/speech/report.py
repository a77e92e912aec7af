"""The table of goals, engines side by side, as Markdown. Pure."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bench.speech.figures import Trial, accepted, calibration_error, chosen, right_and_accepted, threshold

_GRAMMARS = ("menu", "phrases", "yes/no", "digits", "strings")
_MUST = {
    ("menu", 30): "95 / 99", ("menu", 15): "91 / 97", ("phrases", 30): "95 / 99", ("phrases", 15): "94 / 98",
    ("yes/no", 30): "95 / 99", ("yes/no", 15): "95 / 99", ("digits", 30): "90 / 97", ("digits", 15): "85 / 95",
    ("strings", 30): "75 / 92", ("strings", 15): "-",
}  # fmt: skip
_NO_SPEECH = ("noise", "tones", "music")
_OUTSIDE = ("outside", "prompts")
Found = Mapping[str, Sequence[Trial]]


def report(found: Found) -> str:
    points = {name: {each: _point(trials, each) for each in _GRAMMARS} for name, trials in found.items()}
    rows = [["", "must / aim", *found], ["---"] * (2 + len(found))]
    for grammar in _GRAMMARS:
        for snr_db in (30, 15):
            told = f"{grammar}, {snr_db} dB: right and accepted"
            rows.append([told, _MUST[grammar, snr_db], *_each(found, _accepted_right(points, grammar, snr_db))])
    rows += [
        [f"outside {grammar}: accepted", "6 / 2", *_each(found, _accepted_outside(points, grammar))]
        for grammar in _GRAMMARS
    ]
    rows.append(["all outside, of these: words near and far", "6 / 2", *_each(found, _outside(points, ("outside",)))])
    rows.append(["all outside, of these: human prompts", "6 / 2", *_each(found, _outside(points, ("prompts",)))])
    rows.append(["noise, tones, music: accepted", "1 / 0", *_each(found, _outside(points, _NO_SPEECH))])
    groups = sorted({trial.group for trials in found.values() for trial in trials if trial.group.startswith("human")})
    rows += [
        [f"{group}, {snr_db} dB: chosen rightly", "-", *_each(found, _chosen(group, snr_db))]
        for group in groups
        for snr_db in (30, 15)
    ]
    rows.append(["calibration error (ECE), all guesses", "-", *_each(found, _calibration)])
    for grammar in _GRAMMARS:
        rows.append([f"{grammar}: recognition, p50 / p95", "-", *_each(found, _times(grammar))])
        rows.append([f"{grammar}: operating point", "-", *(f"{points[name][grammar]:.2f}" for name in found)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _point(trials: Sequence[Trial], grammar: str) -> float:
    return threshold(trial for trial in trials if trial.fits and trial.group == grammar)


def _each(found: Found, figure: Callable[[str, Sequence[Trial]], object]) -> list[str]:
    return [str(figure(name, trials)) for name, trials in found.items()]


def _judged(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if not trial.fits]


def _accepted_right(
    points: Mapping[str, Mapping[str, float]], grammar: str, snr_db: int
) -> Callable[[str, Sequence[Trial]], object]:
    def figure(name: str, trials: Sequence[Trial]) -> object:
        own = [each for each in _judged(trials) if each.group == grammar and each.snr_db == snr_db]
        return f"{right_and_accepted(own, points[name][grammar])}; chosen {chosen(own).value * 100:.1f}"

    return figure


def _accepted_outside(
    points: Mapping[str, Mapping[str, float]], grammar: str
) -> Callable[[str, Sequence[Trial]], object]:
    def figure(name: str, trials: Sequence[Trial]) -> object:
        own = [each for each in _judged(trials) if each.group in _OUTSIDE and each.grammar == grammar]
        return accepted(own, points[name][grammar])

    return figure


def _outside(
    points: Mapping[str, Mapping[str, float]], groups: Sequence[str]
) -> Callable[[str, Sequence[Trial]], object]:
    def figure(name: str, trials: Sequence[Trial]) -> object:
        own = [each for each in _judged(trials) if each.group in groups]
        taken = [each for each in own if accepted([each], points[name][each.grammar]).part]
        return type(accepted(own, 0.0))(len(taken), len(own))

    return figure


def _chosen(group: str, snr_db: int) -> Callable[[str, Sequence[Trial]], object]:
    return lambda _, trials: chosen([each for each in trials if each.group == group and each.snr_db == snr_db])


def _calibration(_: str, trials: Sequence[Trial]) -> str:
    return f"{calibration_error(_judged(trials)):.3f}"


def _times(grammar: str) -> Callable[[str, Sequence[Trial]], object]:
    def figure(_: str, trials: Sequence[Trial]) -> object:
        took = [each.ms for each in trials if each.grammar == grammar and each.ms > 0]
        return f"{np.percentile(took, 50):.0f} / {np.percentile(took, 95):.0f} ms" if took else "-"

    return figure
