"""What the pages show is what the code has."""

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
