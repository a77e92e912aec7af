"""Leaving a message: greeting, recording, review; whatever happens, what is long enough is kept or was thrown away by
its caller."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Flow
from ivr.inputs import HungUp, Input, Pressed, Recorded, Silent, Spoken, Started, Stop
from ivr.left import Box
from ivr.nodes.voicemail import Voicemail
from ivr.outcome import CallerLeft, HandOff, Hangup
from ivr.outputs import End, Output, Record, Say, Sound, Tape
from ivr.place import Place
from ivr.problems import BadFileError
from ivr.read import read
from ivr.walk import begin, step

CALL = Started("main-17.4", number="0301234", visit="2")
FLOW = """
start: leave
operator: desk
nodes:
  leave: {voicemail: sales, next: thanks, failed: sorry, deleted: bye, on_failure: bye, retries: 1, least_s: 2%s}
  thanks: {hangup: [vm-msgsaved]}
  sorry: {hangup: [sorry]}
  bye: {hangup: [vm-goodbye]}
  desk: {handoff: desk}
"""
LONG, SHORT = Recorded(12.5, Stop.KEY), Recorded(0.4, Stop.QUIET)
FIRST, SECOND = "main-17.4+2-1+queue-sales", "main-17.4+2-2+queue-sales"
Load = Callable[..., Flow]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    def load(more: str = "", text: str = FLOW) -> Flow:
        path = tmp_path_factory.mktemp("flow") / "f.yaml"
        path.write_text(text % more)
        return read(path)

    return load


def walk(flow: Flow, *happened: Input) -> tuple[Place, Output]:
    place, output = begin(flow, CALL)
    for each in happened:
        place, output = step(flow, place, each)
    return place, output


def said(output: Output) -> list[object]:
    assert isinstance(output, Say)
    return [part.name if isinstance(part, Sound) else part for part in output.parts]


def kept(place: Place) -> list[str]:
    return [message.tape for message in place.left.kept]


def test_greeting_recording_review_and_kept(load: Load) -> None:
    flow = load()
    assert said(walk(flow)[1]) == ["vm-intro"]
    assert walk(flow, Silent())[1] == Record(FIRST, 180.0, 4.0, "#")
    place, output = walk(flow, Silent(), LONG)
    assert said(output) == ["vm-review", "vm-tocancelmsg", "vm-reachoper"]
    assert place.left.held is not None
    place, output = walk(flow, Silent(), LONG, Pressed("1"), Spoken())
    assert output == End(Hangup())
    assert kept(place) == [FIRST]
    assert (place.left.kept[0].box, place.left.kept[0].seconds) == (Box("queue", "sales"), 12.5)
    assert place.left.dropped == ()


def test_a_key_comes_to_the_point_and_0_to_the_operator(load: Load) -> None:
    assert isinstance(walk(load(), Pressed("#"))[1], Record)
    place, output = walk(load(), Pressed("0"))
    assert isinstance(output, End)
    assert isinstance(output.outcome, HandOff)
    assert kept(place) == []


def test_listening_tells_how_long_it_is(load: Load) -> None:
    _, output = walk(load(), Silent(), LONG, Pressed("2"))
    parts = said(output)
    assert parts[0] == "vm-duration"
    assert Tape(FIRST) in parts
    assert parts[-1] == "vm-reachoper"


def test_recorded_again_the_other_is_dropped(load: Load) -> None:
    place, output = walk(load(), Silent(), LONG, Pressed("3"))
    assert isinstance(output, Record)
    assert output.tape == SECOND
    place, _ = walk(load(), Silent(), LONG, Pressed("3"), Recorded(5.0, Stop.LIMIT), Pressed("1"))
    assert kept(place) == [SECOND]
    assert place.left.dropped == (FIRST,)


@pytest.mark.parametrize(
    "second", [Recorded(0.1, Stop.HUNG_UP), HungUp(), Recorded(0.0, Stop.FAILED)], ids=["short", "gone", "failed"]
)
def test_a_second_recording_that_comes_to_nothing_costs_not_the_first(load: Load, second: Input) -> None:
    place, _ = walk(load(), Silent(), LONG, Pressed("3"), second, HungUp())
    assert kept(place) == [FIRST]


def test_deleted(load: Load) -> None:
    place, output = walk(load(), Silent(), LONG, Pressed("*"))
    assert said(output) == ["vm-goodbye"]
    assert (kept(place), place.left.dropped) == ([], (FIRST,))


def test_deleting_is_not_offered_where_it_leads_nowhere(load: Load) -> None:
    flow = load(text=FLOW.replace(" deleted: bye,", ""))
    assert "vm-tocancelmsg" not in said(walk(flow, Silent(), LONG)[1])
    place, _ = walk(flow, Silent(), LONG, Pressed("*"), HungUp())
    assert kept(place) == [FIRST]


def test_too_short_is_asked_again_then_let_go(load: Load) -> None:
    place, output = walk(load(), Silent(), SHORT)
    assert said(output) == ["vm-tooshort", "vm-intro"]
    place, output = walk(load(), Silent(), SHORT, Silent(), SHORT)
    assert said(output) == ["vm-goodbye"]
    assert (kept(place), place.left.dropped) == ([], (FIRST, SECOND))
    assert [visit.result for visit in place.path] == ["too short", "too short, gave up"]


def test_nothing_can_be_recorded(load: Load) -> None:
    _, output = walk(load(), Silent(), Recorded(0.0, Stop.FAILED))
    assert said(output) == ["sorry"]


def test_a_hang_up_in_the_middle_keeps_what_is_long_enough(load: Load) -> None:
    place, output = walk(load(), Silent(), Recorded(3.0, Stop.HUNG_UP))
    assert output == End(CallerLeft("leave"))
    assert kept(place) == [FIRST]
    place, _ = walk(load(), Silent(), Recorded(1.9, Stop.HUNG_UP))
    assert (kept(place), place.left.dropped) == ([], (FIRST,))


def test_silence_and_wrong_keys_at_the_review_keep_it(load: Load) -> None:
    place, output = walk(load(), Silent(), LONG, Silent(), Pressed("7"))
    assert said(output) == ["vm-msgsaved"]
    assert kept(place) == [FIRST]


def test_the_operator_at_the_review_keeps_it(load: Load) -> None:
    place, output = walk(load(), Silent(), LONG, Pressed("0"))
    assert isinstance(output, End)
    assert kept(place) == [FIRST]


def test_without_a_review_it_is_kept_at_once(load: Load) -> None:
    place, output = walk(load(", review: false"), Silent(), LONG)
    assert said(output) == ["vm-msgsaved"]
    assert kept(place) == [FIRST]


def test_nothing_of_the_caller_is_in_a_tapes_name_or_the_printed_place(load: Load) -> None:
    place, output = walk(load(), Silent())
    assert isinstance(output, Record)
    assert "0301234" not in output.tape
    place, _ = walk(load(), Silent(), LONG)
    assert "12.5" not in repr(place)


_answers = st.one_of(
    st.just(Silent()),
    st.just(Spoken()),
    st.sampled_from("0123456789*#A").map(Pressed),
    st.text("0123456789*#", max_size=4).map(Pressed),
    st.builds(Recorded, st.floats(0, 700), st.sampled_from(Stop)),
)


@settings(max_examples=150)
@given(st.lists(_answers, max_size=40), st.booleans(), st.booleans())
def test_whatever_happens_a_tape_is_a_message_or_dropped_and_nothing_long_is_lost(
    load: Load, happened: list[Input], review: bool, may_delete: bool
) -> None:
    text = FLOW if may_delete else FLOW.replace(" deleted: bye,", "")
    flow = load(f", review: {str(review).lower()}", text=text)
    place, output = begin(flow, CALL)
    last_long = ""  # the tape that counts now
    for each in happened:
        fits = isinstance(output, Record) is isinstance(each, Recorded)
        tape = output.tape if isinstance(output, Record) else ""
        was_held = place.left.held
        place, output = step(flow, place, each)
        if fits and isinstance(each, Recorded) and tape and each.why is not Stop.FAILED and each.seconds >= 2:
            last_long = tape
        if was_held is not None and place.left.held is None and not kept(place):
            assert may_delete
            assert each == Pressed("*")
            last_long = ""
    place, output = step(flow, place, HungUp())
    assert isinstance(output, End)
    assert kept(place) == ([last_long] if last_long else [])
    assert set(place.left.dropped) | set(kept(place)) == set(place.left.begun)
    assert len(set(place.left.begun)) == len(place.left.begun) <= 9


# --- the file ---


def test_all_keys(load: Load) -> None:
    more = ", prompt: [hello], options: [beep], too_short: [beeperr], longest_s: 60, silence_s: 3"
    node = load(more).nodes["leave"]
    assert isinstance(node, Voicemail)
    assert (node.say, node.options, node.too_short) == ((Sound("hello"),), (Sound("beep"),), (Sound("beeperr"),))
    assert (node.longest_s, node.silence_s, node.least_s, node.operator) == (60, 3, 2, "desk")
    assert next(iter(node.ways())) == ("kept", "thanks")


def test_an_agents_box(load: Load) -> None:
    node = load(text=FLOW.replace("voicemail: sales", 'voicemail: {agent: "1001"}')).nodes["leave"]
    assert isinstance(node, Voicemail)
    assert node.box == Box("agent", "1001")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("voicemail: sales", "voicemail: {agent: a/b}", "allowed: an agent's id"),
        ("voicemail: sales", "voicemail: {agents: 1}", "unknown key"),
        ("voicemail: sales", "voicemail: ../x", "allowed: a name"),
        ("failed: sorry, ", "", "missing: the node where nothing can be recorded"),
        ("next: thanks, ", "", "missing: the node after a message was left"),
        ("least_s: 2", "least_s: 90, longest_s: 60", "least_s"),
        ("least_s: 2", "longest_s: 9000", "allowed: 3 to 600 seconds"),
        ("next: thanks", "next: nowhere", 'unknown node "nowhere"'),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW.replace(old, new) % "")
    with pytest.raises(BadFileError, match=told):
        read(path)


def test_an_unknown_queue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW % "")
    with pytest.raises(BadFileError, match='unknown queue "sales"'):
        read(path, queues={"desk"})
