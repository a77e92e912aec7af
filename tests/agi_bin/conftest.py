"""A PBX whose engine is away, with destinations to fall back to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.lab.switch import Switch

DESTINATIONS = """
[acd-destinations](+)
exten => desk,1,UserEvent(LabDesk,Language: ${CHANNEL(language)})
 same => n,Wait(10)
exten => broken,1,Goto(acd-fallback,s,1)
"""


@pytest.fixture(scope="module")
def deserted(real_asterisk: None) -> Iterator[Switch]:
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        Switch.in_folder(Path(folder), agents=0, dialplan=DESTINATIONS) as running,
    ):
        yield running
