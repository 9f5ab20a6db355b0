"""What lies in a folder, on a disk or in an object store: listed in order, made, filled at once, removed."""

import contextlib
import fnmatch
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from fazhi.storage import objects
from fazhi.storage.places import Place

T = TypeVar("T")
# Files of a store that are looked into at the same time.
_AT_ONCE = 16


def make_folder(place: Place) -> None:
    """Make a folder and those above it; a store has prefixes, which need no making."""
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)


def files_in(place: Place, pattern: str = "*.parquet") -> list[Place]:
    """The files right in a folder whose names match, sorted; none where the folder is not there."""
    if isinstance(place, Path):
        return list[Place](sorted(place.glob(pattern)))
    names = [name for name, prefix in objects.entries(place) if not prefix]
    return [place / name for name in fnmatch.filter(names, pattern)]


def folders_in(place: Place) -> list[Place]:
    """The folders right in a folder, sorted."""
    if isinstance(place, Path):
        return list[Place](sorted(place.glob("*/")))
    return [place / name for name, prefix in objects.entries(place) if prefix]


def present(places: Sequence[Place]) -> list[Place]:
    """Those of the files that exist, in order."""
    local = [place for place in places if isinstance(place, Path) and place.exists()]
    return [*local, *(place for place, _ in objects.contents([p for p in places if not isinstance(p, Path)]))]


def each(work: Callable[[Place], T], paths: Sequence[Place]) -> Iterator[T]:
    """`work` on each file, in order; in a store on several at once: there a file takes some requests to look into."""
    if not paths or isinstance(paths[0], Path):
        yield from map(work, paths)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(work, paths)


def remove(place: Place) -> None:
    """Remove a file, if it is there."""
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
    else:
        objects.remove(place)


def remove_tree(place: Place) -> None:
    """Remove a folder with all that it holds."""
    if isinstance(place, Path):
        shutil.rmtree(place)
    else:
        objects.remove_tree(place)


@contextlib.contextmanager
def filled(place: Place) -> Iterator[Path]:
    """A local folder whose files end up in the folder `place`: itself on a disk, put at the end in a store."""
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="fazhi-") as temporary:
        yield Path(temporary)
        objects.put_folder(Path(temporary), place)
