"""Single values in shipped files."""

import pytest

from acd.lab.conffile import with_values
from acd.lab.trouble import LabError

TEXT = "; k=0\n[one]\nk=1\nother=x\n[two](!)\nk=2\n"


def test_only_that_key_of_that_section_changes():
    assert with_values(TEXT, "one", {"k": r"a\1"}) == TEXT.replace("k=1", r"k=a\1")
    assert with_values(TEXT, "two", {"k": "9"}) == TEXT.replace("k=2", "k=9")


@pytest.mark.parametrize(("section", "key"), [("one", "absent"), ("three", "k")])
def test_a_value_the_shipped_file_does_not_have_is_refused(section, key):
    with pytest.raises(LabError, match=r"shipped file"):
        with_values(TEXT, section, {key: "1"})
