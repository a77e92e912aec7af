"""A PIN in a flow: asked for, checked by others, kept nowhere."""

from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started
from ivr.outcome import CallerLeft, Hangup, Transfer
from ivr.outputs import CheckPin, End, KeyWant, Output, Say, Sound
from ivr.place import Place
from ivr.problems import BadFileError
from ivr.read import read
from ivr.services import PinChecked, Verdict
from ivr.walk import begin, step

FLOW = """
start: ask
nodes:
  ask: {collect: account, prompt: [hello], least: 4, most: 9, masked: true, on_failure: bye, next: prove}
  prove:
    pin: customers
    account: "{account}"
    prompt: [pin-please]
    least: 4
    most: 6
    wrong: [wrong]
    silent: [silent]
    waiting: [one-moment]
    keys: {"*": back}
    retries: 2
    next: well
    locked: locked
    failed: failed
    on_failure: bye
  well: {transfer: well}
  locked: {transfer: locked}
  failed: {transfer: failed}
  bye: {hangup: [goodbye]}
"""
ASKED = Pressed("471199")
RIGHT, WRONG, LOCKED, FAILED = (PinChecked(verdict) for verdict in Verdict)
PIN = Pressed("258036")


@pytest.fixture
def main(tmp_path: Path) -> Flow:
    return flow(tmp_path, FLOW)


def flow(tmp_path: Path, text: str, **more: object) -> Flow:
    path = tmp_path / "main.yaml"
    path.write_text(text)
    return read(path, **more)  # type: ignore[arg-type]


def walked(main: Flow, *inputs: Input) -> tuple[Place, Output]:
    place, output = begin(main, Started("c", number="555"))
    for happened in inputs:
        place, output = step(main, place, happened)
        assert "258036" not in repr(place)
        assert "258036" not in repr(output)
        assert "258036" not in place.data.values()
        assert place.pending == ""
    return place, output


def test_it_is_asked_for_masked(main: Flow) -> None:
    output = walked(main, ASKED)[1]
    assert output == Say((Sound("pin-please"),), "en", KeyWant(4, 6, "#", masked=True))


def test_it_is_checked_by_others(main: Flow) -> None:
    output = walked(main, ASKED, PIN)[1]
    assert output == CheckPin("customers", "471199", "258036", (Sound("one-moment"),), "en")
    assert "471199" not in repr(output)


@pytest.mark.parametrize(("answer", "where"), [(RIGHT, "well"), (LOCKED, "locked"), (FAILED, "failed")])
def test_each_verdict_has_its_way(main: Flow, answer: PinChecked, where: str) -> None:
    place, output = walked(main, ASKED, PIN, answer)
    assert output == End(Transfer(where))
    assert place.path[-2] == ("prove", answer.verdict)


def test_wrong_ones_are_asked_again_to_the_last_try(main: Flow) -> None:
    place, output = walked(main, ASKED, PIN, WRONG)
    assert isinstance(output, Say)
    assert output.parts == (Sound("wrong"), Sound("pin-please"))
    place, output = walked(main, ASKED, PIN, WRONG, Silent(), PIN, WRONG)
    assert isinstance(output, Say)
    assert output.keys is None
    assert [visit.result for visit in place.path][1:] == ["wrong", "silent", "wrong, gave up"]
    assert step(main, place, Spoken())[1] == End(Hangup())


@pytest.mark.parametrize(
    "keys", [Silent(), Silent("12"), Pressed("123"), Pressed("1234567"), Pressed("12a4"), Spoken()]
)
def test_what_can_be_no_pin_is_not_checked(main: Flow, keys: Input) -> None:
    assert isinstance(walked(main, ASKED, keys)[1], Say)


def test_back_to_the_account(main: Flow) -> None:
    place, output = walked(main, ASKED, Pressed("*"))
    assert isinstance(output, Say)
    assert (place.node, output.parts) == ("ask", (Sound("hello"),))


def test_a_hang_up_while_it_is_checked(main: Flow) -> None:
    assert walked(main, ASKED, PIN, HungUp())[1] == End(CallerLeft("prove"))


def test_locked_and_failed_go_where_giving_up_goes_where_nothing_is_said(tmp_path: Path) -> None:
    lines = [line for line in FLOW.splitlines() if "locked" not in line and "failed" not in line]
    main = flow(tmp_path, "\n".join(lines))
    for answer in (LOCKED, FAILED):
        assert isinstance(walked(main, ASKED, PIN, answer)[1], Say)
        assert walked(main, ASKED, PIN, answer, Spoken())[1] == End(Hangup())


def test_mistakes_are_told(tmp_path: Path) -> None:
    text = FLOW.replace("least: 4\n    most: 6", "least: 7\n    most: 6").replace('"*": back', '"#": back')
    text = text.replace('account: "{account}"', 'account: "{nobody}"')
    with pytest.raises(BadFileError) as caught:
        flow(tmp_path, text, pin_books=["staff"])
    assert [f"{each.where}: {each.text}" for each in caught.value.problems] == [
        'nodes.prove.pin: unknown book of PINs "customers", allowed: staff',
        'nodes.prove.account: unknown data "nobody", allowed: account',
        "nodes.prove.least: got 7, allowed: up to most (6)",
        "nodes.prove.keys.#: not a key that can be chosen here, allowed: * A B C D",
    ]
