"""What answers lead to: well heard, half heard, badly heard, not at all, a machine, keys; and a person always near."""

import pytest

from ivr.flow import Flow
from ivr.hearing import Deaf, Guess, Heard, HearWant, Tone, Toned, Unheard
from ivr.inputs import HungUp, Pressed, Silent, Spoken, Told
from ivr.outcome import CallerLeft, HandOff, Hangup
from ivr.outputs import End, KeyWant, Say
from tests.ivr.questions.script import HEAD, Load, badly, half, is_keys_only, results, said, sure, walk, words

LISTEN = """
  a:
    listen: [m]
    choices:
      sales: {key: 1, say: [sales, "(buy|order) [something]"], echo: [e-sales], go: out}
      bills: {key: 2, say: ["[my] bill"], echo: [e-bills], go: b}
      again: {key: "*", say: [repeat], echo: [e-again], go: repeat}
    keys: {"#": back}
    retries: 2
    wrong: [w]
    silent: [s]
    timeout_s: 7
  b: {yes_no: [q], yes: out, no: a, wrong: [w]}
"""
WITH_RELAY = LISTEN.replace("bills:", "r: {say: [relay], echo: [e], go: relay}\n      bills:")
HEAD_BARE = "start: a\noperator: desk\nspeech: {keys_only: [keys]}\nnodes:\n"
HEAD_FAX = HEAD_BARE.replace("[keys]}", "[keys], fax: bye}")
HEAD_STRICT = HEAD.replace("speech:\n", "speech:\n  sure: 0.99\n  maybe: 0.8\n")
DESK = HandOff("desk", language="en")
OUT = HandOff("sales", language="en")


@pytest.fixture
def flow(load: Load) -> Flow:
    return load(LISTEN)


def test_it_asks_for_words_and_keys_at_once(flow: Flow) -> None:
    _, output = walk(flow)
    assert isinstance(output, Say)
    assert said(output) == ["m"]
    assert output.keys == KeyWant(timeout_s=7)
    assert isinstance(output.hear, HearWant)
    assert (output.hear.wait_s, output.hear.silence_s, output.hear.longest_s) == (7, 0.5, 8)
    heard = words(output)
    assert heard["buy something"] == heard["sales"] == "sales"
    assert heard["agent"] == "operator"


class TestHeard:
    def test_well_heard_is_taken(self, flow: Flow) -> None:
        place, output = walk(flow, sure("sales"))
        assert output == End(OUT)
        assert results(place) == ["heard sales", "to queue sales"]

    def test_half_heard_is_said_back_and_confirmed_by_word_or_key(self, flow: Flow) -> None:
        place, output = walk(flow, half("sales"))
        assert said(output) == ["you-said", "e-sales", "right"]
        assert words(output)["yes"] == "yes"
        assert words(output)["nope"] == "no"
        for answer in (sure("yes"), half("yes"), Pressed("1")):
            place, output = walk(flow, half("sales"), answer)
            assert output == End(OUT)
            assert results(place)[:2] == ["heard, said back", "confirmed sales"]

    @pytest.mark.parametrize("answer", [sure("no"), Pressed("2")])
    def test_what_was_refused_is_not_taken_again(self, flow: Flow, answer: Heard | Pressed) -> None:
        place, output = walk(flow, half("sales"), answer)
        assert said(output) == ["m"]
        assert results(place) == ["heard, said back", "again"]
        assert said(walk(flow, half("sales"), answer, half("sales"))[1]) == ["w", "m"]
        _, output = walk(flow, half("sales"), answer, half("sales", "bills"))
        assert said(output) == ["you-said", "e-bills", "right"]

    def test_badly_heard_is_asked_again_then_by_keys_then_by_the_operator(self, flow: Flow) -> None:
        _, output = walk(flow, badly("sales"))
        assert said(output) == ["w", "m"]
        assert not is_keys_only(output)
        _, output = walk(flow, badly("sales"), badly("sales"))
        assert said(output) == ["keys", "m"]
        assert is_keys_only(output)
        assert walk(flow, badly("sales"), badly("sales"), Pressed("1"))[1] == End(OUT)
        place, output = walk(flow, badly("sales"), badly("sales"), Silent())
        assert output == End(DESK)
        assert results(place)[:3] == ["not understood", "not understood, keys only", "silent, gave up"]

    @pytest.mark.parametrize("odd", [float("nan"), -1.0, 0.0])
    def test_a_confidence_that_is_none_is_not_enough(self, flow: Flow, odd: float) -> None:
        assert said(walk(flow, Heard((Guess("sales", odd),)))[1]) == ["w", "m"]

    def test_a_meaning_that_is_not_asked_for_is_passed_over(self, flow: Flow) -> None:
        assert said(walk(flow, sure("nonsense"))[1]) == ["w", "m"]
        assert walk(flow, sure("nonsense", "sales"))[1] == End(OUT)
        assert said(walk(flow, Heard(()))[1]) == ["w", "m"]

    def test_repeat_costs_no_try(self, flow: Flow) -> None:
        place, output = walk(flow, *[sure("again"), Pressed("*")] * 4)
        assert said(output) == ["m"]
        assert place.tries == 0


