"""Files that are kept by a second name, and what a file or folder costs."""

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

from fazhi.storage.places import Place


def keep(file: Place, to: Place) -> None:
    """Keep what `file` holds now under another name: a link, for files are replaced and never changed; else a copy."""
    if isinstance(file, Path) and isinstance(to, Path):
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, to)
        except OSError:  # a file system without links
            shutil.copyfile(file, to)
    elif not isinstance(file, Path) and not isinstance(to, Path):
        file.fs.copy(file.path, to.path)


def cost(place: Place) -> tuple[int, dt.datetime]:
    """Bytes that removing a file or folder frees, and when something in it was last written."""
    files: list[Any] = [p for p in place.rglob("*") if p.is_file()] if place.is_dir() else [place]
    found = [file.stat() for file in files]
    # A file with a second name costs nothing under this one.
    size = sum(int(f.st_size) for f in found if getattr(f, "st_nlink", 1) <= 1)
    written = max((float(f.st_mtime) for f in found), default=0.0)
    if isinstance(place, Path):
        written = max(written, place.stat().st_mtime)
    return size, dt.datetime.fromtimestamp(written, dt.UTC)
