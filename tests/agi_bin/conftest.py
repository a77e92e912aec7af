"""A PBX whose engine is away, with destinations to fall back to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.lab.layout import lay_out
from acd.lab.switch import Switch

DESTINATIONS = """
[acd-destinations](+)
exten => desk,1,UserEvent(LabDesk,Language: ${CHANNEL(language)})
 same => n,Wait(10)
exten => broken,1,Goto(acd-fallback,s,1)
"""
AT_ONCE = {"ACD_TAKE_OVER_S": "0"}  # no music before the fallback


@pytest.fixture(scope="module")
def deserted(real_asterisk: None) -> Iterator[Switch]:
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        Switch(lay_out(Path(folder), agents=0), dialplan=DESTINATIONS, variables=AT_ONCE) as running,
    ):
        yield running