class TestOperator:
    def test_his_name_or_zero_leads_to_him_at_once(self, flow: Flow) -> None:
        for answer in (sure("operator"), half("operator"), Pressed("0")):
            assert walk(flow, answer)[1] == End(DESK)
            assert walk(flow, half("sales"), answer)[1] == End(DESK)
            assert walk(flow, sure("bills"), answer)[1] == End(DESK)

    def test_a_choice_of_that_name_is_the_flows_own(self, load: Load) -> None:
        flow = load(LISTEN.replace("again: {", "operator: {say: [manager], echo: [e], go: bye}\n      again: {"))
        _, output = walk(flow)
        assert words(output)["manager"] == "operator"
        assert said(walk(flow, sure("operator"))[1]) == ["goodbye"]
        assert walk(flow, half("sales"), sure("operator"))[1] == End(DESK)  # while it is said back he is the house's


class TestUnheard:
    @pytest.mark.parametrize(
        ("why", "before", "result"),
        [
            (Deaf.SILENCE, "s", "silent"),
            (Deaf.REJECTED, "w", "not understood"),
            (Deaf.TOO_LONG, "long", "too long"),
            (Deaf.NOISE, "noise", "noise"),
        ],
    )
    def test_each_has_its_words_then_keys_only_then_the_operator(
        self, flow: Flow, why: Deaf, before: str, result: str
    ) -> None:
        place, output = walk(flow, Unheard(why))
        assert said(output) == [before, "m"]
        assert results(place) == [result]
        _, output = walk(flow, Unheard(why), Unheard(why))
        assert said(output) == ["keys", "m"]
        assert is_keys_only(output)
        assert walk(flow, *[Unheard(why)] * 3)[1] == End(DESK)

    def test_without_their_words_the_wrong_one_is_said(self, load: Load) -> None:
        flow = load(WITH_RELAY, head=HEAD_BARE)
        for why in (Deaf.NOISE, Deaf.TOO_LONG):
            assert said(walk(flow, Unheard(why))[1]) == ["w", "m"]

    def test_no_recogniser_means_keys_only_for_the_rest_of_the_call_and_costs_no_try(self, flow: Flow) -> None:
        place, output = walk(flow, Unheard(Deaf.NO_ENGINE))
        assert said(output) == ["keys", "m"]
        assert is_keys_only(output)
        assert place.tries == 0
        _, output = walk(flow, Unheard(Deaf.NO_ENGINE), Pressed("2"))
        assert said(output) == ["q"]
        assert is_keys_only(output)

    def test_no_recogniser_while_saying_back(self, flow: Flow) -> None:
        _, output = walk(flow, half("sales"), Unheard(Deaf.NO_ENGINE))
        assert said(output) == ["keys", "you-said", "e-sales", "right"]
        assert is_keys_only(output)
        assert walk(flow, half("sales"), Unheard(Deaf.NO_ENGINE), Pressed("1"))[1] == End(OUT)

    def test_once_it_is_for_keys_what_is_wrong_is_told_by_its_own_words(self, load: Load) -> None:
        flow = load(LISTEN.replace("retries: 2", "retries: 5"))
        noise = Unheard(Deaf.NOISE)
        place, output = walk(flow, noise, noise, Pressed("7"))
        assert said(output) == ["w", "m"]
        assert said(walk(flow, noise, noise, Silent())[1]) == ["s", "m"]
        assert results(place) == ["noise", "noise, keys only", "wrong"]

    def test_a_new_question_hears_again(self, flow: Flow) -> None:
        noise = Unheard(Deaf.NOISE)
        _, output = walk(flow, noise, noise, Pressed("2"))
        assert said(output) == ["q"]
        assert not is_keys_only(output)

    def test_in_a_language_without_phrases_keys_serve_and_are_said_to(self, flow: Flow) -> None:
        _, output = walk(flow, language="fr")
        assert said(output) == ["keys", "m"]
        assert is_keys_only(output)
        assert walk(flow, Pressed("1"), language="fr")[1] == End(HandOff("sales", language="fr"))
        assert said(walk(flow, Silent(), language="fr")[1]) == ["s", "m"]

    def test_unheard_while_saying_back_is_said_back_again(self, flow: Flow) -> None:
        _, output = walk(flow, half("sales"), Unheard(Deaf.NOISE))
        assert said(output) == ["noise", "you-said", "e-sales", "right"]
        assert walk(flow, half("sales"), Silent(), Spoken(), Silent())[1] == End(DESK)


class TestToned:
    def test_a_teletype_is_led_to_its_node(self, flow: Flow) -> None:
        place, output = walk(flow, Toned(Tone.TTY))
        assert output == End(HandOff("desk", skills={"tty": 1}, language="en"))
        assert results(place)[0] == "teletype"
        assert walk(flow, half("sales"), Toned(Tone.TTY))[1] == output

    def test_without_a_node_for_it_it_is_a_caller_for_the_operator(self, load: Load) -> None:
        flow = load(WITH_RELAY, head=HEAD_BARE)
        assert walk(flow, Toned(Tone.TTY))[1] == End(DESK)

    def test_a_fax_is_wished_goodbye_or_led_to_its_node(self, flow: Flow, load: Load) -> None:
        place, output = walk(flow, Toned(Tone.FAX))
        assert output == End(Hangup())
        assert results(place) == ["fax, goodbye"]
        flow = load(WITH_RELAY, head=HEAD_FAX)
        assert said(walk(flow, Toned(Tone.FAX))[1]) == ["goodbye"]


