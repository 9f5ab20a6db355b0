"""Files that a disk has lost or changed: of a batch under way they are made again, of an earlier one they are named."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi.schema.curated import Report, Section
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows, write_bytes, write_rows
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place
from tests.faults.actions import BATCH
from tests.faults.compare import differences, twice
from tests.faults.cut_batch import CutBatch

SECTION = Section(doc_id="d", section_id="d-s0001", parent_id=None, depth=1, marker="一、", heading="一、主要举措",
                  role="measures", start=0, end=6)  # fmt: skip


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _junk(path: Path) -> None:
    """Whole, and something else."""
    path.write_bytes(b"[1, 2]\n")


def _flip(path: Path) -> None:
    """Turn one bit of the first column's pages."""
    data = bytearray(path.read_bytes())
    data[60] ^= 0b100
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [_cut, _empty, _flip])
def test_a_damaged_file_is_named_and_never_read_wrongly(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "curated" / "sections" / "b1.parquet"
    write_rows(path, Section, [SECTION] * 50, tmp_path)
    assert read_rows(path).num_rows == 50
    damage(path)
    with pytest.raises(Damaged, match=r"sections/b1\.parquet is damaged .*put it back from a copy"):
        read_rows(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (f"raw/documents/{BATCH}-00000.parquet", _cut),
        (f"normalized/documents/{BATCH}-00000.parquet", _empty),
        (f"segmented/sentences/{BATCH}-00000.parquet", _flip),
        (f"extracted/indicators/{BATCH}-00000.parquet", Path.unlink),
        (f"work/{BATCH}/results/00000.parquet", _cut),
        (f"work/{BATCH}/reports/segment-00000.json", _empty),
    ],
)
def test_what_an_unfinished_batch_lost_is_made_again(
    batch: CutBatch, name: str, damage: Callable[[Path], None]
) -> None:
    found = batch.damaged("pages", lambda data: damage(data / name))
    assert differences(found, batch.after) == twice(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan.json", "items-00000.jsonl", "decided.jsonl"])
@pytest.mark.parametrize("damage", [_cut, _empty, _junk, Path.unlink])
def test_a_batch_whose_plan_is_damaged_is_planned_anew(
    batch: CutBatch, name: str, damage: Callable[[Path], None]
) -> None:
    """Also where a list is cut between two lines, or is empty: nothing that was to be judged is forgotten."""
    found = batch.damaged("segment", lambda data: damage(data / "work" / BATCH / name))
    assert differences(found, batch.after) == twice(found) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("register/recipe.json", _cut),
        ("register/recipe.json", _junk),
        ("register/sketches/b0.parquet", Path.unlink),
        ("curated/datapackage.json", _cut),
        ("quality/quarantine/b0.parquet", Path.unlink),
        ("extracted/indicators/b0-00000.parquet", _cut),
        ("extracted/reports/b0-00000.parquet", Path.unlink),
    ],
)
def test_what_of_an_earlier_batch_can_be_done_without_stops_none(
    batch: CutBatch, name: str, damage: Callable[[Path], None]
) -> None:
    """The page shows fewer changes; the tables are those of a folder without damage."""
    found = batch.damaged("verdict", lambda data: damage(data / name))
    for table, rows in found.items():
        if table.startswith(("curated/", "register/")):
            assert rows == batch.after[table], table
    assert twice(found) == []


def _assert_told(path: Place, layout: Layout) -> None:
    """The damaged file is named by `fazhi status`, which tells the rest, and by `fazhi run`, which ends with it."""
    for command, code in (("status", 0), ("run", 1)):
        said = _fazhi(command, layout)
        assert said.returncode == code, said.stderr
        assert f"{path} is damaged" in said.stdout + said.stderr
        assert "Traceback" not in said.stderr


def test_commands_name_a_manifest_that_is_damaged(layout: Layout) -> None:
    for text in ("", "{", "[]", "{}"):
        path = layout.manifest("b1")
        write_bytes(path, text.encode(), layout.root / "work")
        _assert_told(path, layout)
        assert "indicators" in _fazhi("status", layout).stdout


def test_commands_name_the_file_and_tell_the_rest(layout: Layout) -> None:
    path = layout.table("curated", "reports") / "b1.parquet"
    assert isinstance(path, Path)
    write_rows(path, Report, [], layout.root / "work")
    _cut(path)
    _assert_told(path, layout)
    assert "quarantine: 0 open items" in _fazhi("status", layout).stdout


def _fazhi(command: str, layout: Layout) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", "from fazhi.cli.main import main; main()", command, "--data", str(layout.root)]
    return subprocess.run(words, capture_output=True, text=True, timeout=600)
