"""What the benchmark tells: the contract's line, the docs out of the reference, floors that can be missed."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import floors, growth, measuring, report, scaling
from bench.chart import draw
from bench.measure import Failed, run
from bench.micro import Growth
from bench.stages import NAMES

KEYS = {"documents", "mb_per_core_s", "baseline_mb_per_core_s", "ratio", "peak_mb", "startup_s", "task_runs", "stages"}


@pytest.fixture(scope="module")
def reference() -> measuring.Record:
    record: measuring.Record = json.loads(report.REFERENCE.read_text("utf8"))
    return record


def test_the_last_line_has_the_keys_of_the_contract(reference: measuring.Record) -> None:
    line = json.loads(report.last_line(reference))
    assert line.keys() == KEYS
    assert tuple(line["stages"]) == NAMES
    assert "\n" not in report.last_line(reference)


def test_the_page_shows_the_reference(reference: measuring.Record) -> None:
    assert report.figures() == report.tables(reference).strip()


def test_the_page_on_scaling_shows_growth_and_reference(reference: measuring.Record, tmp_path: Path) -> None:
    kept = growth.read()
    assert scaling.shown() == scaling.tables(reference, kept).strip()
    page = tmp_path / "page.md"
    page.write_text(scaling.PAGE.read_text("utf8"), "utf8")
    larger = {**kept["sizes"][-1], "documents": 1_000_000, "cpu_ms_per_document": 100.0}
    scaling.publish(reference, {**kept, "sizes": [*kept["sizes"], larger]}, page)
    assert "| 1,000,000 | 100.0 |" in scaling.shown(page)
    assert "278 core hours" in scaling.shown(page)
    assert page.read_text("utf8").count("<!-- growth") == 1


def test_the_reference_meets_the_floors(reference: measuring.Record) -> None:
    assert floors.missed(floors.read(), reference["end_to_end"]["ratio"], reference["smallest"]) == []


def test_a_lower_ratio_and_a_lost_row_are_below_the_floors() -> None:
    kept = floors.Floors(2.0, 100, "", {"published": 100}, {"indicators": 10, "findings": 1})
    found = {"counts": {"published": 100}, "rows": {"indicators": 9, "findings": 1}}
    assert [line.split()[0] for line in floors.missed(kept, 1.9, found)] == ["ratio", "rows"]
    assert floors.missed(kept, 2.0, {**found, "rows": {"indicators": 10, "findings": 1}}) == []


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    kept = floors.Floors(1.5, 100, "ab", {"published": 1}, {"reports": 1})
    floors.write(kept, tmp_path / "floors.json")
    assert floors.read(tmp_path / "floors.json") == kept


@pytest.mark.parametrize(("documents", "sizes"), [(100, [100]), (1_000, [100, 250, 1_000]),
                                                  (10_000, [100, 1_000, 2_500, 10_000])])  # fmt: skip
def test_sizes(documents: int, sizes: list[int]) -> None:
    assert measuring.sizes(documents) == sizes


def test_linear_growth_has_a_ratio_of_two() -> None:
    assert Growth("", 1.0, 0.5, 1.0).ratio == 2


def test_the_chart_is_a_drawing_with_a_point_for_each_size(tmp_path: Path) -> None:
    draw(tmp_path / "chart.svg", "a < b", "ms", [100, 1_000], {"CPU": [2.0, 1.0]})
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(Failed, match="ended with 3"):
        run(["sh", "-c", "exit 3"])


def test_the_cpu_time_of_children_counts() -> None:
    assert run(["sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done & wait"]).cpu > 0.01


def test_the_cpu_time_of_what_outlives_its_parent_counts() -> None:
    busy = "import time\nwhile time.process_time() < 1: pass"
    leaves = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
    assert run([sys.executable, "-c", leaves]).cpu > 1
