"""Places: a path on a disk, or an object in a store (`s3://bucket/key`). As text they stand on command lines, in plans
and between processes.

A place is read by its own methods (`exists`, `read_text`, `read_bytes`), which disks and stores share; whatever writes,
lists or removes goes through `fazhi.storage.files` and `fazhi.storage.folders`, which know what each guarantees.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from upath import UPath

Place: TypeAlias = Union[Path, "UPath"]

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
# Bucket and prefix: nothing that a listing would take for a pattern, no account, no query.
_ADDRESS = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*(/[^/*?\[\]{}@\\\x00-\x20]+)*", re.ASCII)
# What s3:// is read and written with.
_CLIENTS = ("s3fs", "upath")
# Protocols by the client that they need, where it is none of ours.
_OF_OTHERS = {"gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs"}


class UnusablePlace(ValueError):
    """Text that names no place where tables can lie; the message says why and what to do."""


def place_of(text: str) -> Place:
    """The place that `text` names: a URL of an object store, else a path on this machine.

    Raises UnusablePlace: an unknown protocol, a client that is not installed, an address that is none.
    """
    url = _URL.fullmatch(text)
    if url is None:
        return Path(text)
    protocol, address = url[1].lower(), url[2].rstrip("/")
    if protocol == "file":
        return Path("/" + address.lstrip("/"))
    _check(protocol, address)
    return _object(protocol, address)


def _check(protocol: str, address: str) -> None:
    if protocol in _OF_OTHERS:
        raise UnusablePlace(
            f"{protocol}://: no data folder can lie there: its client ({_OF_OTHERS[protocol]}) offers no conditional "
            "write that replaces (If-Match), which the lock needs; use s3://, or a mounted folder"
        )
    if protocol != "s3":
        raise UnusablePlace(f"{protocol}://: unknown; name a folder, or s3://bucket/prefix")
    if "@" in address:
        raise UnusablePlace("s3://: leave credentials out of the address: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    if not _ADDRESS.fullmatch(address) or {".", ".."}.intersection(address.split("/")):
        raise UnusablePlace(f"s3://{address}: name a bucket and a prefix of plain names: s3://bucket/prefix")


def _object(protocol: str, address: str) -> "UPath":
    missing = [name for name in _CLIENTS if find_spec(name) is None]
    if missing:
        raise UnusablePlace(f"{protocol}:// needs {' and '.join(missing)}: pip install 'fazhi[s3]'")
    from upath import UPath

    # A listing that is remembered would hide what another process has written since.
    return UPath(f"{protocol}://{address}", use_listings_cache=False)
