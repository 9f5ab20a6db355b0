"""What earlier batches have already decided: which documents are curated and which items are in quarantine."""

from dataclasses import dataclass

from fazhi.schema.curated import Report
from fazhi.schema.quality import Fate
from fazhi.storage.files import read_each
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout


@dataclass(frozen=True, slots=True)
class Known:
    """`curated`: version that made the row, by doc_id; `quarantined`: items kept back by the version asked for."""

    curated: dict[str, str]
    quarantined: dict[str, str]

    def judged(self, version: str, doc_id: str) -> bool:
        """Whether `version` has decided on a document: nothing of it is needed again."""
        return self.curated.get(doc_id) == version or doc_id in self.quarantined


def known(layout: Layout, version: str) -> Known:
    """Read the keys of the curated reports, and the fates that `version` decided (item_id -> reason code)."""
    curated: dict[str, str] = {}
    for table in read_each(layout.curated_files(Report), ["doc_id", "version"]):
        curated.update(zip(table["doc_id"].to_pylist(), table["version"].to_pylist(), strict=True))
    quarantined: dict[str, str] = {}
    decided = ["item_id", "outcome", "reason_code", "version"]
    for table in read_each(files_in(layout.table("quality", Fate.table)), decided):
        # Compared in Python: comparing with a literal makes Arrow import pandas, 0.4 s that a run without news must not
        # wait for.
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        quarantined |= {item: code for item, outcome, code, by in rows if outcome == "quarantined" and by == version}
    return Known(curated, quarantined)
