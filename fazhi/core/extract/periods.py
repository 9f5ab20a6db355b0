"""Periods: the span or day that a value holds for.

A clause's own time words win; a stock of 截至… holds on for the rest of its sentence; without any the report's year is
the period (annotation guide). Dates come from the grammar of quantities, already resolved to ISO 8601.
"""

import calendar
import datetime as dt
import re
from collections.abc import Set
from functools import cache, lru_cache

from fazhi.core.extract.clauses import Clause
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage, Span
from fazhi.core.extract.quantity import Quantity

# More dates than this in one clause are a table.
_MOST = 8
_UNITS_OF_DATES = (None, "年")
_WITH_YEAR = re.compile(r"\d{2}年|[一二三四五六七八九〇零]{2,4}年|五")
# What may stand between the date of one end of a change and its value.
_ENDS = ("由", "从", "自", "至", "到", "为", "的")
_OWN = re.compile(r"(?:全?年?[底末初]?|同期)?的?[（(]?\s*(?:约|近|超过|不足|平均)?")
# A date of what is counted, not of its counting: 对2022年底前制发的文件…, 1979年以来制定的法规.
_MADE = re.compile(
    r"(?:之?前|以前|以来|来)(?:制发|制定|发布|出台|印发|颁布|公布|施行|成立|建成|签订|形成|登记|设立|作出)[^，。；,;]{0,8}的"
)
# A record over years, which are not those of the number behind it: 取得8年来最好成绩.
_RECORD = re.compile(r"(?:以?来)(?:的?最|之?最|新高|新低|首次|同期最|历史)")
# Before a date that only a factor or a share of its value is named of: 是2019年的15.4倍.
_TIMES = re.compile(r"(?:是|为|达|达到|相当于|约为)$")
_FACTOR = re.compile(r"(?:全年|同期)?的?(?:约|近|超)?[\d.]+(?:倍|%|％)")
_COMPARE_ENDS = frozenset("之较比于对的")
_COMPARED = re.compile(r"(?:[较比]之|相[较比]|相[较比]于|对比|[较比与][^，。；,;\d]{0,5}的)$")
# Behind several years: one thing, of which 分别 gives the values.
_EACH_YEAR = re.compile(r"年[^年、和与及；;。]{0,20}分别[^年、；;。]{0,6}$")
_YEARLY = 40
_NAMES = tuple("〔[（(《“")
# A second date beside the first: 2021年和2022年连续两年.
_DATE_AND = re.compile(r"\d{4}年[和与及]$")
# Years, of which a batch of reports speaks of few.
_REMEMBERED = 64
# Of a clause whose words name no span.
_UNSAID: tuple[Span | None, bool] = (None, True)
_PART = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")


@lru_cache(_REMEMBERED)
def year_span(year: int | None) -> Span:
    """First and last day of a year, (None, None) for none."""
    return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year and 1 <= year <= 9999 else (None, None)


def assign(passage: Passage, year: int | None, held: Span | None = None, planned: int | None = None) -> None:
    """Set `period` of every measurement of a sentence, and the span that it leaves behind.

    `year` is the report's year or None, `held` the span that holds from the sentence that it goes on from, `planned`
    the year that its section plans for.
    """
    default = _of_total(passage) or year_span(planned or year)
    dated = [q for q in passage.quantities if q.unit in _UNITS_OF_DATES and _is_date(passage, q)]
    telling = "现" in passage.text or passage.phrases.any("time", passage.start, passage.end)
    if not dated and not telling:
        for measurement in passage.measurements:
            measurement.period = held or default
        passage.held = held
        return
    own = _own_dates(passage, dated, year) if dated else {}
    state = held
    starts = {measurement.start for measurement in passage.measurements}
    at_date, at_measurement = 0, 0
    for clause in passage.clauses:
        spans: list[tuple[int, Span]] = []
        lasting: list[Span] = []
        while at_date < len(dated) and dated[at_date].start < clause.end:
            date = dated[at_date]
            span = None if date.start in own else _span_here(passage, clause, date, year)
            span = span and _in_year_of(date, span, state or default, year)
            if span is not None and len(spans) < _MOST:
                spans.append((date.start, span))
                if _lasts(date, clause, starts):
                    lasting.append(span)
            at_date += 1
        said = _said(passage, clause, default) if telling else _UNSAID
        before_clause, state = state, _state(said, lasting, state)
        taken, before = 0, list[Span]()
        while at_measurement < len(passage.measurements) and passage.measurements[at_measurement].start < clause.end:
            measurement = passage.measurements[at_measurement]
            # Of several dates each goes with the number behind it: 2021年18件、2022年21件.
            dates = [span for start, span in spans[taken:] if start < measurement.start]
            taken, before = taken + len(dates), dates or before
            measurement.period = _state(said, before, before_clause) or default
            at_measurement += 1
    for leader in passage.measurements:
        if leader.leads and len(leader.group) > 1:
            _yearly(passage, leader)
    for measurement, span in own.values():
        for member in measurement.group or [measurement]:
            member.period = span
    passage.held = state


