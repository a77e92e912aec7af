"""What our manager account may do: all that is needed, and nothing more.

Asterisk lists the actions an account may send, each with the classes that allow it. An action none of whose classes
is ours shows that the account has more. Some have no class at all: every account has them, ours too.
"""

import re
from collections.abc import Mapping

from acd.doctor.sheet import Sheet, some

CLASSES = ("call", "originate", "reporting")  # of write, as in asterisk-conf/manager.d/acd.conf
NEEDED = {
    **dict.fromkeys(("Hangup", "Redirect", "Setvar"), "call"),
    "Originate": "originate",
    **dict.fromkeys(("Status", "CoreSettings", "CoreStatus", "DeviceStateList", "ShowDialPlan"), "reporting"),
}
HARMFUL = frozenset(  # open to every account
    {"BridgeDestroy", "BridgeKick", "BridgeTechnologySuspend", "QueueReset", "QueueReload", "QueueWithdrawCaller"}
)

_CLASSES = re.compile(r"\(Priv: ([a-z,<>]+)\)\s*$")


def judge(commands: Mapping[str, str], sheet: Sheet) -> None:
    """`commands`: each action the account may send and its description, as ListCommands gives them."""
    granted = {name: _classes(text) for name, text in commands.items()}
    missing = {needed: name for name, needed in NEEDED.items() if name not in granted}
    if missing:
        gone = [name for name in NEEDED if name not in granted]
        classes = ", ".join(each for each in CLASSES if each in missing)
        sheet.wrong(f"the manager account may not send {some(gone)}", f"add to its write= : {classes}")
    else:
        sheet.ok(f"the manager account may send all that is needed ({', '.join(CLASSES)})")
    extra = {name: classes for name, classes in granted.items() if classes and not classes & set(CLASSES)}
    if extra:
        sheet.wrong(
            f"the manager account may do more than it needs: {some(sorted(extra, key=_gravity))}",
            f"set write={','.join(CLASSES)}: whoever gets hold of this account could do that too",
        )
    else:
        sheet.ok("the manager account may do nothing more")
    open_to_all = sorted(HARMFUL & granted.keys())
    if open_to_all:
        sheet.ok(f"any account may send {some(open_to_all)}: never give one to people or wallboards")


def _classes(text: str) -> frozenset[str]:
    found = _CLASSES.search(text)
    return frozenset(found.group(1).split(",")) - {"all", "<none>"} if found else frozenset()


_GRAVEST = ("Command", "ModuleLoad", "UpdateConfig", "GetConfig", "MixMonitor", "AGI")


def _gravity(name: str) -> tuple[int, str]:
    return (_GRAVEST.index(name) if name in _GRAVEST else len(_GRAVEST), name)
