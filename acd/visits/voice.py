"""The house's voice: texts are spoken on the PBX a caller is on, where this machine sees its sounds folder."""

import logging

from acd.config.settings import Settings
from acd.pbx.names import pbx_of
from ivr.voice.mouth import Speaker, sweep
from ivr.voice.voices import missing_program

log = logging.getLogger(__name__)


def open_mouth(settings: Settings) -> Speaker:
    """What a daemon that was killed left behind is removed. `close` it in a thread: that waits."""
    folders = {pbx.name: pbx.sounds for pbx in settings.pbxes.values()}
    for folder in {folder for folder in folders.values() if folder is not None}:
        if gone := sweep(folder):
            log.info("%d sounds of calls long over removed from %s", gone, folder)
    if missing := missing_program(settings.voice.command):
        log.info("no synthetic voice: %s is not there; texts are said from recordings", missing)
    return Speaker(settings.voice, lambda call: folders.get(pbx_of(call)), settings.voice.deadline_s)
