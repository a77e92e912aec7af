"""The shipped manager account against every action there is: what it is not to do is refused by the PBX itself,
whatever our code would send; and what its Originate and Setvar may still reach is no shell and no file."""

import re
from pathlib import Path

import pytest

from acd.doctor.account import CLASSES, NEEDED
from acd.lab.console import ConsoleError
from tests.lab.test_manager_account import daemons_account

_PRIV = re.compile(r"\(Priv: ([a-z,<>]+)\)")
# refused by their name in Asterisk's own list, to whom may not `system`
APPLICATIONS = (
    *("System", "TrySystem", "AGI", "EAGI", "DeadAGI", "ExternalIVR", "MixMonitor", "DBdeltree"),
    *("Exec", "TryExec", "ExecIf", "Originate", "Reload"),
)
FUNCTIONS = ("SHELL(id)", "FILE(/etc/passwd)", "CURL(http://127.0.0.1)", "DB(a/b)", "EVAL(1)", "REALTIME(a,b,c)")


def test_every_action_that_is_not_of_its_classes_is_refused(switch):
    with switch.console() as everything, daemons_account(switch) as console:
        all_of_them, own = everything.action("ListCommands"), console.action("ListCommands")
        classes = {
            name: set(found[1].split(",")) for name, text in all_of_them.items() if (found := _PRIV.search(text))
        }
        forbidden = sorted(name for name, each in classes.items() if not each & {*CLASSES, "<none>"})
        assert len(forbidden) > 30
        assert not set(forbidden) & set(own)
        granted = []
        for name in forbidden:
            try:
                console.action(name)
                granted.append(name)
            except ConsoleError as error:
                if "Permission denied" not in str(error):
                    granted.append(name)
    assert granted == []


def test_all_that_the_daemon_sends_is_granted(switch):
    with daemons_account(switch) as console:
        assert set(NEEDED) <= set(console.action("ListCommands"))


@pytest.mark.parametrize("application", APPLICATIONS)
def test_its_originate_runs_no_application_that_reaches_out(switch, application):
    with daemons_account(switch) as console, pytest.raises(ConsoleError, match="Originate Access Forbidden"):
        console.action("Originate", Channel="Local/s@acd-doctor", Application=application, Data="x")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_its_originate_takes_no_function_that_reaches_out(switch, function):
    with daemons_account(switch) as console, pytest.raises(ConsoleError, match="Originate Access Forbidden"):
        console.action("Originate", Channel="Local/s@acd-doctor", Application="NoOp", Data=f"${{{function}}}")


def test_its_setvar_writes_no_file(switch, tmp_path: Path):
    target = tmp_path / "written"
    with daemons_account(switch) as console:
        for variable in (f"FILE({target})", f"SHELL(touch {target})", f"SYSTEM(touch {target})"):
            try:
                console.action("Setvar", Variable=variable, Value="x")
            except ConsoleError:
                continue
    assert not target.exists()


def test_a_value_of_its_is_never_dialplan(switch, tmp_path: Path):
    """What is set is text: nothing in it is worked out."""
    target = tmp_path / "written"
    with daemons_account(switch) as console:
        console.action("Setvar", Variable="ACD_TRIED", Value=f"${{SHELL(touch {target})}}")
        assert console.action("Getvar", Variable="ACD_TRIED")["Value"] == f"${{SHELL(touch {target})}}"
    assert not target.exists()
