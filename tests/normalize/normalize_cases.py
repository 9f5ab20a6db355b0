"""The cases of tests/cases/normalize, as pytest parameters, and official text to cut pieces from."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[1] / "cases" / "normalize"


def cases(name: str, *marks: Any) -> list[Any]:
    """The lines of `name`.jsonl, each a parameter named after its id."""
    lines = (_FOLDER / f"{name}.jsonl").read_text("utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [pytest.param(row, id=row["id"], marks=marks) for row in rows]


@cache
def official_text() -> str:
    """Undamaged official prose, about 6,000 characters: what the damaged cases read like when clean."""
    rows = (case.values[0] for case in cases("damaged_in_the_wild"))
    return "\n".join(row["clean"] for row in rows if row["kind"] in ("utf8_as_gbk_fffd", "fullwidth_digits"))


def without_blanks(text: str) -> str:
    return "".join(text.split())
