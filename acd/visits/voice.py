"""The house's voice: texts are spoken on the PBX a caller is on, where this machine sees its sounds folder."""

import logging

from acd.config.settings import Settings
from acd.pbx.names import pbx_of
from ivr.voice import numerals
from ivr.voice.found import texts_in
from ivr.voice.mouth import Speaker, sweep
from ivr.voice.voices import missing_program

log = logging.getLogger(__name__)


def open_mouth(settings: Settings) -> Speaker:
    """What a daemon that was killed left behind is removed. `close` it in a thread: that waits."""
    folders = {pbx.name: pbx.sounds for pbx in settings.pbxes.values()}
    for folder in {folder for folder in folders.values() if folder is not None}:
        if gone := sweep(folder):
            log.info("%d sounds of calls long over removed from %s", gone, folder)
    if any(folders.values()):
        numerals.load()  # places and waits are said as words (hold_words)
    if not any(folders.values()) and _have_texts(settings):
        log.warning("flows have texts, but no PBX in acd.toml says where its sounds are: they are said from recordings")
    if missing := missing_program(settings.voice.command):
        log.info("no synthetic voice: %s is not there; texts are said from recordings", missing)
    return Speaker(settings.voice, lambda call: folders.get(pbx_of(call)), settings.voice.deadline_s)


def _have_texts(settings: Settings) -> bool:
    return any(next(texts_in(flow.nodes), None) is not None for flow in settings.flows.values())
