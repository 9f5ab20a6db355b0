"""Dated: which of the dates of a sentence say when something was counted, and the span that each of them gives.

Dates of documents, of names, of what is counted and of what is compared with give none.
"""

import calendar
import datetime as dt
import re
from functools import cache

from fazhi.core.extract.clauses import Clause
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage, Span
from fazhi.core.extract.quantity import Quantity
from fazhi.core.extract.spans import span_of, year_span

_WITH_YEAR = re.compile(r"\d{2}年|[一二三四五六七八九〇零]{2,4}年|五")
# What may stand between the date of one end of a change and its value.
_LISTED = ("、", "和", "与", "及")
_ENDS = ("由", "从", "自", "至", "到", "为", "的")
_OWN = re.compile(r"(?:全?年?[底末初]?|同期)?的?[（(]?\s*(?:约|近|超过|不足|平均)?")
# The same where a noun says what was counted then: 比上年同期查获的75起.
_OWN_BASE = re.compile(r"(?:全?年?[底末初]?|同期)?[^，。；,;、\d第]{0,9}[（(]?\s*")
# A date of what is counted, not of its counting: 对2022年底前制发的文件…, 1979年以来制定的法规.
_MADE = re.compile(
    r"(?:之?前|以前|以来|来)(?:制发|制定|发布|出台|印发|颁布|公布|施行|成立|建成|签订|形成|登记|设立|作出)[^，。；,;]{0,8}的"
)
# What began on a day, and has gone on since: 自2012年5月运行以来.
_BEGAN = re.compile(
    r"(?:正式|试)?(?:运行|成立|上线|启动|实施|开展|挂牌|施行|开通|运营|改革|组建|建成|启用|入驻|推行|试点)(?:以来|至今)"
)
# The same, said freely behind 自: 自2019年机构改革以来.
_SINCE_THEN = re.compile(r"[一-龥“”]{1,12}?(?:以来|至今)")
# A date of what was gone through: 清理1978年至2007年制发的文件120件.
_MADE_IN = re.compile(r"(?:期间)?(?:制发|制定|发布|出台|印发|颁布|公布|签订|形成|作出|办结|审结)[^，。；,;]{0,8}的")
_RANGE = re.compile("年.*[至到—–~-]")
_GONE_THROUGH = re.compile("(?:清理|修改|修订|废止|梳理|评估|复查|评查|核查|排查|审查|对|将|把)了?$")
# A record over years, which are not those of the number behind it: 取得8年来最好成绩.
_RECORD = re.compile(r"(?:以?来)(?:的?最|之?最|新高|新低|首次|同期最|历史)")
# What follows a date that something is compared with.
_WITH_IT = ("相比", "比较", "同期相比", "度相比")
# What is only made ready for the next year is done in this one: 谋划明年执法计划12项.
_NEXT, _FOR = ("明年", "来年", "下一年", "下年"), ("为", "对", "就", "谋划", "部署")
# What is gone by, which has a date of its own: 根据省厅2022年部署; characters of a clause before a date.
_BY, _OPENING = re.compile(r"\s*(?:根据|按照|依据|依照|对照)[^，。；,;\d]{0,12}"), 12
# Behind a time of which the number is the highest: 创近五年新高.
_HEIGHTS = ("同期最", "同期平均", "新高", "新低", "最高", "最低", "最好", "最优", "之最")
# Before a date that only a factor or a share of its value is named of: 是2019年的15.4倍.
_TIMES = re.compile(r"(?:是|为|达|达到|相当于|约为)$")
_FACTOR = re.compile(r"(?:全年|同期)?的?(?:约|近|超)?[\d.]+(?:倍|%|％)")
_COMPARE_ENDS = frozenset("之较比于对的")
_CARRIED_OVER = ("结转", "度结转", "结存", "转入")
_CARRIED_TO = ("结转", "结转至", "结转到", "结转入", "转入", "转至", "转到", "顺延至")
# Words before an earlier year that opens its clause all the same, and their most characters; the characters of
# 上一年度, and what makes an earlier year another's time.
_CONNECTORS, _CONNECTED = ("而", "但", "其中"), 2
_ONLY_YEAR = 4
_NOT_WHEN = ("的", "度的", "结转", "度结转", "同期", "底", "末", "初", "以")
_COMPARED = re.compile(r"(?:[较比]之|相[较比]|相[较比]于|对比|[较比与][^，。；,;\d]{0,5}的)$")
# What makes a number of years one up to now.
_UP_TO_NOW = ("来", "以来", "累计", "间共", "间累计", "间，", "间,")
_SECOND_MONTH = dt.date(dt.MINYEAR, 2, 1)
_NAMES = tuple("〔[（(《“")
# A second date beside the first: 2021年和2022年连续两年.
_DATE_AND = re.compile(r"\d{4}年[和与及]$")


def is_date(passage: Passage, quantity: Quantity) -> bool:
    """Whether a quantity is a date or a span of time, or a number of years up to now (五年来, 五年累计)."""
    if quantity.kind in ("date", "period"):
        return isinstance(quantity.value, str)
    if quantity.kind != "measure" or quantity.unit != "年":
        return False
    ends = quantity.end - passage.start
    return passage.text.startswith(_UP_TO_NOW, ends) and not passage.text.endswith(
        ("前", "后"), 0, quantity.start - passage.start
    )


