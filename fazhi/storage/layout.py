"""Where everything lies below the data folder."""

import re
from dataclasses import dataclass
from pathlib import Path

from fazhi.schema.catalogue import LAYERS
from fazhi.schema.columns import Record
from fazhi.schema.quality import Result

# A batch id is a file name, a path segment of the pages and a word on the command line.
_BATCH_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_TABLES_OF_QUALITY = frozenset({"quarantine", "fates", "audit"})


def checked_batch_id(text: str) -> str:
    """`text` if it may name a batch; raises ValueError with the rule otherwise."""
    if not _BATCH_ID.fullmatch(text) or text.endswith(".") or text.lower() in _TABLES_OF_QUALITY:
        raise ValueError(
            f"{text!r} cannot name a batch: use 1 to 64 letters, digits, `.`, `_` or `-`, starting with a letter or "
            f"digit, not ending in `.`, and not one of {', '.join(sorted(_TABLES_OF_QUALITY))}"
        )
    return text


@dataclass(frozen=True, slots=True)
class Layout:
    """The data folder. Table folders hold `.parquet` files and nothing else, so that any reader can open them."""

    root: Path

    def table(self, layer: str, table: str) -> Path:
        """The folder of a table."""
        return self.root / layer / table

    def chunk(self, layer: str, table: str, batch: str, number: int) -> Path:
        """The file of one chunk of a batch in a layer below curated."""
        return self.table(layer, table) / f"{batch}-{number:05d}.parquet"

    def quality(self, batch: str) -> Path:
        """The folder that a batch leaves for people: page, results, manifest."""
        return self.root / "quality" / batch

    def manifest(self, batch: str) -> Path:
        """The file that comes last: its presence says that the batch has ended."""
        return self.quality(batch) / "batch.json"

    def work(self, batch: str) -> Path:
        """The folder of an unfinished batch: plan, stage reports, staged files."""
        return self.root / "work" / batch

    @property
    def lock(self) -> Path:
        return self.root / "work" / "lock"

    @property
    def prefect_home(self) -> Path:
        return self.root / "prefect"

    @property
    def datapackage(self) -> Path:
        return self.root / "curated" / "datapackage.json"

    def curated_files(self, record: type[Record]) -> list[Path]:
        """The files of a curated table, sorted; an empty list before the first batch."""
        return sorted(self.table("curated", record.table).glob("*.parquet"))

    def batches(self) -> list[str]:
        """Ids of the batches that have ended, sorted."""
        return sorted(p.parent.name for p in (self.root / "quality").glob("*/batch.json"))

    def unfinished(self) -> list[str]:
        """Ids of the batches that were begun and have not ended, sorted."""
        return sorted(p.parent.name for p in (self.root / "work").glob("*/plan.json"))

    def make(self) -> None:
        """Create the folders of the layers, and a file without rows in each table that readers open as a folder.

        A folder without any file is an error to DuckDB and Polars.
        """
        from fazhi.storage.files import write_rows

        staging = self.root / "work"
        staging.mkdir(parents=True, exist_ok=True)
        for layer, records in LAYERS.items():
            for record in records:
                folder = self.table(layer, record.table)
                if record is Result:  # lies in the folder of its batch
                    continue
                folder.mkdir(parents=True, exist_ok=True)
                if layer in ("curated", "quality") and not any(folder.glob("*.parquet")):
                    write_rows(folder / "none.parquet", record, [], staging)
