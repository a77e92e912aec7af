"""Which channel name belongs to which unique id: one connection's memory, against events forged in another's name."""

MAX_PAIRS = 65_536  # some ten times a large PBX's channels; beyond it the oldest is forgotten


class Pairs:
    """Learned from Newchannel and from lists we asked for; forgotten at Hangup. A pair of two unknown halves is let
    pass: the owner does not know that channel either."""

    def __init__(self) -> None:
        self._channel_of: dict[bytes, bytes] = {}
        self._uniqueid_of: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._channel_of)

    def agree(self, channel: bytes, uniqueid: bytes) -> bool:
        known = self._channel_of.get(uniqueid)
        return known == channel if known is not None else channel not in self._uniqueid_of

    def learn(self, channel: bytes, uniqueid: bytes) -> None:
        """Set the pair, whatever either half was paired with before."""
        self.forget(uniqueid)
        self.forget(self._uniqueid_of.get(channel, b""))
        if len(self._channel_of) >= MAX_PAIRS:
            self.forget(next(iter(self._channel_of)))
        self._channel_of[uniqueid] = channel
        self._uniqueid_of[channel] = uniqueid

    def forget(self, uniqueid: bytes) -> None:
        channel = self._channel_of.pop(uniqueid, None)
        if channel is not None:
            del self._uniqueid_of[channel]
