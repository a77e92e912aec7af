"""Which numbers are called back, and which are not, whoever asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.callbacks.numbers import Checked, checked
from acd.config.callback_settings import CallbackPolicy

POLICY = CallbackPolicy("provider", "+4930111111", ("DE", "PL"), own=("+4930555555",))


@pytest.mark.parametrize(
    ("text", "number", "national"),
    [
        ("030222333", "+4930222333", "30222333"),
        ("+4930222333", "+4930222333", "30222333"),
        ("4930222333", "+4930222333", "30222333"),  # as carriers send it
        ("004930222333", "+4930222333", "30222333"),
        ("017612345678", "+4917612345678", "17612345678"),
        ("0048601234567", "+48601234567", "601234567"),
        ("+48601234567", "+48601234567", "601234567"),
    ],
)
def test_a_number_as_it_is_called(text, number, national):
    assert checked(text, POLICY) == Checked(number, national)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "112",
        "110",
        "911",
        "0900123456",  # premium
        "01805123456",  # shared cost
        "08001234567",  # free of charge, a service
        "+12025550123",  # another country
        "00881612345678",  # by satellite
        "030111111",  # what the house is shown as
        "+4930555555",  # its own
        "030 222333",
        "+49(30)222333",
        "030222333,30",
        "030222333&PJSIP/x",
        "${EXTEN}",
        "030222333\n",
        "٠٣٠٢٢٢٣٣٣",
        "0" * 50,
        "anonymous",
        "0800FLOWERS",
    ],
)
def test_what_is_not_called(text):
    assert checked(text, POLICY) is None


@given(st.text(alphabet="0123456789+#*, ", max_size=24) | st.text(max_size=12))
def test_only_a_plus_and_digits_come_out(text):
    found = checked(text, POLICY)
    if found is not None:
        assert found.number.startswith(("+49", "+48"))
        assert found.number[1:].isascii()
        assert found.number[1:].isdecimal()
        assert found.number.endswith(found.national)
