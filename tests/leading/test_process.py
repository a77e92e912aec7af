"""Whether a process is dead, from what it said of itself."""

import subprocess
import sys

import pytest

from acd.leading.process import is_dead, process

SAY = "import sys; from acd.leading.process import process; print(process(), flush=True); sys.stdin.read()"


def test_one_that_lives_and_then_does_not() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        said = other.stdout.readline().strip()
        assert said.split(" ")[2] == str(other.pid)
        assert not is_dead(said)
        other.kill()
        other.wait()
        assert is_dead(said)
    assert not is_dead(process())


def test_another_with_the_same_number_is_another() -> None:
    *here, began = process().split(" ")
    assert is_dead(" ".join([*here, str(int(began) - 1)]))


@pytest.mark.parametrize("field", [0, 1])
def test_of_another_machine_or_container_nothing_is_known(field: int) -> None:
    said = process().split(" ")
    said[field], said[2] = "elsewhere", "999999999"
    assert not is_dead(" ".join(said))


@pytest.mark.parametrize("said", ["", " ", "x y z w", "a b 12", "{} more"])
def test_what_is_no_process_is_not_dead(said: str) -> None:
    assert not is_dead(said.format(process()))
