"""What callers of the lab say."""

import numpy as np
import pytest

from acd.lab.speaking import spoken
from acd.lab.ulaw import from_ulaw

pytestmark = pytest.mark.pbx  # espeak-ng is unpacked with the lab


def test_each_text_is_heard_at_its_time_and_nothing_before():
    said = from_ulaw(spoken([(0.5, "hello"), (3.0, "yes")])).astype(np.float64)

    def level(from_s: float, to_s: float) -> float:
        return float(np.sqrt(np.mean(said[round(from_s * 8000) : round(to_s * 8000)] ** 2)))

    assert level(0, 0.5) < 10
    assert level(0.5, 1.0) > 500
    assert level(2.0, 3.0) < 10
    assert level(3.0, 3.4) > 500
