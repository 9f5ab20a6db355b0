"""A batch and a report to draw, with hostile values wherever a document has a say."""

import datetime as dt
from typing import Any

import numpy as np
from lxml import html

from fazhi.core.normalize.edits import Edit
from fazhi.pages import batch as batch_page
from fazhi.pages import summary as s
from fazhi.pages.changes import Changes
from fazhi.pages.evidence import render
from fazhi.pages.figures import COLUMNS, figures
from fazhi.pages.labels import Name
from fazhi.pages.reports import ROWS_A_PAGE
from fazhi.schema.curated import Finding, Indicator, Report
from fazhi.schema.quality import Result

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;'"
WHEN = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


def tree_of(page: str) -> Any:
    """The page parsed."""
    return html.document_fromstring(page)


def result(*, success: bool, severity: str = "warning", **values: object) -> Result:
    fields: dict[str, object] = {
        "batch_id": "b2", "chunk": 0, "suite": "extracted.indicators", "expectation": "expect_quote_at_its_offsets",
        "column": "quote", "severity": severity, "success": success, "rows": 120, "failed_rows": 0 if success else 2,
        "observed": None, "failed_ids": [], "validated_at": WHEN,
    }  # fmt: skip
    return Result(**(fields | values))  # type: ignore[arg-type]


def finding(doc_id: str = "c3069b74ce9a2da1", message: str = "各部分之和为37，与所述总数35不符。") -> Finding:
    return Finding(
        doc_id=doc_id, finding_id=f"{doc_id}-f0", kind="sum_of_parts", severity="warning", expected=37.0, found=35.0,
        difference=-2.0, indicator_ids=[f"{doc_id}-n5"], message=message,
    )  # fmt: skip


def indicator(start: int, end: int, text: str, doc_id: str = "c3069b74ce9a2da1", **values: object) -> Indicator:
    fields: dict[str, object] = {
        "indicator_id": f"{doc_id}-n{start}", "doc_id": doc_id, "sentence_id": f"{doc_id}-t0", "quote": text[start:end],
        "start": start, "end": end, "source_start": start, "source_end": end, "value": 3083700.0, "unit": "条",
        "qualifier": "exact", "role": "level", "system": "double_random", "metric": "行政检查监管行为数据",
        "period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31), "confidence": 0.9,
    }  # fmt: skip
    return Indicator(**(fields | values))  # type: ignore[arg-type]


def report(text: str, doc_id: str = "c3069b74ce9a2da1", **values: object) -> Report:
    fields: dict[str, object] = {
        "doc_id": doc_id, "batch_id": "b2", "source": "inbox/000.txt", "media_type": "text/plain", "fetched_at": WHEN,
        "title": "关于2020年法治政府建设情况的报告", "issuer": "兴安盟行政审批和政务服务局", "region_code": "152200",
        "region_name": "兴安盟", "report_year": 2020, "published_on": dt.date(2020, 12, 31), "charset": "utf-8",
        "script": "hans", "damage": ["mirror"],
        "repairs": 3, "unrepaired": 1, "text": text, "text_chars": len(text), "version": "9f2c11ab",
    }  # fmt: skip
    return Report(**(fields | values))  # type: ignore[arg-type]


def columns_of(indicators: list[Indicator]) -> dict[str, list[Any]]:
    """Indicators as the columns that figures are made of; days since 1970-01-01."""
    epoch = dt.date(1970, 1, 1)

    def plain(value: Any) -> Any:
        return (value - epoch).days if isinstance(value, dt.date) else value

    return {name: [plain(getattr(i, name)) for i in indicators] for name in COLUMNS}


def changes_of(edits: list[Edit]) -> Changes:
    """Changes as the columns that a page is made of."""
    columns = ([e.start for e in edits], [e.end for e in edits], [len(e.text) for e in edits])
    return Changes(*(np.array(column, np.int64) for column in columns), [e.kind for e in edits])


def evidence_page(
    text: str,
    indicators: list[Indicator],
    changes: list[Edit] | None = None,
    received: str = "",
    findings: list[Finding] | None = None,
    systems: dict[str, Name] | None = None,
    **values: object,
) -> str:
    """The evidence page of a report with this text."""
    names = systems or {}
    made = figures(columns_of(indicators), {key: name.zh for key, name in names.items()})
    return render(report(text, **values), received, changes_of(changes or []), made, findings or [], names).decode()


def rows(documents: int, hostile: str = "") -> list[s.ReportRow]:
    """The reports of a batch."""
    return [
        s.ReportRow(
            doc_id=f"{n:016x}",
            source=f"inbox/{n:03}.txt{hostile}",
            title=f"某市{n}2022年法治政府建设年度报告{hostile}",
            issuer=f"某市{n}人民政府{hostile}",
            region=f"某市{n}{hostile}",
            year=2022,
            indicators=20 + n % 9,
            findings=int(n == 3),
            repairs=n % 4,
            unrepaired=int(n == 5),
        )
        for n in range(documents)
    ]


def page(documents: int = 12, hostile: str = "") -> str:
    """The page of `batch`."""
    return batch_page.render(batch(documents, hostile), rows(documents, hostile)[:ROWS_A_PAGE], documents).decode()


