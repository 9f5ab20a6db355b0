"""Helper columns about evidence: whether the words that a value names say it, and what a requirement's names."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from expectations import joins
from expectations.view import View

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NUMBER = re.compile(r"[0-9]+")
_SECTION = re.compile(r"[0-9a-f]{16}-s[0-9]+")


def words_said(name: str, prefix: str) -> Callable[[View], pa.Array]:
    """Whether the evidence of the string column `name` is that string, blanks aside; null where there is none."""
    return _said(name, prefix, lambda value, words: "".join(str(value).split()) == "".join(words.split()))


def year_said(v: View) -> pa.Array:
    """Whether the evidence of the year says it, or the next (a plan's year); null where it has no year in digits."""
    return _said("report_year", "year", _year_fits)(v)


def date_said(v: View) -> pa.Array:
    """Whether the evidence of the date says its day in digits; null where it has no date in digits."""
    return _said("published_on", "date", _date_fits)(v)


def title_year(v: View) -> pa.Array:
    """The year that the title names, null where it names none or several. A session's report names the next year."""
    return pa.array([_one_year(t, y) for t, y in zip(*_lists(v, "title", "report_year"), strict=True)], pa.int32())


def evidence_known(v: View) -> pa.Array:
    """Whether a requirement's evidence is a section of the document, or a day or month of the calendar."""
    sections = v.other("sections")
    owner = joins.whole(sections["doc_id"]).take(v.rows_of(v.table["evidence"], sections["section_id"])).to_pylist()
    rows = zip(*_lists(v, "evidence", "doc_id"), owner, strict=True)
    return pa.array([None if e is None else _is_known(e, doc, own) for e, doc, own in rows], pa.bool_())


def document_year(v: View) -> pa.Array:
    """The year that the row's document reports on."""
    reports = v.other("reports")
    return joins.whole(reports["report_year"]).take(v.rows_of(v.table["doc_id"], reports["doc_id"]))


def stated_value(v: View) -> pa.Array:
    """The value of the indicator that a finding names first; null where a person has corrected it."""
    indicators = v.other("indicators")
    listed, starts = joins.elements(v.table["indicator_ids"])
    first = listed.take(pa.array([s if s < e else None for s, e in pairwise(starts)], pa.int64()))
    rows = v.rows_of(first, indicators["indicator_id"])
    corrected = pc.is_valid(joins.whole(indicators["correction"]).take(rows))
    value = joins.whole(indicators["value"]).take(rows)
    return pc.if_else(corrected, pa.scalar(None, value.type), value)


def _said(name: str, prefix: str, fits: Callable[[object, str], bool | None]) -> Callable[[View], pa.Array]:
    def compare(v: View) -> pa.Array:
        columns = (name, f"{prefix}_start", f"{prefix}_end", "correction")
        rows = zip(*_lists(v, *columns), v.strings(v.table["text"]), strict=True)
        said = [
            None if value is None or start is None or end is None or by is not None else fits(value, text[start:end])
            for value, start, end, by, text in rows
        ]
        return pa.array(said, pa.bool_())

    return compare


def _lists(v: View, *names: str) -> list[list[object]]:
    return [v.table[name].to_pylist() for name in names]


def _year_fits(value: object, words: str) -> bool | None:
    years = {int(year) for year in _YEAR.findall(words)}
    return bool(years & {value, int(str(value)) + 1}) if years else None


def _date_fits(value: object, words: str) -> bool | None:
    numbers = [int(n) for n in _NUMBER.findall(words)]
    if len(numbers) != 3 or not isinstance(value, dt.date):
        return None
    return numbers == [value.year, value.month, value.day]


def _one_year(title: object, year: object) -> int | None:
    years: Iterable[str] = set(_YEAR.findall(str(title or "")))
    named = [int(y) for y in years]
    if len(named) != 1 or year is None:
        return None
    return int(str(year)) if named[0] == int(str(year)) + 1 else named[0]


def _is_known(evidence: object, document: object, owner: object) -> bool:
    if _SECTION.fullmatch(str(evidence)):
        return owner == document
    try:
        dt.date.fromisoformat(str(evidence) if len(str(evidence)) > 7 else f"{evidence}-01")
    except ValueError:
        return False
    return True
