"""R34: the shipped manager account can do the whole job, and nothing that would hurt: the daemon's own examination
finds nothing missing, and whoever steals its secret is refused everything else."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from acd.control.house import DoctorLine, Health
from acd.control.requests import Doctor
from acd.lab.console import Console, ConsoleError
from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Scene

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS
LEG = {"Channel": "Local/wait@acd-doctor/n", "Async": "true"}


def _probes(loot: Path) -> list[tuple[str, Mapping[str, str]]]:
    """What an intruder would try."""
    return [
        ("Command", {"Command": "core show version"}),
        ("GetConfig", {"Filename": "manager.conf"}),
        ("GetConfigJSON", {"Filename": "manager.conf"}),
        ("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"}),
        ("CreateConfig", {"Filename": "../loot.conf"}),
        ("ListCategories", {"Filename": "manager.conf"}),
        ("ModuleLoad", {"LoadType": "load", "Module": "app_system.so"}),
        ("Reload", {}),
        ("Originate", {**LEG, "Application": "System", "Data": f"touch {loot}"}),
        ("Originate", {**LEG, "Application": "MixMonitor", "Data": f"x.wav,,touch {loot}"}),
        ("Originate", {**LEG, "Application": "ExternalIVR", "Data": "x"}),
        ("Originate", {**LEG, "Application": "Playback", "Data": f"${{SHELL(touch {loot})}}"}),
        ("Originate", {**LEG, "Application": "AGI", "Data": "agi://192.0.2.1/"}),
        ("MixMonitor", {"Channel": "PJSIP/1001-1", "File": str(loot)}),
        ("AGI", {"Channel": "PJSIP/1001-1", "Command": "VERBOSE x"}),
        ("UserEvent", {"UserEvent": "AcdHolding"}),
        ("DBPut", {"Family": "a", "Key": "b", "Val": "c"}),
        ("DBGet", {"Family": "a", "Key": "b"}),
        ("DialplanExtensionAdd", {"Context": "x", "Extension": "s", "Priority": "1", "Application": "NoOp"}),
        ("QueueAdd", {"Queue": "q", "Interface": "PJSIP/1001"}),
        ("PJSIPShowEndpoints", {}),
        ("Setvar", {"Variable": f"FILE({loot})", "Value": "x"}),
        ("Setvar", {"Variable": f"SHELL(touch {loot})", "Value": "x"}),
    ]


def _allowed(console: Console, name: str, headers: Mapping[str, str]) -> bool:
    try:
        console.action(name, **headers)
    except ConsoleError:
        return False
    return True


def _read(console: Console, variable: str) -> str:
    try:
        return console.action("Getvar", Variable=variable).get("Value", "")
    except ConsoleError:
        return ""


async def test_it_can_do_all_and_no_more(scene: Scene, figure: Figure) -> None:
    layout, house = scene.house.layout, scene.house
    async with Phone.outside(layout):
        lines = scene.ask(Doctor(), tuple[DoctorLine, ...])
    wrong = [line for line in lines if line.health is Health.WRONG]
    figure("R34", f"found wrong by the examination, of {len(lines)} lines", len(wrong), most=0)
    scene.forgiven += [*AWAY, "manager.c", "dangerous", "Function ", "func_", "pbx_functions", "Unable to"]
    house.stop_daemon()  # one session an account
    try:
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            loot = Path(folder) / "loot"
            with Console(layout.manager_port, "acd", layout.acd_secret) as console:
                probes = _probes(loot)
                granted = [name for name, headers in probes if _allowed(console, name, headers)]
                secrets = ("SHELL(id)", "FILE(/etc/passwd)", "AST_CONFIG(manager.conf,acd,secret)")
                told = [each for each in secrets if _read(console, each)]
            figure("R34", f"probes allowed, of {len(probes)}: {', '.join(granted) or 'none'}", len(granted), most=0)
            figure("R34", f"told of the machine, of {len(secrets)}: {', '.join(told) or 'none'}", len(told), most=0)
            figure("R34", "done to the machine", int(loot.exists()), most=0)
    finally:
        house.start_daemon()
