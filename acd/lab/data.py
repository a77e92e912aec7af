"""The data folder of one lab PBX: the stock one by symbolic links, its sounds in a folder that may be added to."""

from pathlib import Path


def own_data(folder: Path, stock: Path) -> Path:
    """`folder`, made to look like `stock`; in its `sounds` each language is a link, and there is room for more."""
    sounds = folder / "sounds"
    sounds.mkdir(parents=True, exist_ok=True)
    for place, there in ((folder, stock), (sounds, stock / "sounds")):
        for each in there.iterdir():
            link = place / each.name
            if not link.exists():
                link.symlink_to(each.resolve())
    return folder
