"""`fazhi diff`: a table for people, JSON for programs, and what to do where there is nothing to compare."""

import json

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import indicator, published

A, B = "a" * 16, "b" * 16


@pytest.fixture
def two(layout: Layout) -> Layout:
    """Names that sort the other way round than the batches ended."""
    before = [indicator(A, "12件", 5, metric="受理\x1b[2J"), indicator(A, "7个", 30)]
    after = [indicator(A, "15件", 5, metric="受理\x1b[2J"), indicator(A, "7个", 30, role="part")]
    published(layout, "z", 1, "v1", [{"a.txt": before, "b.txt": [indicator(B, "1件", 0)]}])
    published(layout, "a", 2, "v2", [{"a.txt": after}])
    return layout


def _call(layout: Layout, *words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words, "--data", str(layout.root)])


def test_the_last_two_batches_are_compared(two: Layout) -> None:
    result = _call(two)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("z (published, code and rules v1) → a (published, code and rules v2)")
    assert "1 in both, 0 new, 1 not in the later batch" in result.stdout
    assert "12件" in result.stdout
    assert "15件" in result.stdout
    assert result.stdout.index("15件") < result.stdout.index("7个")
    assert "\x1b[2J" not in result.stdout


def test_json_holds_every_row(two: Layout) -> None:
    rows = json.loads(_call(two, "z", "a", "--json").stdout)
    assert [(row["severity"], row["cause"], row["fields"]) for row in rows] == [
        ("value", "rules", ["value"]),
        ("meaning", "rules", ["role"]),
    ]
    assert (rows[0]["before"]["value"], rows[0]["after"]["value"]) == (12.0, 15.0)
    assert rows[0]["indicator_id"] == f"{A}-n5"
    assert json.loads(_call(two, "z", "z", "--json").stdout) == []


@pytest.mark.parametrize(("words", "code"), [(["z"], 2), (["z", "nobody"], 2)])
def test_wrong_calls_say_what_to_do(two: Layout, words: list[str], code: int) -> None:
    result = _call(two, *words)
    assert result.exit_code == code
    assert "batch" in result.stderr


def test_one_batch_or_files_that_are_gone_can_not_be_compared(two: Layout, layout: Layout) -> None:
    for path in layout.table("extracted", "reports").glob("z-*"):
        path.unlink()
    result = _call(two)
    assert result.exit_code == 1
    assert "are gone" in result.stderr
    layout.manifest("z").unlink()
    assert "takes two" in _call(layout).stderr
