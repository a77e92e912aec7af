"""Writes a lab PBX's configuration: the files of asterisk-conf/ and dialplans/ as shipped, the layout's values set."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from acd.lab.conffile import with_values
from acd.lab.data import own_data
from acd.lab.install import Asterisk
from acd.lab.layout import TRUNK_HOST, Layout
from acd.lab.paths import CHECKOUT

SHIPPED = CHECKOUT / "asterisk-conf"
DIALPLANS = CHECKOUT / "dialplans"

# Files every packaged Asterisk brings, which it complains of when they are missing. Nothing in them is ours.
_PACKAGED = {
    "acl.conf": "",
    "ccss.conf": "[general]\n",
    "cdr.conf": "[general]\nenable=no\n",
    "cel.conf": "[general]\nenable=no\n",
    "features.conf": "[general]\n",
    "indications.conf": "[general]\ncountry=us\n\n[us]\ndescription=United States\nringcadence=2000,4000\n"
    "dial=350+440\nbusy=480+620/500,0/500\nring=440+480/2000,0/4000\ncongestion=480+620/250,0/250\n",
    "pjproject.conf": "",
    "queuerules.conf": "",
    "stasis.conf": "[taskpool]\n",
    "udptl.conf": "[general]\n",
    "websocket_client.conf": "",
}

_LEFT_OUT = ("README.md", "agi-bin", "acd", "systemd", "acd-destinations.conf")  # every lab has destinations of its own


def render(
    layout: Layout, asterisk: Asterisk, *, dialplan: str = "", variables: Mapping[str, str] | None = None
) -> None:
    """Fill `layout.folder`. `dialplan` is text put after the shipped dialplan, `variables` more dialplan globals."""
    etc = layout.etc
    for folder in ("db/keys", "run", "log", "spool/monitor/acd", "spool/voicemail/acd", "agi-bin"):
        (layout.folder / folder).mkdir(parents=True, exist_ok=True)
    shutil.copytree(SHIPPED, etc, ignore=shutil.ignore_patterns(*_LEFT_OUT), dirs_exist_ok=True)
    for plan in DIALPLANS.glob("*.conf"):
        shutil.copy(plan, etc)
    for script in (SHIPPED / "agi-bin").iterdir():
        _install(script, layout.folder / "agi-bin" / script.name)
    for name, text in _PACKAGED.items():
        (etc / name).write_text(text, encoding="utf-8")
    first, last = layout.rtp
    _set(layout, "rtp.conf", "general", rtpstart=str(first), rtpend=str(last))
    _set(layout, "manager.conf", "general", port=str(layout.manager_port))
    _set(layout, "manager.d/acd.conf", "acd", secret=layout.acd_secret)
    _set(layout, "pjsip.conf", "transport-udp", bind=f"{layout.host}:{layout.sip_port}")
    _set(layout, "aeap.conf", "acd-speech", url=f"ws://127.0.0.1:{layout.speech_port}")
    agi = {"ACD_AGI": f"agi://127.0.0.1:{layout.agi_port}", "ACD_AGI_SECRET": layout.agi_secret}
    _set(layout, "acd-globals.conf", "globals", **agi, **(variables or {}))
    _add(layout, "manager.d/lab.conf", _lab_account(layout))
    _add(layout, "pjsip.d/lab.conf", "\n".join(_endpoints(layout)))
    _add(layout, "extensions.conf", f"\n{dialplan}\n")
    _add(layout, "asterisk.conf", _directories(layout, asterisk))


def _install(script: Path, place: Path) -> None:
    """With this Python named in its first line, as an admin would name his."""
    _, _, rest = script.read_text(encoding="utf-8").partition("\n")
    place.write_text(f"#!{sys.executable}\n{rest}", encoding="utf-8")
    place.chmod(0o755)


def _set(layout: Layout, file: str, section: str, **values: str) -> None:
    path = layout.etc / file
    path.write_text(with_values(path.read_text(encoding="utf-8"), section, values), encoding="utf-8")
    path.chmod(0o600)


def _add(layout: Layout, file: str, text: str) -> None:
    path = layout.etc / file
    with path.open("a", encoding="utf-8") as out:
        out.write(text)
    path.chmod(0o600)


def _directories(layout: Layout, asterisk: Asterisk) -> str:
    folder = layout.folder
    places = {
        "astetcdir": layout.etc,
        "astmoddir": asterisk.modules,
        "astvarlibdir": asterisk.data,
        "astdatadir": own_data(layout.data, asterisk.data),
        "astdbdir": folder / "db",
        "astkeydir": folder / "db",
        "astagidir": folder / "agi-bin",
        "astspooldir": layout.spool,
        "astrundir": folder / "run",
        "astlogdir": folder / "log",
    }
    return "\n[directories]\n" + "".join(f"{key} => {place}\n" for key, place in places.items())


def _lab_account(layout: Layout) -> str:
    """The lab's own account, which may do anything: tests look through it at what the daemon's account did."""
    return (
        f"[lab]\nsecret={layout.lab_secret}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.1/255.255.255.255\n"
        "allowmultiplelogin=yes\nwritetimeout=2000\nread=all\nwrite=all\n"
    )


def _endpoints(layout: Layout) -> list[str]:
    # RTP bound to one address spares Asterisk the look-up of its own host name, which stalls calls where it fails.
    bound = f"media_address={layout.host}\nbind_rtp_to_media_address=yes\n" if layout.host != "0.0.0.0" else ""
    silent = "rtp_timeout=0\nrtp_timeout_hold=0\n"  # SIPp sends no sound, and is not to be cut off for it
    parts = [
        f"[trunk](acd-trunk)\naors=trunk\n{bound}{silent}\n"
        f"[trunk]\ntype=aor\ncontact=sip:{TRUNK_HOST}:{layout.trunk_port}\n\n"
        f"[trunk]\ntype=identify\nendpoint=trunk\nmatch={TRUNK_HOST}\n"
    ]
    for user, password in layout.phones.items():
        context = (
            "context=acd-in\ncallerid=Caller <5550100>\n" if user == "caller" else f"callerid=Agent {user} <{user}>\n"
        )
        parts.append(
            f"[{user}](acd-phone)\nauth={user}\naors={user}\n{context}{bound}\n"
            f"[{user}](acd-phone-auth)\nusername={user}\npassword={password}\n\n"
            f"[{user}](acd-phone-aor)\nqualify_frequency=0\n"
        )
    for user, address in layout.stations.items():
        parts.append(
            f"[{user}](acd-phone)\naors={user}\nsend_pai=no\nsend_connected_line=no\nrewrite_contact=no\n{bound}{silent}\n"
            f"[{user}]\ntype=aor\ncontact={address}\n"
        )
    return parts
