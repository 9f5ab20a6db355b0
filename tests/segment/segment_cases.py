"""Cases of this room as test parameters; known failures are strict."""

import json
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import strategies as st

# What outlines and sentences are made of, and anything else.
TEXTS = st.text(alphabet='一二是、（）()“”。；;.！!?1 2a\n\u3000《》改革抓：:，"', max_size=120) | st.text(
    st.characters(), max_size=120
)
CASES = Path(__file__).parent.parent / "cases" / "segment"


def cases(name: str) -> list[ParameterSet]:
    """The lines of `name`.jsonl, those with `known_failure` marked as such."""
    lines = (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [_parameter(json.loads(line)) for line in lines]


def _parameter(case: dict[str, Any]) -> ParameterSet:
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case["id"], marks=marks)
