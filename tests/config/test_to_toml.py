import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from acd.config.to_toml import section_text

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=10)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=3))
@example({"a.b": {"x\x7f": '\x7f\x00\n"\\'}})
def test_what_is_written_is_read(entries):
    assert tomllib.loads(section_text("queue", entries)) == {"queue": entries}


def test_it_reads_as_a_person_would_write_it():
    written = section_text("queue", {"a": {"needs": {"fr": 1}, "comfort": ["x"], "record": True}, "b": {}})
    assert written == '[queue.a]\nneeds = { fr = 1 }\ncomfort = ["x"]\nrecord = true\n\n[queue.b]\n'
