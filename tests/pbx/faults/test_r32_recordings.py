"""R32: recordings and messages asked for, erased and aged by other names than ours: none leads out of their folder."""

from contextlib import suppress
from pathlib import Path

from acd.messages.tapes import Tapes
from acd.privacy import audio
from tests.pbx.faults.conftest import Figure

OURS = "main-1763769287.1+1-1+queue-sales"
NAMES = (
    *("../secret", "../../etc/passwd", "/etc/passwd", "..", ".", "", "~root", "secret", "%2e%2e%2fsecret", "*", "-rf"),
    *(f"../{OURS}", f"{OURS}/../../secret", f"{OURS}\0", f"{OURS}\0.wav", f"{OURS}\n", f"{OURS};id", f"{OURS}|id"),
    *("..\\secret", "....//secret", "main-1+1-1+queue-..", "a" * 5000, "main-1+1-1+queue-a/b", "file:///etc/passwd"),
    *("main-*+1-1+queue-sales", "\u2025/secret", "main-1.1+1-1+room-sales", "main-1.1+01-1+queue-sales.wav"),
)


def test_no_name_leads_out(tmp_path: Path, figure: Figure) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret.wav"
    root.mkdir()
    secret.write_bytes(b"RIFFsecret")
    (tmp_path / f"{OURS}.wav").write_bytes(b"RIFFsecret")
    tapes, served = Tapes(root), 0
    for name in NAMES:
        for deed in (tapes.read, tapes.remove):
            try:
                served += bool(deed(name))
            except (ValueError, OSError):
                continue
    figure("R32", f"files served or removed by {len(NAMES)} other names", served, most=0)
    assert secret.exists()
    assert (tmp_path / f"{OURS}.wav").exists()


def test_a_link_leads_nowhere(tmp_path: Path, figure: Figure) -> None:
    """To a file, to a folder, and in place of the whole name; read, listed, and removed by age or for a caller."""
    root, secret = tmp_path / "root", tmp_path / "secret.wav"
    root.mkdir()
    secret.write_bytes(b"RIFFsecret")
    (root / f"{OURS}.wav").symlink_to(secret)
    (root / "main-1763769287.1-1-1763769287.wav").symlink_to(secret)
    (root / "main-1763769287.2-1-1763769287.wav").symlink_to(tmp_path)
    tapes, followed = Tapes(root), 0
    with suppress(OSError):
        followed += bool(tapes.read(OURS))
    listed = [*tapes.found(), *audio.recordings(root), *audio.messages(root)]
    for name in (OURS, "main-1763769287.1-1-1763769287", "main-1763769287.2-1-1763769287"):
        audio.remove(audio.Audio(root / f"{name}.wav", "main-1763769287.1", 0.0))
    followed += not secret.exists()
    figure("R32", "links followed", followed + len(listed), most=0)
