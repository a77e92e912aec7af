"""A PBX whose engine is away, with destinations to fall back to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.lab.install import asterisk
from acd.lab.switch import Switch
from acd.lab.trouble import LabError

DESTINATIONS = """
[acd-destinations](+)
exten => desk,1,UserEvent(LabDesk,Language: ${CHANNEL(language)})
 same => n,Wait(10)
exten => broken,1,Goto(acd-fallback,s,1)
"""


@pytest.fixture(scope="module")
def deserted() -> Iterator[Switch]:
    try:
        asterisk()
    except LabError as error:
        pytest.skip(f"no Asterisk: {error}")
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        Switch.in_folder(Path(folder), agents=0, dialplan=DESTINATIONS) as running,
    ):
        yield running
