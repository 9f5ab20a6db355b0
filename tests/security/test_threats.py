"""SECURITY.md: every threat names tests, and every test that it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [line for line in (ROOT / "SECURITY.md").read_text("utf8").splitlines() if line.startswith("| **")]


def test_every_threat_names_a_test() -> None:
    assert len(ROWS) >= 11
    assert [row for row in ROWS if not _NAMED.search(row)] == []


def test_every_test_that_is_named_is_there() -> None:
    named = [found for row in ROWS for found in _NAMED.findall(row)]
    there = {path: _tests(ROOT / path) for path, _ in named}
    assert [f"{path}::{test}" for path, test in named if test not in there[path]] == []


def _tests(path: Path) -> set[str]:
    return {n.name for n in ast.parse(path.read_text("utf8")).body if isinstance(n, ast.FunctionDef)}
