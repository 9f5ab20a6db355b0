"""Where everything lies below the data folder."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fazhi.caches import caches
from fazhi.schema.catalogue import LAYERS
from fazhi.schema.columns import Record
from fazhi.schema.quality import Result
from fazhi.storage.folders import files_in, folders_in, make_folder, present
from fazhi.storage.places import Place, place_of

# A batch id is a file name, a path segment of the pages and a word on the command line.
_BATCH_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_TABLES_OF_QUALITY = frozenset({"quarantine", "fates", "audit"})
# Names that Windows keeps for devices, whatever follows their first dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.ASCII | re.IGNORECASE)


def checked_batch_id(text: str) -> str:
    """`text` if it may name a batch; raises ValueError with the rule otherwise."""
    kept = text.lower() in _TABLES_OF_QUALITY or _DEVICES.fullmatch(text)
    if not _BATCH_ID.fullmatch(text) or text.endswith(".") or kept:
        raise ValueError(
            f"{text!r} cannot name a batch: use 1 to 64 letters, digits, `.`, `_` or `-`, starting with a letter or "
            f"digit, not ending in `.`, not one of {', '.join(sorted(_TABLES_OF_QUALITY))}, and no device (con, nul, …)"
        )
    return text


@dataclass(frozen=True, slots=True)
class Layout:
    """The data folder. Table folders hold `.parquet` files and nothing else, so that any reader can open them."""

    root: Place

    @classmethod
    def at(cls, data: str) -> "Layout":
        """The data folder that `data` names: a path (made absolute) or a URL. Raises UnusablePlace."""
        place = place_of(data)
        return cls(place.expanduser().resolve() if isinstance(place, Path) else place)

    def table(self, layer: str, table: str) -> Place:
        """The folder of a table."""
        return self.root / layer / table

    def chunk(self, layer: str, table: str, batch: str, number: int) -> Place:
        """The file of one chunk of a batch in a layer below curated."""
        return self.table(layer, table) / f"{batch}-{number:05d}.parquet"

    def quality(self, batch: str) -> Place:
        """The folder that a batch leaves for people: page, results, manifest."""
        return self.root / "quality" / batch

    def manifest(self, batch: str) -> Place:
        """The file that comes last: its presence says that the batch has ended."""
        return self.quality(batch) / "batch.json"

    def work(self, batch: str) -> Place:
        """The folder of an unfinished batch: plan, stage reports, staged files."""
        return self.root / "work" / batch

    def scratch(self, batch: str) -> Path:
        """What the processes of one machine tell each other about an unfinished batch: always on a local disk."""
        return self.local / "work" / batch

    def relative(self, place: Place) -> str:
        """A place below the data folder, as it stands in records and rows: parts joined by `/`."""
        if isinstance(place, Path) and isinstance(self.root, Path):
            return place.relative_to(self.root).as_posix()
        return str(place).removeprefix(str(self.root).rstrip("/") + "/")

    def version(self, batch: str) -> Place:
        """The tables as they were before a rebuild took their place."""
        return self.root / "versions" / batch

    @property
    def lock(self) -> Place:
        return self.root / "work" / "lock"

    @property
    def prefect_home(self) -> Path:
        """Prefect's database and settings: a database lies on a local disk, wherever the tables are."""
        return self.local / "prefect"

    @property
    def local(self) -> Path:
        """The data folder, or where it lies in a store the folder of this machine for what cannot lie there."""
        if isinstance(self.root, Path):
            return self.root
        return caches() / hashlib.sha256(str(self.root).encode()).hexdigest()[:16]

    @property
    def datapackage(self) -> Place:
        return self.root / "curated" / "datapackage.json"

    def curated_files(self, record: type[Record]) -> list[Place]:
        """The files of a curated table, sorted; an empty list before the first batch."""
        return files_in(self.table("curated", record.table))

    def manifests(self) -> list[Place]:
        """Where the manifests lie of the batches that have one: places to look at."""
        return [folder / "batch.json" for folder in folders_in(self.root / "quality")]

    def batches(self) -> list[str]:
        """Ids of the batches that have ended, sorted."""
        return [p.parent.name for p in present(self.manifests())]

    def unfinished(self) -> list[str]:
        """Ids of the batches that were begun and have not ended, sorted."""
        return [p.parent.name for p in present([p / "plan.json" for p in folders_in(self.root / "work")])]

    def make(self) -> None:
        """Create the folders of the layers, and a file without rows in each table that readers open as a folder.

        A folder without any file is an error to DuckDB and Polars.
        """
        from fazhi.storage.files import write_rows

        staging = self.root / "work"
        make_folder(staging)
        for layer, records in LAYERS.items():
            for record in records:
                folder = self.table(layer, record.table)
                if record is Result:  # lies in the folder of its batch
                    continue
                make_folder(folder)
                if layer in ("curated", "quality") and not files_in(folder):
                    write_rows(folder / "none.parquet", record, [], staging)
