import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.config.conf_format import parse, uncommented


def settings_of(text: str, section: str = "a") -> list[tuple[str, str]]:
    (found,) = (s for s in parse(text).sections if s.name == section)
    return [(setting.key, setting.value) for setting in found.settings]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("a = b ; c", "a = b"),
        (r"a = b\;c ; d", "a = b;c"),
        (r"a = \;\;", "a = ;;"),
        (";--- plain", None),
        (";-- block --; a = b", "a = b"),
        ("a = b ;-- x --; c", "a = b  c"),
        (";-- one ;-- two --; still --; a = b", "a = b"),
        ("a = b ;-- x", "a = b"),
        ("x --; y", "x --"),
        ("", None),
        ("   ", None),
    ],
)
def test_comments_of_one_line(line, kept):
    assert [text for _, text in uncommented(line)] == ([kept] if kept else [])


def test_block_comments_over_lines():
    text = "a = 1\n;-- here\nb = 2\n;-- nested --;\nc = 3 ; d\n--; e = 4\nf = 5"
    assert list(uncommented(text)) == [(1, "a = 1"), (6, "e = 4"), (7, "f = 5")]


def test_lines_asterisk_would_skip_are_skipped():
    assert list(uncommented("a" * 9000 + "\nb = 1")) == [(2, "b = 1")]


def test_both_signs_and_repeated_keys():
    assert settings_of("[a]\nx=1\nx => 2\n y  =  3 = 4 \nz=") == [("x", "1"), ("x", "2"), ("y", "3 = 4"), ("z", "")]


def test_plus_equals_is_appended_to_the_last_value_as_it_stands():
    assert settings_of("[a]\nx=1\nx=2\nx+=,3\nx += 4\ny += 5") == [("x", "1"), ("x", "2,3 4"), ("y", "5")]


def test_templates_are_copied_in_front():
    text = "[t](!)\nx=1\n[u](!,t)\ny=2\n[a](t,u)\nx=3\n[a](+)\nz=4"
    assert settings_of(text) == [("x", "1"), ("x", "1"), ("y", "2"), ("x", "3"), ("z", "4")]
    assert [(s.name, s.is_template) for s in parse(text).sections] == [("t", True), ("u", True), ("a", False)]


def test_everything_unread_is_told():
    text = "x = 1\n[a](nobody)\n#include y.conf\nfoo\n = 3\n[a]\n[broken\ny = 1\n#exec z"
    assert parse(text).unread == (
        (1, "x = 1", "stands before the first [section]"),
        (2, "[a](nobody)", "there is no section [nobody] above to inherit from"),
        (3, "#include y.conf", "not followed: import that file's content too"),
        (4, "foo", "not a setting: key = value"),
        (5, "= 3", "not a setting: key = value"),
        (6, "[a]", "repeated: taken as more of [a]"),
        (7, "[broken", "not a section head"),
        (8, "y = 1", "stands before the first [section]"),
        (9, "#exec z", "not followed: import that file's content too"),
    )


@given(st.text(alphabet=st.sampled_from(list("ab[]()=>+;\\-#!,\n \t\r\0é"))))
def test_no_text_breaks_the_reader(text):
    conf = parse(text)
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line, _, _ in conf.unread)
    assert all(setting.key for section in conf.sections for setting in section.settings)


@given(
    st.lists(
        st.tuples(st.from_regex("[a-z]{1,5}", fullmatch=True), st.from_regex("[a-z0-9,/]{0,9}", fullmatch=True)),
        max_size=8,
    )
)
def test_what_is_written_is_read(pairs):
    text = "[a]\n" + "".join(f"{key} => {value} ; note\n" for key, value in pairs)
    assert settings_of(text) == pairs
