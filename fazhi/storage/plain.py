"""Plain files as others left them: opened without following a link, waiting for a pipe or touching a device.

Whoever may write to an inbox may put a link in a file's or a folder's place between the look at it and its opening:
so every step below the folder that was named is opened by itself, relative to the one before.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
# A handle to go on from: Linux gives one also on a folder that may not be listed.
_FOLDER = os.O_DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)


class NotPlain(OSError):
    """What lies there is no plain file; `strerror` says so."""


def open_plain(path: Path, below: Path | None = None) -> BinaryIO:
    """The plain file at `path`, which lies in the folder `below` (default: its own), to be read.

    No link below `below` is followed. Raises OSError, NotPlain for a pipe, a device or a folder.
    """
    folder = below or path.parent
    with _inner(folder, path.parent.relative_to(folder).parts) as parent:
        fd = os.open(path.name, _FILE, dir_fd=parent)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise NotPlain(0, "不是普通文件", str(path))
    return os.fdopen(fd, "rb")


@contextmanager
def _inner(folder: Path, steps: tuple[str, ...]) -> Iterator[int]:
    """A handle on the folder that `steps` lead to from `folder`, links among them refused."""
    fd = os.open(folder, _FOLDER)
    try:
        for step in steps:
            fd, outer = os.open(step, _FOLDER | os.O_NOFOLLOW, dir_fd=fd), fd
            os.close(outer)
        yield fd
    finally:
        os.close(fd)
