"""What an object store does in place of a file system's calls. Each appears whole or not at all: puts and copies.

Bulk calls run concurrently: a request takes milliseconds, and a batch has hundreds of pages.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.logs import masked
from fazhi.storage.places import UnusablePlace

if TYPE_CHECKING:
    from upath import UPath

_CLIENTS = frozenset({"aiobotocore", "aiohttp", "botocore"})


def reach(place: "UPath") -> None:
    """Raise UnusablePlace, saying why, where store or bucket cannot be reached with what the environment says."""
    bucket = place.path.partition("/")[0]
    advice = "see AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE)"
    try:
        place.fs.call_s3("head_bucket", Bucket=bucket)
    except FileNotFoundError as error:
        raise UnusablePlace(f"{place}: there is no bucket {bucket}: make it, or name another one") from error
    except PermissionError as error:
        raise UnusablePlace(f"{place}: access to the bucket is denied: {advice}") from error
    except Exception as error:
        raise UnusablePlace(f"{place}: the store cannot be reached: {masked(str(error))}; {advice}") from error


def out_of_reach(error: BaseException) -> bool:
    """Whether an error is that of a client that could not reach its store: those are no OSErrors."""
    return type(error).__module__.partition(".")[0] in _CLIENTS


def put(file: Path, place: "UPath") -> None:
    """Put a local file at `place`; the object appears when all of it has arrived."""
    place.fs.put_file(str(file), place.path)


def put_folder(folder: Path, place: "UPath") -> None:
    """Put every file below a local folder below `place`."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    targets = [f"{place.path}/{p.relative_to(folder).as_posix()}" for p in files]
    if files:
        place.fs.put([str(p) for p in files], targets)


def entries(place: "UPath") -> list[tuple[str, bool]]:
    """Name of each object and prefix right below `place`, and whether it is a prefix; sorted."""
    try:
        found = place.fs.ls(place.path, detail=True, refresh=True)
    except FileNotFoundError:
        return []
    below = [(e["name"].rstrip("/").removeprefix(f"{place.path}/"), e["type"] == "directory") for e in found]
    return sorted((name, prefix) for name, prefix in below if name and "/" not in name)


def keys(place: "UPath") -> list[str]:
    """The names of all objects at or below `place`, relative to it (`""`: itself); sorted."""
    path = place.path
    return sorted(key.removeprefix(path).removeprefix("/") for key in place.fs.find(path, refresh=True))


def move(staged: "UPath", final: "UPath") -> None:
    """Copy the object or prefix within the store, then remove where it was. May be done again after a cut."""
    names = keys(staged)
    if not names:  # moved before the run was cut off
        return
    sources, targets = ([_below(place, name) for name in names] for place in (staged, final))
    staged.fs.copy(sources, targets)
    staged.fs.rm(sources)


def remove(place: "UPath") -> None:
    """Remove one object, if it is there."""
    place.fs.rm([place.path])


def remove_tree(place: "UPath") -> None:
    """Remove every object below `place`."""
    names = keys(place)
    if names:
        place.fs.rm([_below(place, name) for name in names])


def contents(places: "Sequence[UPath]") -> "Iterator[tuple[UPath, bytes]]":
    """The objects that exist, each with what it holds, in order."""
    if places:
        found: dict[str, bytes] = places[0].fs.cat([p.path for p in places], on_error="omit")
        yield from ((p, found[p.path]) for p in places if p.path in found)


def _below(place: "UPath", name: str) -> str:
    return f"{place.path}/{name}" if name else place.path