class TestKeys:
    def test_a_key_of_a_choice_and_a_wrong_one(self, flow: Flow) -> None:
        place, output = walk(flow, Pressed("1"))
        assert output == End(OUT)
        assert results(place)[0] == "1"
        assert said(walk(flow, Pressed("7"))[1]) == ["w", "m"]
        assert said(walk(flow, Pressed("7"), Pressed("77"))[1]) == ["w", "m"]
        assert walk(flow, *[Pressed("7")] * 3)[1] == End(DESK)

    def test_wrong_keys_do_not_take_speech_away(self, flow: Flow) -> None:
        assert not is_keys_only(walk(flow, Pressed("7"), Pressed("7"))[1])

    def test_back_and_hang_up(self, flow: Flow) -> None:
        assert walk(flow, sure("bills"), HungUp())[1] == End(CallerLeft("b"))
        assert said(walk(flow, Pressed("#"))[1]) == ["m"]

    def test_what_is_no_answer_changes_nothing(self, flow: Flow) -> None:
        assert walk(flow, Told({}))[1] == walk(flow)[1]


class TestYesNo:
    def test_yes_and_no_by_word_or_key(self, flow: Flow) -> None:
        for yes in (sure("yes"), Pressed("1")):
            assert walk(flow, sure("bills"), yes)[1] == End(OUT)
        for no in (sure("no"), Pressed("2")):
            place, _ = walk(flow, sure("bills"), no)
            assert place.node == "a"
            assert results(place) == ["heard bills", "no"]

    def test_badly_heard_is_asked_again(self, flow: Flow) -> None:
        assert said(walk(flow, sure("bills"), badly("yes"))[1]) == ["w", "q"]

    def test_half_heard_it_is_asked_for_once_more_and_taken_when_it_is_the_same(self, flow: Flow) -> None:
        place, output = walk(flow, sure("bills"), half("yes"))
        assert said(output) == ["half", "q"]
        assert results(place)[1:] == ["half heard"]
        assert "yes" not in repr(place).replace(repr(output), "")
        assert walk(flow, sure("bills"), half("yes"), half("yes"))[1] == End(OUT)
        assert walk(flow, sure("bills"), half("no"), half("no"))[0].node == "a"
        assert walk(flow, sure("bills"), half("no"), badly("no"))[0].node == "b"

    def test_well_heard_or_pressed_the_second_answer_counts_alone(self, flow: Flow) -> None:
        for no in (sure("no"), Pressed("2")):
            assert walk(flow, sure("bills"), half("yes"), no)[0].node == "a"
        assert walk(flow, sure("bills"), half("no"), sure("operator"))[1] == End(DESK)

    def test_half_a_yes_and_half_a_no_are_for_keys(self, flow: Flow) -> None:
        _, output = walk(flow, sure("bills"), half("yes"), half("no"))
        assert said(output) == ["keys", "q"]
        assert is_keys_only(output)
        assert walk(flow, sure("bills"), half("yes"), half("no"), Pressed("1"))[1] == End(OUT)
        assert walk(flow, sure("bills"), half("yes"), half("no"), Silent())[1] == End(DESK)

    def test_what_was_half_heard_belongs_to_its_question(self, load: Load) -> None:
        flow = load(LISTEN.replace("yes: out", "yes: c") + "  c: {yes_no: [q2], yes: out, no: a}\n")
        assert said(walk(flow, sure("bills"), half("yes"), half("yes"))[1]) == ["q2"]
        assert said(walk(flow, sure("bills"), half("yes"), half("yes"), half("yes"))[1]) == ["half", "q2"]

    def test_without_words_for_it_the_wrong_one_is_said(self, load: Load) -> None:
        flow = load(WITH_RELAY, head=HEAD_BARE)
        assert said(walk(flow, sure("bills"), half("yes"))[1]) == ["w", "q"]


def test_thresholds_are_the_flows(load: Load) -> None:
    strict = load(LISTEN, head=HEAD_STRICT)
    assert said(walk(strict, sure("sales"))[1]) == ["you-said", "e-sales", "right"]
    assert said(walk(strict, half("sales"))[1]) == ["w", "m"]


def test_without_echoes_half_heard_is_asked_again(load: Load) -> None:
    nodes = LISTEN
    for name in ("sales", "bills", "again"):
        nodes = nodes.replace(f" echo: [e-{name}],", "")
    flow = load(nodes.replace("listen: [m]", "listen: [m]\n    confirm: false"))
    assert said(walk(flow, half("sales"))[1]) == ["w", "m"]
    assert walk(flow, sure("sales"))[1] == End(OUT)
