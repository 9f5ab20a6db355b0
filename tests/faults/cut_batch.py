"""A batch cut into its parts, each as it finds the data folder, so that any of them can be disturbed."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fazhi.schema.catalogue import CURATED
from tests.faults.actions import PARTS, Actions
from tests.faults.compare import State, rows, state
from tests.faults.inbox import archive, report
from tests.faults.steps import DISK_FULL


class CutBatch:
    """A batch on a folder, cut into its parts; it publishes one document again that an earlier batch has published."""

    def __init__(self, folder: Path, actions: Actions) -> None:
        self.folder, self.inbox, self._act = folder, folder / "in", actions
        self.inbox.mkdir()
        before = folder / "before"
        before.mkdir()
        for n in range(3):
            (self.inbox / f"{n}.txt").write_text(report(n), "utf8")
        (self.inbox / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
        (self.inbox / "empty.txt").touch()
        (self.inbox / "members.zip").write_bytes(archive({"3.txt": report(3).encode(), "copy.txt": report(0).encode()}))
        shutil.copy(self.inbox / "1.txt", before)
        # The data folder as each part finds it, and the steps that the part then takes.
        self.found: dict[str, Path] = {}
        self.steps: dict[str, list[str]] = {}
        self.data = data = folder / "data"
        self.act("earlier batch", data, inbox=before)
        self.before = state(data)
        for part in PARTS:
            self.found[part] = shutil.copytree(data, folder / f"before-{part}")
            self.steps[part] = self.act(part, data)
        self.after = state(data)

    def act(self, part: str, data: Path, inbox: Path | None = None) -> list[str]:
        """A part that nothing disturbs; returns its steps."""
        code, names = self._act(part, data, inbox or self.inbox)
        assert code == 0
        return names

    def disturbed(self, part: str, at: int, fault: str) -> State:
        """The folder after a fault at a step of a part and the next run. Readers are asked at the fault."""
        data = self.restored(part)
        code, _ = self._act(part, data, self.inbox, fault, at)
        assert code == (-signal.SIGKILL if fault == "killed" else DISK_FULL)
        self._readable(data)
        return self.finished()

    def damaged(self, part: str, damage: Callable[[Path], None]) -> State:
        """The folder after `damage` was done to it before a part, and the next run."""
        damage(self.restored(part))
        return self.finished()

    def restored(self, part: str) -> Path:
        """The data folder as the part finds it; in the same place again: plans name files by their whole path."""
        shutil.rmtree(self.data)
        return shutil.copytree(self.found[part], self.data)

    def finished(self) -> State:
        """The folder after the next run."""
        self.act("finish", self.data)
        return state(self.data)

    def _readable(self, data: Path) -> None:
        """Every document of every curated table as it was before the batch or as it is after it, none twice or gone."""
        for record in CURATED:
            name = f"curated/{record.table}"
            seen, before, after = (
                _by_document(r) for r in (rows(data / name, data), self.before[name], self.after[name])
            )
            assert before.keys() <= seen.keys() <= after.keys()
            for document, held in seen.items():
                assert held in (before.get(document), after[document]), (name, document)


def _by_document(held: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in held:
        found.setdefault(row["doc_id"], []).append(row)
    return found
