import hashlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.agi.token import Tokens

SECRET = "s3cr-et_of-the-house"
CALL = "main-1795306516.0"


def token(call: str = CALL, visit: str = "1", secret: str = SECRET) -> str:
    return hashlib.sha1(f"{secret}:{call}:{visit}:{secret}".encode()).hexdigest()


def test_the_expression_of_the_dialplan_as_asterisk_22_computes_it() -> None:
    """The value is what ``SHA1(${ACD_SECRET}:${ACD_CALL_ID}:${ACD_VISIT}:${ACD_SECRET})`` gave on Asterisk 22.10.1."""
    tokens = Tokens("lab-secret-0123456789_x")
    assert tokens.verify("main-1795306516.0", "7", "4350b2b9d6c00cdcd5e93720e0f6dc2900e9dfb3")


def test_a_visit_is_good_once() -> None:
    tokens = Tokens(SECRET)
    assert tokens.verify(CALL, "1", token())
    assert not tokens.verify(CALL, "1", token())
    assert tokens.verify(CALL, "2", token(visit="2"))


@pytest.mark.parametrize(
    "call", ["site-b-1795306516.0", f"{'p' * 64}-1.2", "main-1.2.3", "main-1795306516.2c", "main-1.2.3c14"]
)
def test_whatever_a_pbx_may_be_called(call: str) -> None:
    assert Tokens(SECRET).verify(call, "1", token(call))


def test_a_wrong_token_does_not_use_the_visit_up() -> None:
    tokens = Tokens(SECRET)
    assert not tokens.verify(CALL, "1", token(secret="another-secret-of-16"))
    assert not tokens.verify(CALL, "1", token().upper())
    assert not tokens.verify(CALL, "1", "")
    assert not tokens.verify(CALL, "1", "ü")
    assert tokens.verify(CALL, "1", token())


@pytest.mark.parametrize(
    "call",
    [
        "",
        "main",
        "main-1",
        "ma in-1.2",
        "main-1.2\n",
        "main-1.2:3",
        "main-1.2c3c",
        "main-1.2c.3",
        "main-\u0661.2",
        "-1.2",
    ],
)
def test_a_call_of_another_shape_is_refused_even_with_its_token(call: str) -> None:
    assert not Tokens(SECRET).verify(call, "1", token(call))


@pytest.mark.parametrize("visit", ["", "x", "-1", "1\n", "1:", "1" * 13])
def test_a_visit_of_another_shape_is_refused_even_with_its_token(visit: str) -> None:
    assert not Tokens(SECRET).verify(CALL, visit, token(visit=visit))


def test_memory_is_bounded_and_forgets_the_oldest() -> None:
    tokens = Tokens(SECRET, remember=3)
    for visit in "12345":
        assert tokens.verify(CALL, visit, token(visit=visit))
    assert not tokens.verify(CALL, "3", token(visit="3"))
    assert tokens.verify(CALL, "2", token(visit="2"))


def test_remembering_takes_no_more_memory_visit_by_visit() -> None:
    tokens = Tokens(SECRET)
    visits = [(str(visit), token(visit=str(visit))) for visit in range(2000)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    assert all(tokens.verify(CALL, visit, right) for visit, right in visits)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000


@pytest.mark.parametrize("secret", ["", "short", "x" * 201, "with space in the mid", "dollar${X}dollar00"])
def test_a_secret_the_dialplan_could_read_otherwise_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="16 to 200"):
        Tokens(secret)


@given(st.text(max_size=20), st.text(max_size=8), st.text(max_size=44))
def test_no_text_makes_it_raise(call: str, visit: str, given_token: str) -> None:
    assert not Tokens(SECRET).verify(call, visit, given_token)
