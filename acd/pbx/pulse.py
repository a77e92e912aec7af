"""The daemon's pulse, as the dialplan sees it: the global ACD_BEAT, set every second to the PBX's own time.

A caller sent to a daemon that hangs hears nothing for two seconds (see [acd-visit] in acd.conf). So the dialplan looks
at ACD_BEAT first: a beat that is more than three seconds old lets the caller hear music instead, and he is not sent
until there is another or his patience (that of a caller on hold) is over. A beat that is merely late thus
costs nobody more than a moment. It is told in the PBX's time, since only that clock is asked there; empty, as an
orderly stop leaves it, it says nothing and nobody waits for it.
"""

import asyncio
from contextlib import suppress

from acd.pbx.actions import Beat, Ping
from acd.pbx.link import Link, LinkError
from acd.pbx.wire import Unsendable

EVERY_S = 1.0


async def beat_on(link: Link) -> None:
    """For as long as the connection lasts. What hinders a beat is the link's own business."""
    while True:
        with suppress(LinkError, Unsendable):
            link.tell(Beat((await link.ask(Ping())).get("Timestamp").partition(".")[0]))
        await asyncio.sleep(EVERY_S)