def batch(documents: int = 12, hostile: str = "") -> s.BatchSummary:
    """A batch of `documents` reports in which something of everything happened; `hostile` is added to every text."""
    quote = s.Quote(
        doc_id="c3069b74ce9a2da1",
        anchor="c3069b74ce9a2da1-n5",
        quote="35件",
        sentence=f"全年共办理行政复议案件35件,其中维持20件、撤销10件、驳回7件。{hostile}",
    )
    systems = [("power_list", "权责清单", "Power lists"), ("double_random", "双随机一公开与检查", "Random inspection")]
    return s.BatchSummary(
        batch_id=f"2026-11-24-0300{hostile}",
        verdict="published",
        version="9f2c11ab",
        started="2026-11-24T03:00:00Z",
        ended="2026-11-24T03:01:12Z",
        counts=s.Counts(documents=documents + 5, published=documents, skipped=2, duplicates=1, quarantined=2),
        stages=[
            s.StageCount(stage="ingest", entered=documents + 5, passed=documents + 3, skipped=2, seconds=1.25),
            s.StageCount(stage="normalize", entered=documents + 3, passed=documents + 2, quarantined=1, seconds=3.5),
            s.StageCount(stage="segment", entered=documents + 2, passed=documents + 2, seconds=0.8),
            s.StageCount(stage="extract", entered=documents + 2, passed=documents + 1, quarantined=1, seconds=6.1),
            s.StageCount(stage="validate", entered=documents + 1, passed=documents + 1, seconds=2.2),
            s.StageCount(stage="publish", entered=documents + 1, passed=documents, duplicates=1, seconds=0.4),
        ],
        indicators=sum(row.indicators for row in rows(documents)),
        finding_count=1,
        quarantine_count=2,
        quarantine=[
            s.QuarantineRow(
                source=f"inbox/a.zip!/扫描.pdf{hostile}",
                stage="normalize",
                reason_code="scanned",
                message=f"扫描件:没有文字层。请先做文字识别。{hostile}",
            ),
            s.QuarantineRow(
                source="inbox/空.txt", stage="extract", reason_code="degenerate", message="不是文章:单一字符的无尽重复"
            ),
        ],
        expectations=[
            s.Outcome(result=result(success=True)),
            s.Outcome(
                result=result(success=False, evaluated=17, observed=f'{{"max": 130.0}}{hostile}'),
                said=s.Said(zh="引文在其位置上", en="the quote stands at its place", advice="请对照原文核实"),
                rows=[quote],
            ),
            s.Outcome(
                result=result(success=False, severity="info", observed='{"not_run": "the schedule"}'),
                said=s.Said(zh="按计划到达", en="arrived on time"),
                missing="the schedule",
            ),
            s.Outcome(result=result(success=False, severity="critical", chunk=None, failed_ids=[f"row{hostile}"])),
        ],
        copies=[
            s.Copy(source=f"inbox/again.txt{hostile}"),
            s.Copy(source=f"inbox/copy.txt{hostile}", doc_id=f"{1:016x}", kept=f"{0:016x}{hostile}"),
        ],
        copy_count=2,
        unused_corrections=[f"wrong-total{hostile}"],
        dropped=[f"night{hostile}", "night-2"],
        findings=[
            s.FindingRow(
                finding=finding(message=f"各部分之和为37,与所述总数35不符。{hostile}"),
                report_title=f"某市报告{hostile}",
                quotes=[quote],
            )
        ],
        repairs=[
            s.RepairKind(
                kind="mirror_pinyin",
                count=412,
                samples=[
                    s.RepairSample(
                        lead="加強",
                        removed=f"領(lǐng)導(dǎo){hostile}",
                        inserted="领导",
                        trail="干部",
                        doc_id="c3069b74ce9a2da1",
                    )
                ],
            ),
            s.RepairKind(kind="unrepaired", count=1),
        ],
        systems=[s.Tally(key=k, zh=zh, en=en, count=40 - 3 * n) for n, (k, zh, en) in enumerate(systems * 9)],
        regions=[s.Tally(key=f"{n}", zh=f"某市{n}{hostile}", count=30 - n) for n in range(8)],
        changes=[
            s.Change(
                kind="changed",
                doc_id="c3069b74ce9a2da1",
                indicator_id="c3069b74ce9a2da1-n5",
                report_title=f"某市报告{hostile}",
                before="35 件",
                after="37 件",
                cause="规则",
            )
        ],
        change_count=1,
        corrections=[
            s.Applied(
                doc_id=f"{1:016x}",
                name=f"fix{hostile}",
                report_title=f"某市报告{hostile}",
                what=f"value: 1234 → 12340{hostile}",
                reason=f"更正公告{hostile}",
            )
        ],
        correction_count=1,
        history=[
            s.Past(
                batch_id=f"b{n}{hostile}",
                documents=9 + n,
                published=8 + n,
                quarantined=n % 3,
                indicators=180 + 20 * n,
                findings=n % 2,
            )
            for n in range(8)
        ],
    )
