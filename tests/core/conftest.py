"""Lets the tests of the core import their helpers (`pbx_model`, `playbook`), which lie beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
