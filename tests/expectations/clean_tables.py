"""Clean tables of every layer, made of two real reports of the sample inbox and their figures as read by hand."""

import bisect
import datetime as dt
import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pyarrow as pa

from fazhi.schema.arrow import table_of
from fazhi.schema.curated import REQUIREMENTS, Compliance, Finding, Indicator, Report, Section, Sentence
from fazhi.schema.layers import EditRow, NormalizedDocument, RawDocument
from fazhi.schema.tokens import Token

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases/expectations"
ARRIVED = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
FURNITURE = "\n打印本页 关闭窗口\n"
TITLE = re.compile(r"^(?:([一二三四五六七八九十]+、)|(\([一二三四五六七八九十]+\)))(.*)$", re.M)
SENTENCE = re.compile(r"[^\s。][^。\n]*。?")
WORD = re.compile(r"\w+|[^\w\s]|\s+")

REPORTS = {
    "000": {
        "issuer": "兴安盟行政审批和政务服务局", "region": ("152200", "兴安盟"), "year": 2020,
        "on": dt.date(2020, 12, 31),
    },
    "001": {"issuer": None, "region": ("422800", "恩施土家族苗族自治州"), "year": 2022, "on": dt.date(2023, 3, 20)},
}  # fmt: skip


@cache
def layers() -> dict[str, dict[str, pa.Table]]:
    """Every layer's clean tables by layer and table; findings are there, too."""
    docs = [_document(number) for number in REPORTS]
    merged = {
        record: table_of(record, [row for doc in docs for row in doc[record]])
        for record in (RawDocument, NormalizedDocument, Section, Sentence, Report, Indicator, Finding, Compliance)
    }
    by_layer = {
        "raw": {"documents": merged[RawDocument].drop_columns(["content"])},
        "normalized": {"documents": merged[NormalizedDocument]},
        "segmented": {r.table: merged[r] for r in (Section, Sentence)},
        "extracted": {r.table: merged[r] for r in (Report, Indicator, Finding, Compliance)},
    }
    return {**by_layer, "curated": {**by_layer["segmented"], **by_layer["extracted"]}}


def parameters(layer: str) -> dict[str, object]:
    """What the suite of `layer` has to be given, all of it."""
    units = set(layers()["extracted"]["indicators"]["unit"].to_pylist())
    known = {
        "units": units,
        "written_units": {f"{unit}\t{unit}\t1.0" for unit in ("", *units)},
        "region_codes": {"152200", "422800", "110000"},
        "regions": {f"{r['region'][0]}\t{r['region'][1]}\tprefecture" for r in REPORTS.values()},
        "systems": set(layers()["extracted"]["indicators"]["system"].to_pylist()) | {"other"},
        "indicator_codes": {"permit.items"},
        "system_codes": {"permit\tpermit.items"},
    }
    documents = {"documents": layers()["normalized"]["documents"]}
    kinds = {"edit_kinds": {"furniture", "unrepaired", "mirror_.*"}, "repair_kinds": {"unrepaired", "mirror_.*"}}
    given: dict[str, dict[str, object]] = {
        "normalized": {"arrived": layers()["raw"]["documents"], **kinds},
        "segmented": documents,
        "extracted": {**documents, **layers()["segmented"], **known},
        "curated": {**documents, **known},
    }
    return {"today": dt.date(2026, 11, 23), "expected_documents": 2, **given.get(layer, {})}


def _document(number: str) -> dict[type, list]:
    (path,) = (ROOT / "data/raw/inbox").glob(f"{number}_*.txt")
    content = path.read_bytes()
    sha, text = hashlib.sha256(content).hexdigest(), content.decode("utf8")
    doc = sha[:16]
    common = {"doc_id": doc, "batch_id": "b1", "source": path.name, "media_type": "text/plain", "fetched_at": ARRIVED}
    read = {
        "charset": "utf-8",
        "charset_confidence": 1.0,
        "script": "hans",
        "damage": [],
        "repairs": 0,
        "unrepaired": 0,
        "text": text,
    }
    sections = _sections(doc, text)
    sentences = _sentences(doc, text, sections)
    indicators = _indicators(number, doc, sentences)
    return {
        RawDocument: [RawDocument(**common, sha256=sha, size=len(content), content=content)],
        NormalizedDocument: [
            NormalizedDocument(
                **common, **read, source_text=text + FURNITURE,
                edits=[EditRow(start=len(text), end=len(text) + len(FURNITURE), text="", kind="furniture")],
            )
        ],
        Report: [_report(number, common | read)],
        Section: sections,
        Sentence: sentences,
        Indicator: indicators,
        Finding: [_finding(doc, indicators)],
        Compliance: [Compliance(doc_id=doc, requirement=r, met=None, evidence=None) for r in REQUIREMENTS],
    }  # fmt: skip


