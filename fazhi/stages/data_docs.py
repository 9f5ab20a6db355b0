"""Great Expectations' Data Docs of an ended batch, on request: pages in a folder of the caller's choice."""

from pathlib import Path

from expectations.data_docs import Drawn, pages
from fazhi.stages.results import merged
from fazhi.stages.said import entry_of
from fazhi.storage.layout import Layout


class Misplaced(ValueError):
    """The folder lies where the batches keep their own pages; the message says so."""


def write_data_docs(layout: Layout, batch_id: str, folder: Path) -> Path:
    """Write the pages of the batch's validation results to `folder`; returns the path of their index.

    Raises Misplaced where `folder` lies within the data folder's quality/, FileNotFoundError where the batch's results
    are gone. Files of the same names are replaced, others left alone.
    """
    quality = layout.root / "quality"
    if isinstance(quality, Path) and folder.resolve().is_relative_to(quality.resolve()):
        raise Misplaced(f"{folder} lies within {quality}, which holds the batches' own pages: name another folder")
    results = merged(layout.quality(batch_id) / "results.parquet")
    drawn = [Drawn(result=result, entry=entry_of(asked, place)) for (asked, place), result in results.items()]
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(batch_id, drawn):
        (folder / name).write_text(text, "utf8")
    return folder / "index.html"