def _lasts(date: Quantity, clause: Clause, numbers: Set[int]) -> bool:
    """Whether a date holds on behind its clause; `numbers` are where numbers start.

    One right before its number, within a clause, holds for no more than that: 抽取近3年540卷; nor does one in a bracket
    (受理120件（2022年为100件）), nor an earlier one that only says what was counted then (去年同期100件).
    """
    if clause.depth:
        return False
    return date.end not in numbers or (
        date.start == clause.start and not date.text.startswith(words("meaning", "time", "earlier"))
    )


def _yearly(passage: Passage, leader: Measurement) -> None:
    """Give each number of a list its year: 2021年至2023年,收案分别为120件、150件和180件."""
    start, end = leader.period
    group = leader.group
    if start is None or end is None or (start, end) != (dt.date(start.year, 1, 1), dt.date(end.year, 12, 31)):
        return
    said = passage.text[max(0, leader.start - _YEARLY - passage.start) : leader.start - passage.start]
    if end.year - start.year + 1 == len(group) and _EACH_YEAR.search(said):
        for later, member in enumerate(group):
            member.period = year_span(start.year + later)


def _of_total(passage: Passage) -> Span | None:
    """The span of the total in an earlier sentence that this one lists the parts of: 11月受理300件。其中,咨询120件。"""
    first = passage.measurements[0] if passage.measurements else None
    whole = first.whole if first is not None else None
    return whole.period if whole is not None and whole.start < passage.start else None


def _is_date(passage: Passage, quantity: Quantity) -> bool:
    """Whether a quantity is a date or a span of time, or a number of years up to now (五年来)."""
    if quantity.kind in ("date", "period"):
        return isinstance(quantity.value, str)
    if quantity.kind != "measure" or quantity.unit != "年":
        return False
    return passage.text.startswith(("来", "以来"), quantity.end - passage.start)


def _years_back(quantity: Quantity, year: int | None) -> Span | None:
    """The calendar years of 五年来, up to the report's."""
    if year is None or not isinstance(quantity.value, (int, float)) or not 1 <= quantity.value < min(year, 100):
        return None
    return dt.date(year - int(quantity.value) + 1, 1, 1), dt.date(year, 12, 31)


def _own_dates(passage: Passage, dated: list[Quantity], year: int | None) -> dict[int, tuple[Measurement, Span]]:
    """Dates that belong to one end of a change (由2022年的92%提升至今年的98%), by offset: whose, and which span.

    So does that of a value which another is compared with: 较2022年的100件增长20%.
    """
    found: dict[int, tuple[Measurement, Span]] = {}
    at = 0
    for measurement in passage.measurements:
        while at < len(dated) and dated[at].end <= measurement.start:
            at += 1
        date = dated[at - 1] if at else None
        if measurement.role not in ("from", "to") or date is None or not _right_before(passage, date, measurement):
            continue
        span = span_of(str(date.value))
        if span is not None:
            found[date.start] = measurement, (None, span[1]) if _is_end(date, span) else span
    return found


def _right_before(passage: Passage, date: Quantity, measurement: Measurement) -> bool:
    """Whether a date stands between 由 or 至 and the value, with nothing else in between."""
    text, offset = passage.text, passage.start
    between = text[date.end - offset : measurement.start - offset]
    marked = date.text.startswith(_ENDS) or text[: date.start - offset].endswith(_ENDS)
    return (marked or measurement.base) and _OWN.fullmatch(between) is not None


def _said(passage: Passage, clause: Clause, default: Span) -> tuple[Span | None, bool]:
    """The span that the words of a clause name, and whether another that holds already goes before it."""
    words_here = passage.text[clause.start - passage.start : clause.end - passage.start]
    if not (passage.phrases.any("time", clause.start, clause.end) or "现" in words_here):
        return _UNSAID
    if _as_of().search(words_here):
        return (None, default[1]), False
    if _flow().search(words_here):
        return default, False
    return ((None, default[1]), True) if _stock().search(words_here) else _UNSAID


def _state(said: tuple[Span | None, bool], spans: list[Span], held: Span | None) -> Span | None:
    """The span that holds from a clause on; None for the report's year."""
    if spans:
        return _joined(spans)
    span, weak = said
    return held if weak and held is not None else span


def _joined(spans: list[Span]) -> Span:
    """Several dates named together are one span (2020年、2021年连续两年)."""
    starts = [s for s, _ in spans if s is not None]
    ends = [e for _, e in spans if e is not None]
    if len(starts) < len(spans):
        return spans[-1]
    return min(starts), max(ends) if ends else None


