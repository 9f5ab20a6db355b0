"""Rows as a reader sees them on a batch's page: what they quote, in which sentence or report, where that leads."""

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.pages.summary import Quote
from fazhi.schema.columns import Record
from fazhi.schema.curated import Indicator, Report
from fazhi.stages.publishable import Tables

# Every key begins with its document's.
_DOC_ID = 16
# What is read of the tables for it.
QUOTED: dict[type[Record], list[str]] = {
    Report: ["doc_id", "title", "source"],
    Indicator: ["indicator_id", "doc_id", "sentence_id", "quote"],
}
Read = Callable[[], pa.Table]


def titles(reports: pa.Table) -> dict[str, str]:
    """The title of each report, its source where it has none."""
    rows = reports.select(QUOTED[Report]).to_pylist()
    return {row["doc_id"]: row["title"] or row["source"] for row in rows}


def quotes(indicators: pa.Table, sentences: Read, wanted: Iterable[str]) -> dict[str, Quote]:
    """Those of `indicators` that are wanted, each with its sentence; `sentences` reads ids and texts."""
    keys = set(wanted)
    rows = _having(indicators.select(QUOTED[Indicator]), "indicator_id", keys)
    found = rows.to_pylist()
    if not found:
        return {}
    held = _having(sentences(), "sentence_id", {row["sentence_id"] for row in found})
    texts = dict(zip(held["sentence_id"].to_pylist(), held["text"].to_pylist(), strict=True))
    return {
        row["indicator_id"]: Quote(
            doc_id=row["doc_id"],
            anchor=row["indicator_id"],
            quote=row["quote"],
            sentence=texts.get(row["sentence_id"], ""),
        )
        for row in found
    }


def failing(keys: set[str], passed: Tables, extracted: Callable[[], Tables], sentences: Read) -> dict[str, Quote]:
    """The rows that broke an expectation: figures with their sentence, all others with the title of their report.

    `passed`: the chunk's reports and indicators that are published; `extracted` reads those that extract had written.
    What is kept back leads to its report, or nowhere where that is kept back too. Keys of no report are left out.
    """
    if not keys:
        return {}
    whole = extracted()
    figures = quotes(whole[Indicator], sentences, keys)
    published = set(passed[Report]["doc_id"].to_pylist())
    marked = set(_having(passed[Indicator].select(["indicator_id"]), "indicator_id", set(figures))[0].to_pylist())
    named = titles(whole[Report])
    found = {}
    for key in sorted(keys):
        doc_id = key[:_DOC_ID]
        if doc_id not in named:
            continue
        row = figures.get(key) or Quote(sentence=named[doc_id])
        row.doc_id = doc_id if doc_id in published else None
        row.anchor = key if key in marked else ""
        found[key] = row
    return found


def _having(table: pa.Table, column: str, keys: set[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], value_set=pa.array(sorted(keys), pa.string())))
