"""Arrow tables as the frames that Great Expectations judges: the columns that are looked at, and the helper columns.

A helper column is named after what it belongs to, with a dot: `part_of.value` is the value of the total. No column of
the schema has a dot in its name, so that the two never mix.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from expectations import alignments, carried, evidence, lookups, measures, outlines, quoted, wording
from expectations.suites import Entry, Part, SuiteDefect
from expectations.view import NotGiven, View
from fazhi.schema.arrow import schema_of
from fazhi.schema.catalogue import LAYERS

if TYPE_CHECKING:
    import pandas as pd

Measure = Callable[[View], pa.Array]

NOT_NULL = "expect_column_values_to_not_be_null"


@cache
def helpers() -> dict[str, Measure]:
    """Every helper column by its name."""
    return {
        "text.length": measures.text_length,
        "text.han_share": measures.han_share,
        "text.boxes": measures.boxes,
        "text.normalized": measures.normalized,
        "text.found": measures.found("text"),
        "quote.found": measures.found("quote"),
        "marker.found": measures.marker_found,
        "repairs.share": measures.share_of_text("repairs"),
        "unrepaired.share": measures.share_of_text("unrepaired"),
        "edits.disorder": measures.edits_disorder,
        "edits.result_length": measures.edits_result_length,
        "edits.replayed": alignments.edits_replayed,
        "edits.unknown": measures.edits_of("edit_kinds", False),
        "edits.repairs": measures.edits_of("repair_kinds", True),
        "edits.unrepaired": measures.edits_of_kind("unrepaired"),
        "aligned.start": alignments.aligned_start,
        "aligned.end": alignments.aligned_end,
        "arrival.changed": carried.changed("arrived", carried.ARRIVAL),
        "reading.changed": carried.changed("documents", carried.READING),
        "strings.blank": carried.blank_strings,
        "numbers.unreal": carried.unreal_numbers,
        "section_id.innermost": outlines.innermost,
        "heading.found": outlines.heading_found,
        "title.said": evidence.words_said("title", "title"),
        "issuer.said": evidence.words_said("issuer", "issuer"),
        "report_year.said": evidence.year_said,
        "published_on.said": evidence.date_said,
        "title.year": evidence.title_year,
        "evidence.known": evidence.evidence_known,
        "doc_id.report_year": evidence.document_year,
        "indicator_ids.value": evidence.stated_value,
        "indicator_ids.repeated": lookups.listed_repeated,
        "quote.number": quoted.quoted_number,
        "quote.sign": quoted.quoted_sign,
        "unit.forms": quoted.unit_forms,
        "qualifier.said": wording.qualifier_said,
        "direction.said": wording.direction_said,
        "period_start.said": wording.year_said("period_start"),
        "period_end.said": wording.year_said("period_end"),
        "part_of.above": lookups.totals_above,
        "region_code.region": lookups.region_known,
        "indicator_code.in_system": lookups.code_in_system,
        "fetched_at.days_ahead": measures.days_ahead("fetched_at"),
        "page_date.days_ahead": measures.days_ahead("page_date"),
        "published_on.days_ahead": measures.days_ahead("published_on"),
        "published_on.five_years_before": measures.year("published_on", -5),
        "period_start.year": measures.year("period_start"),
        "period_start.years_ahead": measures.period_ahead,
        "end.before_figure": measures.before("end", ["doc_id"], "start"),
        "tokens.disorder": measures.tokens_disorder,
        "end.before": measures.before("end", ["doc_id"], "position"),
        "position.before": measures.before("position", ["doc_id"], "position"),
        "end.of_sibling": measures.before("end", ["doc_id", "parent_id"], "start"),
        "period_start.day": measures.day("period_start"),
        "period_end.day": measures.day("period_end"),
        "period_end.year": measures.year("period_end"),
        "published_on.next_year": measures.year("published_on", 1),
        "sentences.uncovered": measures.sentences_uncovered,
        "sentences.count": lookups.count_of("sentences"),
        "compliance.count": lookups.count_of("compliance"),
        "indicators.per_1000": lookups.density,
        "parts.sum": lookups.part_sum,
        "parts.count": lookups.part_count,
        "indicator_ids.missing": lookups.listed_missing,
        "indicator_ids.count": lookups.listed_count,
        "doc_id.known": lookups.document_known("doc_id"),
        "duplicate_of.known": lookups.kept_known,
        "doc_id.length": lookups.document_length("text"),
        "doc_id.source_length": lookups.document_length("source_text"),
        **{f"{column}.known": lookups.known(column) for column in lookups.KNOWN},
        **{
            f"{column}.{attribute}": lookups.referred(column, attribute)
            for column in lookups.TARGETS
            for attribute in ("doc_id", "section_id", "start", "end", "depth", "value", "unit")
        },
    }


@cache
def _declared(layer: str, table: str) -> pa.Schema:
    return schema_of(next(record for record in LAYERS[layer] if record.table == table))


def check_schema(part: Part, table: pa.Table) -> None:
    """Raise SuiteDefect where `table` lacks a declared column or holds one of another type: our code wrote it."""
    if part.record is None:
        return
    for declared in _declared(part.layer, part.table):
        if declared.name in part.omitted:
            continue
        if declared.name not in table.column_names:
            raise SuiteDefect(f"{part.name} has no column {declared.name}")
        if table.schema.field(declared.name).type != declared.type:
            found = table.schema.field(declared.name).type
            raise SuiteDefect(f"{part.name}.{declared.name} is {found}, not {declared.type} as declared")


def columns_for(part: Part, entries: Sequence[Entry], view: View) -> tuple[pa.Table, dict[str, str]]:
    """The columns for `entries`, and the helper columns that could not be made, each with what was not given."""
    columns: dict[str, pa.Array] = {}
    absent: dict[str, str] = {}
    for name in dict.fromkeys(c for entry in entries for c in entry.columns):
        try:
            columns[name] = helpers()[name](view) if "." in name else view.table[name]
        except NotGiven as missing:
            absent[name] = str(missing)
        except KeyError as unknown:
            raise SuiteDefect(f"{part.name} looks at an unknown column: {unknown}") from unknown
    return pa.table(columns), absent


def framed(columns: pa.Table, entries: Sequence[Entry]) -> "pd.DataFrame":
    """The columns that `entries` look at as the frame that is judged, with all rows.

    A column that is only asked whether it is null, or that holds lists or bytes, becomes a mark of presence: GX hashes
    every frame, and a batch's texts need not go through that.
    """
    import pandas as pd

    names = dict.fromkeys(c for entry in entries for c in entry.columns if c in columns.column_names)
    if not names:
        return pd.DataFrame(index=range(columns.num_rows))
    shown = pa.table({name: _shown(entries, name, columns[name]) for name in names})
    frame: pd.DataFrame = shown.to_pandas(date_as_object=False)
    return frame


def _shown(entries: Sequence[Entry], name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    asked = {entry.type for entry in entries if name in entry.columns}
    if asked == {NOT_NULL} or pa.types.is_nested(column.type) or pa.types.is_large_binary(column.type):
        return pc.if_else(pc.is_valid(column), True, pa.scalar(None, pa.bool_()))
    return column


def looked_at(entry: Entry) -> str | None:
    """The schema's columns that an expectation looks at, as `Result.column` names them."""
    bare = dict.fromkeys(name for name in entry.columns if "." not in name)
    return ", ".join(bare or dict.fromkeys(name.split(".")[0] for name in entry.columns)) or None