def _span_here(passage: Passage, clause: Clause, quantity: Quantity, year: int | None) -> Span | None:
    """The span that a date gives its clause, None where it is the date of something else."""
    start, end = quantity.start - passage.start, quantity.end - passage.start
    before, after = passage.text[max(0, start - 8) : start], passage.text[end : end + 20]
    if _of_something_else(before, after, quantity, quantity.start - clause.start, clause.depth):
        return None
    span = _years_back(quantity, year) if quantity.kind == "measure" else span_of(str(quantity.value))
    if span is None:
        return None
    opening = passage.text[clause.start - passage.start : start][-12:]
    if _until().search(opening) or quantity.text.startswith(("截至", "截止")):
        return None, span[1]
    if _is_end(quantity, span):
        return None, span[1]
    if after.startswith(("以来", "来", "起")) or quantity.text.endswith(("以来", "起")) or span[1] is None:
        return _since(span[0], year)
    return span


def _since(start: dt.date | None, year: int | None) -> Span:
    """From a day up to the end of the report's year; open where it only begins after that (自下个月起)."""
    end = year_span(year)[1]
    return start, None if start and end and start > end else end


def _in_year_of(date: Quantity, span: Span, holds: Span, year: int | None) -> Span:
    """年底前 and other dates without a year, in a sentence that speaks of a later year than the report's."""
    last = holds[1]
    if year is None or last is None or last.year <= year or _WITH_YEAR.search(date.text):
        return span
    later = last.year - year
    return _later(span[0], later), _later(span[1], later)


def _later(day: dt.date | None, years: int) -> dt.date | None:
    if day is None or day.year + years > dt.MAXYEAR:
        return None
    last = calendar.monthrange(day.year + years, day.month)[1]
    return dt.date(day.year + years, day.month, min(day.day, last))


def _is_end(quantity: Quantity, span: Span) -> bool:
    """Whether a date is the end of a year or month, at which a stock is counted (2023年底共有…)."""
    return span[0] == span[1] and quantity.text.endswith(("底", "末"))


def _of_something_else(before: str, after: str, quantity: Quantity, into: int, depth: int) -> bool:
    """Whether a date belongs to a document, a name, a comparison or to what is counted.

    `into` is how far into its clause it stands, `depth` is 1 in a bracket that holds numbers.
    """
    since = before.endswith(("从", "自", "由")) and into <= 2
    if into > 0 and not since and before.rstrip().endswith(words("meaning", "time", "not_before")):
        return not _DATE_AND.search(before)
    if after.startswith(words("meaning", "time", "not_after")) or (before.endswith(_NAMES) and not depth):
        return True
    if before[-1:] in _COMPARE_ENDS and _COMPARED.search(before):
        return True
    said = quantity.text + after
    if ("来" in said or "前" in said) and (_MADE.search(said) or _RECORD.search(said)):
        return True
    if _FACTOR.match(after) and _TIMES.search(before):
        return True
    earlier = quantity.text.startswith(words("meaning", "time", "earlier"))
    return earlier and not depth and not after.startswith(("，", ",")) and not after[:1].isdigit()


def span_of(value: str) -> Span | None:
    """First and last day of an ISO 8601 date, month, quarter, year or interval (`..` open); None for durations."""
    if value.startswith(("P", "-", "X")):
        return None
    first, divided, last = value.partition("/")
    if not divided:
        return _days(first)
    if last.startswith("P"):
        return None
    starts, ends = _days(first), _days(last)
    if starts is None and ends is None:
        return None
    begins, finishes = starts[0] if starts else None, ends[1] if ends else None
    if begins and finishes and (begins.month, begins.day) == (12, 31) == (finishes.month, finishes.day):
        # 近五年 counted back from the last day of a year: whole calendar years.
        begins += dt.timedelta(days=1)
    return begins, finishes


def _days(part: str) -> Span | None:
    match = _PART.match(part)
    if match is None:
        return None
    year, quarter, half, month, day = (int(g) if g else 0 for g in match.groups())
    try:
        if quarter:
            return _months(year, 3 * quarter - 2, 3 * quarter)
        if half:
            return _months(year, 6 * half - 5, 6 * half)
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        return _months(year, month, month) if month else year_span(year)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> Span:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


@cache
def _as_of() -> re.Pattern[str]:
    return re.compile("(?!至今年)" + either(words("meaning", "time", "as_of")))


@cache
def _stock() -> re.Pattern[str]:
    strong = either(w for w in words("meaning", "time", "stock") if len(w) > 1)
    return re.compile(rf"(?!现在的)(?<![至到为])(?:{strong})|^(?:我[一-龥])?现(?![将场实代行金有]|在的)")


@cache
def _flow() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "time", "flow")))


@cache
def _until() -> re.Pattern[str]:
    return re.compile(r"(?:截至|截止|截止到|截至到|到)\s*$")
