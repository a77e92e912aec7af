"""How a lab PBX is laid out: its ports, secrets and people; all that is needed to reach it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from acd.lab.ports import free_tcp, free_udp, rtp_range

TRUNK_HOST = "127.0.0.2"  # calls from here are the trunk's: no password, any caller id
FIRST_PHONE = 1001


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Layout:
    """`phones`: the users that register (agents' phones 1001.. and one plain `caller`) and their passwords. `stations`:
    users that never register, and the SIP address that answers for each (SIPp as agents' phones)."""

    folder: Path
    phones: Mapping[str, str]
    stations: Mapping[str, str]
    agi_port: int
    host: str = "127.0.0.1"
    speech_port: int = field(default_factory=free_tcp)
    sip_port: int = field(default_factory=free_udp)
    manager_port: int = field(default_factory=free_tcp)
    trunk_port: int = field(default_factory=lambda: free_udp(TRUNK_HOST))  # where calls out over the trunk arrive
    rtp: tuple[int, int] = (10_000, 10_999)
    acd_secret: str = field(default_factory=_secret)
    lab_secret: str = field(default_factory=_secret)
    agi_secret: str = field(default_factory=_secret)

    @property
    def etc(self) -> Path:
        return self.folder / "etc"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "messages.log"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sounds(self) -> Path:
        """Where sounds of this PBX's own may be put."""
        return self.data / "sounds"


def lay_out(
    folder: Path,
    *,
    agents: int = 4,
    stations: Mapping[str, str] | None = None,
    agi_port: int | None = None,
    host: str = "127.0.0.1",
    rtp_ports: int = 1000,
) -> Layout:
    """A layout with free ports and fresh secrets. `host`: where phones reach the PBX."""
    users = [*(str(FIRST_PHONE + number) for number in range(agents)), "caller"]
    return Layout(
        folder=folder,
        phones={user: secrets.token_urlsafe(9) for user in users},
        stations=dict(stations or {}),
        agi_port=agi_port or free_tcp(),
        host=host,
        rtp=rtp_range(rtp_ports),
    )
