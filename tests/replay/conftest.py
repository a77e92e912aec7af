"""Lets the tests here drive the core's state machine, whose helpers lie beside it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "core"))
