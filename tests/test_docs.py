"""What the pages show is what the code has."""

import re
import runpy
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def test_the_life_diagrams_are_those_of_the_tables() -> None:
    made = runpy.run_path(str(CHECKOUT / "docs" / "life.py"))["page"]()
    assert (CHECKOUT / "docs" / "life.md").read_text(encoding="utf-8") == made, "run 'make docs'"


def test_the_readme_names_only_what_is_there() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    for name in ("docs/performance.md", "docs/scaling.md", "asterisk-conf/README.md", "CHANGELOG.md"):
        assert f"]({name})" in text
        assert (CHECKOUT / name).exists(), name


def test_the_threat_model_names_only_files_that_are_there() -> None:
    text = (CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:acd|ivr|dialplans|asterisk-conf)/[^`]+)`", text))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (CHECKOUT / name).exists()] == []
