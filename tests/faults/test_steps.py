"""Every step of a batch, killed and finished; the disk full at every kind; what readers see between any two of them."""

import pytest

from fazhi.schema.catalogue import CURATED
from fazhi.stages import verdict
from tests.faults.actions import BATCH, PARTS
from tests.faults.compare import differences, twice
from tests.faults.cut_batch import CutBatch

pytestmark = pytest.mark.slow


def test_the_steps_are_those_of_a_commit(batch: CutBatch) -> None:
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
def test_killed_on_the_way_to_the_commit(batch: CutBatch, part: str) -> None:
    """Before a part says that it is done: what it wrote until then is written again."""
    last = max(n for n, name in enumerate(batch.steps[part]) if name.startswith("put"))
    found = batch.disturbed(part, last, "killed")
    assert differences(found, batch.after) == twice(found) == []


def test_killed_at_every_step_of_the_commit(batch: CutBatch) -> None:
    steps = batch.steps["close"]
    for at in range(steps.index(f"put work/{BATCH}/datapackage.json"), len(steps)):
        if steps[at] != steps[at - 1]:
            found = batch.disturbed("close", at, "killed")
            assert differences(found, batch.after) == twice(found) == [], steps[at]


@pytest.mark.parametrize(
    ("part", "step"),
    [
        ("plan", "write work/b1/spool"),
        ("plan", "put plan.json"),
        ("segment", "put segmented/sections"),
        ("close", "write publish/reports"),
        ("close", "put commit.json"),
        ("close", "put curated/sentences"),
        ("close", "put quality/b1/batch.json"),
    ],
)
def test_the_disk_full_at_a_step(batch: CutBatch, part: str, step: str) -> None:
    what, _, path = step.partition(" ")
    at = next(n for n, name in enumerate(batch.steps[part]) if name.startswith(what) and path in name)
    found = batch.disturbed(part, at, "disk full")
    assert differences(found, batch.after) == twice(found) == []
