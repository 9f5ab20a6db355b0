"""Every step of a batch, killed and finished; the disk full at every step; what readers see between any two of them."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.schema.catalogue import CURATED
from fazhi.stages import verdict
from tests.faults.actions import BATCH, PARTS, Actions
from tests.faults.compare import State, differences, rows, state, twice
from tests.faults.inbox import archive, report
from tests.faults.steps import DISK_FULL

pytestmark = pytest.mark.slow


class Batch:
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
        data = folder / "data"
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
        data = self.folder / "disturbed"
        shutil.copytree(self.found[part], data)
        code, _ = self._act(part, data, self.inbox, fault, at)
        assert code == (-signal.SIGKILL if fault == "killed" else DISK_FULL)
        self._readable(data)
        self.act("finish", data)
        found = state(data)
        shutil.rmtree(data)
        return found

    def _readable(self, data: Path) -> None:
        """Every curated table as it was before the batch or as it is after it, no row of it less or more."""
        for record in CURATED:
            name = f"curated/{record.table}"
            assert rows(data / name, data) in (self.before[name], self.after[name])


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    with Actions() as actions:
        yield Batch(tmp_path_factory.mktemp("steps"), actions)


def test_the_steps_are_those_of_a_commit(batch: Batch) -> None:
    """What the batch leaves behind on its way is put in place by a step that is killed below."""
    for part in PARTS[1:-1]:
        name = f"put work/{BATCH}/reports/{part}-00000.json"
        assert batch.steps[part][-1] == name or name in batch.steps[part]
    assert f"put work/{BATCH}/plan.json" in batch.steps["plan"]
    assert set(verdict.STAGES_OF_A_CHUNK) < set(PARTS)
    close = batch.steps["close"]
    moves = [f"put curated/{r.table}/{name}.parquet" for r in CURATED for name in ("b0", BATCH)]
    order = [f"put work/{BATCH}/commit.json", *moves, f"put quality/{BATCH}/batch.json"]
    places = [close.index(name) for name in order]
    assert places[0] < min(places[1:-1]) <= max(places[1:-1]) < places[-1]
    assert close[-1] == f"remove work/{BATCH}"


@pytest.mark.parametrize("part", PARTS[:-1])
def test_killed_on_the_way_to_the_commit(batch: Batch, part: str) -> None:
    """Before a part says that it is done: what it wrote until then is written again."""
    last = max(n for n, name in enumerate(batch.steps[part]) if name.startswith("put"))
    found = batch.disturbed(part, last, "killed")
    assert differences(found, batch.after) == twice(found) == []


def test_killed_at_every_step_of_the_commit(batch: Batch) -> None:
    steps = batch.steps["close"]
    for at in range(steps.index(f"put work/{BATCH}/datapackage.json"), len(steps)):
        if steps[at] != steps[at - 1]:
            found = batch.disturbed("close", at, "killed")
            assert differences(found, batch.after) == twice(found) == [], steps[at]


@pytest.mark.parametrize(
    ("part", "step"),
    [
        ("plan", "put plan.json"),
        ("segment", "put segmented/sections"),
        ("close", "write publish/reports"),
        ("close", "put commit.json"),
        ("close", "put curated/sentences"),
        ("close", "put quality/b1/batch.json"),
    ],
)
def test_the_disk_full_at_a_step(batch: Batch, part: str, step: str) -> None:
    what, _, path = step.partition(" ")
    at = next(n for n, name in enumerate(batch.steps[part]) if name.startswith(what) and path in name)
    found = batch.disturbed(part, at, "disk full")
    assert differences(found, batch.after) == twice(found) == []
