"""Announcements that are switched on and off by hand: what every caller, or every caller of a queue, hears first.

They stand in a small file of their own beside the sounds, not in the store: they hold over a restart, and are heard
also while the database is down. There is one for each scope, ``all`` or a queue; a new one takes the old one's place,
and has a number of its own, so that callers who heard the old one hear the new one too.
"""

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

ALL = "all"
STATE = "announcements.json"
MOST_BYTES = 16_000_000  # 16 minutes
_UPLOAD = re.compile(r"[a-z0-9]{8,32}")

log = logging.getLogger(__name__)


class NotSwitchedError(Exception):
    """Nothing was changed; the message says why and what helps."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Heard by callers of `scope`. `sound` is a sound's name, or with `is_file` that of a file in our own folder;
    `until` is None for as long as nobody switches it off."""

    number: int
    scope: str
    sound: str
    is_file: bool
    since: float
    until: float | None


@dataclass(frozen=True, slots=True)
class _State:
    last: int = 0
    on: tuple[Announcement, ...] = ()


class Announcements:
    """`root` is the folder of the moment; `now` the core's clock. `active` only looks into memory."""

    def __init__(self, root: Callable[[], Path], now: Callable[[], float]) -> None:
        self._root = root
        self._now = now
        self._state = _State()

    def recall(self) -> None:
        """What was on when the last daemon stopped. Blocking; never raises: a damaged file is said and passed over."""
        path = self._root() / STATE
        try:
            self._state = msgspec.json.decode(path.read_bytes(), type=_State)
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError) as error:
            log.error("announcements that were on cannot be read from %s (%s): switch them on again", path, error)
            return
        for each in self.active():
            log.warning("announcement %s is on for %s", each.sound, each.scope)

    def active(self) -> tuple[Announcement, ...]:
        now = self._now()
        return tuple(each for each in self._state.on if each.until is None or now < each.until)

    def is_on(self, scope: str) -> bool:
        return any(each.scope == scope for each in self.active())

    def for_all(self) -> list[Announcement]:
        return [each for each in self.active() if each.scope == ALL]

    def for_queue(self, queue: str) -> list[Announcement]:
        """What one who comes to wait there is to have heard."""
        return [each for each in self.active() if each.scope in (ALL, queue)]

    def add_piece(self, upload: str, data: bytes) -> None:
        """More of a sound file that is being brought. Blocking."""
        path = self._upload(upload)
        try:
            self._root().mkdir(mode=0o755, parents=True, exist_ok=True)
            with path.open("ab") as file:
                if file.tell() + len(data) > MOST_BYTES:
                    raise NotSwitchedError(f"the sound is longer than {MOST_BYTES // 16_000 // 60} minutes")
                file.write(data)
        except OSError as error:
            raise NotSwitchedError(self._why_not(error)) from None

    def switch_on(
        self, scopes: Collection[str], until: float | None, *, sound: str = "", upload: str = ""
    ) -> tuple[Announcement, ...]:
        """On for each of `scopes`: a sound by name, or the file brought under `upload`. Blocking."""
        number = self._state.last + 1
        if until is not None and until <= self._now():
            raise NotSwitchedError("the time it is to end has passed already")
        if upload:
            sound = self._settle(upload, number)
        new = tuple(
            Announcement(number + place, scope, sound, bool(upload), self._now(), until)
            for place, scope in enumerate(scopes)
        )
        kept = tuple(each for each in self.active() if each.scope not in scopes)
        self._write(_State(number + len(new), (*kept, *new)))
        return new

    def switch_off(self, scopes: Collection[str] = ()) -> tuple[Announcement, ...]:
        """Those of `scopes` (none named: all of them) are off; the ones that were on. Blocking."""
        gone = tuple(each for each in self.active() if not scopes or each.scope in scopes)
        self._write(_State(self._state.last, tuple(each for each in self.active() if each not in gone)))
        return gone

    def _settle(self, upload: str, number: int) -> str:
        name = f"announcement-{number}"
        try:
            file = self._upload(upload)
            file.chmod(0o644)  # it is for everybody, and the PBX is another user
            file.rename(self._root() / f"{name}.wav")
        except OSError as error:
            raise NotSwitchedError(self._why_not(error)) from None
        return name

    def _upload(self, upload: str) -> Path:
        if not _UPLOAD.fullmatch(upload):
            raise NotSwitchedError("not the name of an upload")
        return self._root() / f"{upload}.part"

    def _write(self, state: _State) -> None:
        root = self._root()
        path, fresh = root / STATE, root / f"{STATE}.new"
        try:
            root.mkdir(mode=0o755, parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(asdict(state))))
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
        except OSError as error:
            raise NotSwitchedError(self._why_not(error)) from None
        self._state = state
        self._tidy({each.sound for each in state.on if each.is_file})

    def _tidy(self, kept: Collection[str]) -> None:
        """Files that nobody is to hear any more."""
        old: Iterable[Path] = self._root().glob("announcement-*.wav")
        for path in old:
            if path.stem not in kept:
                with suppress(OSError):
                    path.unlink()

    def _why_not(self, error: OSError) -> str:
        root = self._root()
        return f"cannot write in {root} ([announcements] root of messages.toml): {error.strerror}; nothing was changed"