def span_here(passage: Passage, clause: Clause, quantity: Quantity, year: int | None) -> Span | None:
    """The span that a date gives its clause, None where it is the date of something else."""
    start, end = quantity.start - passage.start, quantity.end - passage.start
    before, after = passage.text[max(0, start - 8) : start], passage.text[end : end + 20]
    if _of_something_else(before, after, quantity, quantity.start - clause.start, clause.depth):
        return None
    if _BY.fullmatch(passage.text, clause.start - passage.start, start):
        return None
    span = _years_back(quantity, year) if quantity.kind == "measure" else span_of(str(quantity.value))
    if span is None:
        return None
    opening = passage.text[clause.start - passage.start : start][-_OPENING:]
    if _until().search(opening) or quantity.text.startswith(("截至", "截止")):
        return None, span[1]
    if _is_end(quantity, span):
        return None, span[1]
    if (
        after.startswith(("以来", "来", "起"))
        or _BEGAN.match(after)
        or (before.endswith(("自", "从")) and _SINCE_THEN.match(after))
        or quantity.text.endswith(("以来", "起"))
        or span[1] is None
    ):
        return _since(span[0], year)
    return span


def _years_back(quantity: Quantity, year: int | None) -> Span | None:
    """The calendar years of 五年来, up to the report's."""
    if year is None or not isinstance(quantity.value, (int, float)) or not 1 <= quantity.value < min(year, 100):
        return None
    return dt.date(year - int(quantity.value) + 1, 1, 1), dt.date(year, 12, 31)


def _is_end(quantity: Quantity, span: Span) -> bool:
    """Whether a date is the end of a year or month, at which a stock is counted (2023年底共有…)."""
    return span[0] == span[1] and quantity.text.endswith(("底", "末"))


def _since(start: dt.date | None, year: int | None) -> Span:
    """From a day up to the end of the report's year; open where it only begins after that (自下个月起)."""
    end = year_span(year)[1]
    return start, None if start and end and start > end else end


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
    if after.startswith(_WITH_IT) or (quantity.text.startswith(_NEXT) and before.endswith(_FOR)):
        return True
    if after.startswith(_HEIGHTS) or (before.endswith("近") and not quantity.text.startswith("近")):
        return True
    if ("来" in said or "前" in said) and (_MADE.search(said) or _RECORD.search(said)):
        return True
    if "的" in after and (_RANGE.search(quantity.text) or _GONE_THROUGH.search(before)) and _MADE_IN.match(after):
        return True
    if before.endswith(_CARRIED_TO) or (quantity.text == "当月" and before.endswith("月")):
        return True
    if into > 0 and not before.endswith("、") and _named().match(after):
        return not since
    if _FACTOR.match(after) and _TIMES.search(before):
        return True
    if after.startswith(_CARRIED_OVER) and quantity.text.startswith(words("meaning", "time", "earlier")):
        return True
    if depth or not quantity.text.startswith(words("meaning", "time", "earlier")) or after.startswith(("，", ",")):
        return False
    # At the head of its clause an earlier year says when: 去年共办理案件30件; 上年结转 and 去年的 do not.
    opens = (
        (into == 0 or (into <= _CONNECTED and before.endswith(_CONNECTORS)))
        and len(quantity.text) <= _ONLY_YEAR
        and not after.startswith(_NOT_WHEN)
    )
    return not opens and not after[:1].isdigit()


def is_named(passage: Passage, quantity: Quantity) -> bool:
    """Whether a year is part of the name of the thing that is counted behind it: 2022年度部门决算30份."""
    return _named().match(passage.text, quantity.end - passage.start) is not None


def own_dates(passage: Passage, dated: list[Quantity], year: int | None) -> dict[int, tuple[Measurement, Span]]:
    """Dates that belong to one end of a change (由2022年的92%提升至今年的98%), by offset: whose, and which span.

    So does that of a value which another is compared with: 较2022年的100件增长20%.
    """
    found: dict[int, tuple[Measurement, Span]] = {}
    at = 0
    for measurement in passage.measurements:
        while at < len(dated) and dated[at].end <= measurement.start:
            at += 1
        date = dated[at - 1] if at else None
        ends = measurement.role in ("from", "to") or measurement.pair is not None
        if not ends or date is None or not _right_before(passage, date, measurement):
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
    # One of several years that a change starts from: 由2021年的82%、2022年的85%提高到88%.
    marked |= measurement.role == "from" and text[: date.start - offset].endswith(_LISTED)
    if measurement.base or measurement.role == "rank":
        return (measurement.base or marked) and _OWN_BASE.fullmatch(between) is not None
    return marked and _OWN.fullmatch(between) is not None


def in_year_of(date: Quantity, span: Span, holds: Span, year: int | None) -> Span:
    """年底前 and other dates without a year, in a sentence that speaks of a later year than the report's."""
    last = holds[1]
    if year is None or last is None or last.year <= year or _WITH_YEAR.search(date.text):
        return span
    years = last.year - year
    return later(span[0], years), later(span[1], years)


def later(day: dt.date | None, years: int) -> dt.date | None:
    """The same day so many years later; the last of its month where that is shorter, None past the calendar."""
    if day is None or day.year + years > dt.MAXYEAR:
        return None
    last = calendar.monthrange(day.year + years, day.month)[1]
    return dt.date(day.year + years, day.month, min(day.day, last))


def month_before(day: dt.date) -> Span:
    """The month before that of a day."""
    last = day.replace(day=1) - dt.timedelta(days=1) if day > _SECOND_MONTH else day
    return last.replace(day=1), last


@cache
def _named() -> re.Pattern[str]:
    """The names of papers and dealings of a year, behind what they are about: 度部门决算, 年度目标考核."""
    about, things = words("meaning", "time", "papers_about"), words("meaning", "time", "of_year")
    planned = either(words("meaning", "target", "planned"))
    return re.compile(f"度?{either(about)}{{0,3}}(?:{either(things)}(?!中|期间|当中|后|时)|计划(?!{planned}))")


@cache
def _until() -> re.Pattern[str]:
    return re.compile(r"(?:截至|截止|截止到|截至到|到|^至)\s*$")
