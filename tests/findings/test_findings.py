"""What a report's own numbers say about each other: found where they disagree, nothing where they agree."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.schema.curated import FINDING_KINDS, SEVERITIES
from tests.extract.reading import CASES, ROOT, cases, read, read_report

STATED = ("kind", "severity", "expected", "found", "difference")


@pytest.mark.parametrize("case", cases("findings", "findings.jsonl"), ids=lambda c: str(c["id"]))
def test_findings_of_a_text(case: dict[str, Any]) -> None:
    extracted = read(case["text"])
    assert [{name: getattr(f, name) for name in STATED} for f in extracted.findings] == case["expect"]
    ids = {i.indicator_id for i in extracted.indicators}
    for position, finding in enumerate(extracted.findings):
        assert finding.finding_id == f"x-f{position}"
        assert finding.kind in FINDING_KINDS
        assert finding.severity in SEVERITIES
        assert finding.indicator_ids
        assert set(finding.indicator_ids) <= ids
        assert finding.message.endswith("。")
        assert finding.message.count("。") == 1
        assert any(sign.isdigit() for sign in finding.message)


def test_the_report_that_contradicts_itself_and_those_that_do_not() -> None:
    inbox = ROOT / "data/raw/inbox"
    (finding,) = read_report((inbox / "001_76b76278dcef3a68.txt").read_text("utf-8"), "001").findings
    assert (finding.kind, finding.difference) == ("sum_of_parts", 91262)
    assert "318.38万条" in finding.message
    assert "309.2538万条" in finding.message
    assert read_report((inbox / "000_c3069b74ce9a2da1.txt").read_text("utf-8"), "000").findings == []
    assert read_report((CASES / "extract/003_repaired.txt").read_text("utf-8"), "003").findings == []


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=5), st.integers(-40, 40))
@settings(max_examples=60, deadline=None)
def test_a_named_remainder_makes_every_difference_a_finding(parts: list[int], off: int) -> None:
    listed = ("维持", "撤销", "驳回", "终止")
    names = [*listed[: len(parts) - 1], "其他"]
    total = max(sum(parts) + off, max(parts))
    said = ",".join(f"{name}{count}件" for name, count in zip(names, parts, strict=True))
    findings = read(f"共办理行政复议案件{total}件,其中{said}。").findings
    assert [f.difference for f in findings] == ([] if total == sum(parts) else [total - sum(parts)])


@given(st.integers(1, 900), st.integers(1, 900))
@settings(max_examples=60, deadline=None)
def test_a_share_rounded_from_its_counts_is_no_finding(part: int, rest: int) -> None:
    share = f"{100 * part / (part + rest):.1f}"
    text = f"审结行政复议案件{part + rest}件,其中调解结案{part}件,占{share}%。"
    assert read(text).findings == []
