"""The first signal ends the work, further ones let it clear up."""

import os
import signal

import pytest

from acd.lab.ending import Ended, Ending
from acd.lab.stage import perform
from acd.lab.trouble import LabError


def send(number):
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_is_raised_once_and_all_is_as_before(number):
    before = signal.getsignal(number)
    with Ending():
        with pytest.raises(Ended) as ended:
            send(number)
        send(number)
    assert ended.value.code == 128 + number
    assert signal.getsignal(number) == before


def test_a_show_clears_up_undisturbed_and_its_folder_goes(capsys):
    seen = []

    def show(path, stack):
        seen.append(path)
        stack.callback(lambda: seen.append(path.is_dir()))
        stack.callback(send, signal.SIGINT)  # while clearing up
        send(signal.SIGTERM)

    assert perform(show, "acd-test-", keep=False) == 143
    assert seen[1] is True
    assert not seen[0].exists()
    assert "ended by SIGTERM" in capsys.readouterr().err


def test_a_signal_after_the_show_does_not_spoil_its_result():
    def show(path, stack):
        stack.callback(send, signal.SIGINT)
        return 0

    assert perform(show, "acd-test-", keep=False) == 0


def test_trouble_is_one_line(capsys):
    def show(path, stack):
        raise LabError("no \x1b[31mPBX")

    assert perform(show, "acd-test-", keep=False) == 1
    assert capsys.readouterr().err == "error: no \\x1b[31mPBX\n"