def _report(number: str, known: dict) -> Report:
    facts, text = REPORTS[number], known["text"]
    issuer = facts["issuer"]
    at = text.index(issuer) if issuer else None
    return Report(
        **known, title="法治政府建设年度报告", issuer=issuer, issuer_kind="department" if issuer else None,
        region_code=facts["region"][0], region_name=facts["region"][1], region_level="prefecture",
        report_year=facts["year"], published_on=facts["on"], text_chars=len(text), version="0" * 16,
        issuer_start=at, issuer_end=None if at is None else at + len(issuer),
    )  # fmt: skip


def _sections(doc: str, text: str) -> list[Section]:
    titles = list(TITLE.finditer(text))
    levels = [0 if t[1] else 1 for t in titles]
    rows: list[Section] = []
    for i, (title, level) in enumerate(zip(titles, levels, strict=True)):
        later = [t.start() for t, other in zip(titles[i + 1 :], levels[i + 1 :], strict=True) if other <= level]
        above = next((r.section_id for r in reversed(rows) if r.depth < level), None)
        rows.append(
            Section(
                doc_id=doc, section_id=f"{doc}-s{i}", parent_id=above, depth=level, marker=title[1] or title[2],
                heading=title[3][:40], role="measures", start=title.start(), end=later[0] if later else len(text),
            )
        )  # fmt: skip
    return rows


def _sentences(doc: str, text: str, sections: list[Section]) -> list[Sentence]:
    rows = []
    for i, match in enumerate(SENTENCE.finditer(text)):
        inside = [s for s in sections if s.start <= match.start() and match.end() <= s.end]
        tokens = [
            Token(word=w[0], pos=None, start=match.start() + w.start(), end=match.start() + w.end())
            for w in WORD.finditer(match[0])
        ]
        rows.append(
            Sentence(
                doc_id=doc, sentence_id=f"{doc}-t{i}", section_id=inside[-1].section_id if inside else None, position=i,
                start=match.start(), end=match.end(), text=match[0], tokens=tokens,
            )
        )  # fmt: skip
    return rows


def _indicators(number: str, doc: str, sentences: list[Sentence]) -> list[Indicator]:
    starts = [s.start for s in sentences]
    rows: list[Indicator] = []
    for line in (CASES / "measured.jsonl").read_text("utf8").splitlines():
        figure = json.loads(line)
        if figure.pop("doc") != number:
            continue
        held = sentences[bisect.bisect_right(starts, figure["start"]) - 1]
        total = figure.pop("part_of")
        part_of = next((r.indicator_id for r in reversed(rows) if r.quote == total), None) if total else None
        for name in ("period_start", "period_end"):
            figure[name] = dt.date.fromisoformat(figure[name]) if figure[name] else None
        rows.append(
            Indicator(
                **figure, indicator_id=f"{doc}-n{figure['start']}", doc_id=doc, sentence_id=held.sentence_id,
                section_id=held.section_id, source_start=figure["start"], source_end=figure["end"], part_of=part_of,
                confidence=0.9,
            )
        )  # fmt: skip
    return rows


def _finding(doc: str, indicators: list[Indicator]) -> Finding:
    return Finding(
        doc_id=doc, finding_id=f"{doc}-f0", kind="conflicting_values", severity="info", expected=10.0,
        found=indicators[0].value, difference=indicators[0].value - 10,
        indicator_ids=[i.indicator_id for i in indicators[:2]], message="两处数字不一致。",
    )  # fmt: skip
