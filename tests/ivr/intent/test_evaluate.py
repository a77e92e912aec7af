from pathlib import Path

import pytest

from ivr.intent.classifier import NONE, untaught
from ivr.intent.evaluate import Judged, Share, judge, labelled, report
from ivr.intent.known import Chance
from ivr.nodes.understand import Understand, Wish
from ivr.nodes.words import Asking
from ivr.problems import BadFileError

WISHES = {name: Wish((), (name,), go="desk") for name in ("a", "b")}
NODE = Understand((), WISHES, Asking("desk"), untaught(("a", "b")))


def judged(wanted: str, **chances: float) -> Judged:
    """`none` left out of `chances`: the rest."""
    whole = {"a": 0.0, "b": 0.0, **chances}
    told = [Chance(name, part) for name, part in whole.items()] + [Chance(NONE, 1 - sum(whole.values()))]
    return Judged("x", wanted, tuple(sorted(told, key=lambda each: -each.probability)))


def test_a_share_has_wilsons_interval() -> None:
    least, most = Share(8, 10).interval
    assert (round(least, 3), round(most, 3)) == (0.490, 0.943)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(10, 10).interval[1] == 1.0


def test_a_report() -> None:
    told = report(
        NODE,
        [
            judged("a", a=0.9),
            judged("a", a=0.5, b=0.4),
            judged("a", a=0.2, b=0.8),
            judged("b", b=0.1),
            judged(NONE, a=0.1),
            judged(NONE, a=0.95),
        ],
    )
    assert (told.top1, told.top3, told.rejected) == (Share(2, 4), Share(4, 4), Share(1, 4))
    assert (told.none_rejected, told.none_taken) == (Share(1, 2), Share(1, 2))
    assert (told.taken, told.taken_right) == (Share(3, 6), Share(1, 3))
    assert told.recall == {"a": Share(2, 3), "b": Share(0, 1)}
    assert told.confused == {("a", "b"): 1, ("b", NONE): 1, (NONE, "a"): 1}


def test_calibration() -> None:
    """Half of those told with 0.5 are right, and one of two told with 0.9: the gap is 0.4 for two of four."""
    told = report(NODE, [judged("a", a=0.5, b=0.3), judged("b", a=0.5, b=0.3), judged("a", a=0.9), judged("b", a=0.9)])
    assert told.ece.value == pytest.approx(0.2)
    first, last = told.bins
    assert (first.least, first.sure, first.right) == (0.5, 0.5, Share(1, 2))
    assert (last.least, last.most, last.right) == (0.9, 1.0, Share(1, 2))
    brier = [0.25 + 0.09 + 0.04, 0.25 + 0.49 + 0.04, 0.01 + 0.01, 0.81 + 1.0 + 0.01]
    assert told.brier.value == pytest.approx(sum(brier) / 4)
    assert told.brier.interval[0] <= told.brier.value <= told.brier.interval[1]


def test_being_sure_and_right_has_no_error() -> None:
    told = report(NODE, [judged("a", a=1.0)] * 3)
    assert (told.ece.value, told.brier.value) == (0.0, 0.0)


def test_sentences_are_judged_as_the_flow_would() -> None:
    [found] = judge(NODE, [("a", "anything")])
    assert {each.intent: round(each.probability, 2) for each in found.chances} == {"a": 0.45, "b": 0.45, NONE: 0.1}


def load(tmp_path: Path, content: str | bytes) -> list[tuple[str, str]]:
    path = tmp_path / "s.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return labelled(path, ["a", "b"])


def test_labelled_sentences(tmp_path: Path) -> None:
    assert load(tmp_path, "intent\tutterance\na\t one thing \n\nnone\tno thing\r\n") == [
        ("a", "one thing"),
        (NONE, "no thing"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no sentence"),
        ("intent\tutterance\n", "holds no sentence"),
        ("a one thing\n", ":1: allowed: an intent, a tab, and what was said"),
        ("a\tx\nb\t \n", ":2: allowed: an intent, a tab"),
        ("c\tx\n", ':1: unknown intent "c", allowed: a, b, none'),
        (b"a\t\xff\n", "is not UTF-8: byte 2 is 0xff"),
        ("a\tx\n" * 1_500_000, "is larger than 5000000 bytes"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(BadFileError) as caught:
        load(tmp_path, content)
    assert told in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be read: No such file"):
        labelled(tmp_path / "gone.tsv", ["a"])
    with pytest.raises(BadFileError, match="cannot be read: Is a directory"):
        labelled(tmp_path, ["a"])
