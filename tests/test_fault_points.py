"""Points at which the daemon dies for a test."""

import subprocess
import sys
import time

import pytest

from acd.fault_points import fault_points

PROGRAM = """
from acd.fault_points import fault_points
reach = fault_points({"ACD_FAULT": "after str 2"})
for when, thing in (("before", "a"), ("after", "a"), ("after", 1), ("before", "b"), ("after", "b")):
    print(when, thing, flush=True)
    reach(when, thing)
"""


def test_it_dies_there_and_not_before():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.splitlines()[-1], ended.stderr) == (-9, "after b", "")


def test_without_the_variable_nothing_happens():
    fault_points({})("before", object())


def test_it_stands_still_there_and_goes_on():
    reach, began = fault_points({"ACD_FAULT": "before str 2 for 0.2"}), time.monotonic()
    reach("before", "a")
    assert time.monotonic() - began < 0.2
    reach("before", "b")
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(
    "wanted", ["RingAgent", "during RingAgent", "before 1", "before RingAgent x", "before RingAgent for x"]
)
def test_what_is_no_point(wanted):
    with pytest.raises(ValueError, match="ACD_FAULT"):
        fault_points({"ACD_FAULT": wanted})
