"""Ordinals and ranks (第7位, 第三批, 前三名), doublings (翻两番), stretches of time counted from now (近三年)."""

import re
from datetime import date
from decimal import Decimal

from fazhi.core.extract.quantities import numerals, units
from fazhi.core.extract.quantities.amount import Amount, bare
from fazhi.core.extract.quantities.dates import Span, day_of, shifted
from fazhi.core.extract.quantities.numerals import Numeral
from fazhi.core.extract.quantities.periods import Moment
from fazhi.core.extract.quantities.points import JOIN

_NAMES = re.compile(
    r"第(?:[一二三四五六七八九十]{1,3}(?:产业|(?:人民)?医院|中学|小学|监狱|看守所|中级人民法院|课堂|梯队)|一(?:书记|责任人|时间|线|手|资源|动力|要务|要素|方阵|梯队|课堂|人民|人称|大|步|夫人)|二(?:课堂|曲线)|三(?:方|者|产业|世界|人|次分配))"
)
_TO = re.compile(rf"{JOIN}第?(?=[0-9{numerals.CHINESE}])")
_TOP = re.compile(r"前(?=[0-9一二三四五六七八九十百])")
_TOP_UNITS = ("名", "位", "强", "甲")
_FIRST = ("首位", "榜首")
_RANKED = re.compile(
    r"(?:居(?![民住])|位列|名列|排名|(?:(?<![系陈并])列|排在?|处于)(?=[全省市县区]))[^，。；,;、]{0,10}$"
)
_RANKED_NEAR = 14
_SPAN_BEFORE = re.compile(r"(?:(最近|近|过去的?|此前的?)|(未来的?|今后的?|接下来的?))[ ]?$")
_STRETCH = {
    "年": (12, 0),
    "周年": (12, 0),
    "个月": (1, 0),
    "季度": (3, 0),
    "周": (0, 7),
    "星期": (0, 7),
    "礼拜": (0, 7),
    "天": (0, 1),
    "日": (0, 1),
}
_ISO = {"年": "Y", "周年": "Y", "个月": "M", "周": "W", "星期": "W", "礼拜": "W", "天": "D", "日": "D"}
_BEHIND = re.compile(r"以?来|间|[里内]")


def read(text: str, start: int) -> Amount | None:
    """第 with its number and what it orders, 前三 / 前十名, 居首位; None where there is no such thing at `start`."""
    if text[start] == "前":
        return _top(text, start)
    if text[start] in "首榜":
        return _first(text, start)
    if text[start] != "第":
        return None
    at = start + 2 if text.startswith(" ", start + 1) else start + 1
    numeral = numerals.read(text, at) if at < len(text) else None
    if numeral is None or numeral.high is not None or numeral.value != int(numeral.value):
        return None
    amount = _unit(text, numeral)
    further = _TO.match(text, amount.end) if amount.unit is None else None
    last = numerals.read(text, further.end()) if further else None
    if last and last.high is None and last.value > numeral.value:
        amount = _unit(text, last)
        amount.low, amount.high = numeral.value, last.value
    amount.start = start
    return amount


def name(text: str, start: int) -> int | None:
    """The end of a name that begins like an ordinal: 第三方, 第一书记."""
    match = _NAMES.match(text, start)
    return match.end() if match else None


def _unit(text: str, numeral: Numeral) -> Amount:
    amount = bare(numeral)
    amount.kind = "ordinal"
    at = numeral.end + 1 if text.startswith(" ", numeral.end) else numeral.end
    unit = units.match(text, at)
    if unit and unit.kind in ("cardinal", "measure"):
        amount.unit, amount.unit_start, amount.end = unit.unit, at, at + len(unit.name)
        amount.unit_end = amount.end
    return amount


def _top(text: str, start: int) -> Amount | None:
    match = _TOP.match(text, start)
    numeral = numerals.read(text, start + 1) if match else None
    if numeral is None or numeral.high is not None:
        return None
    amount = _unit(text, numeral)
    amount.start = start
    ends = text[numeral.end : numeral.end + 1]
    if amount.unit in _TOP_UNITS:
        return amount
    # 排名前三, but not 前 as the end of 之前, 年前.
    alone = amount.unit is None and not ("一" <= ends <= "鿿") and ends not in tuple("%.-:/")
    return amount if alone and text[start - 1 : start] not in tuple("之以年月日目当提") else None


def _first(text: str, start: int) -> Amount | None:
    """首位, 榜首 behind a word of rank: the first place (居全省首位, 位列榜首; not 放在首位)."""
    if not text.startswith(_FIRST, start) or _RANKED.search(text, max(0, start - _RANKED_NEAR), start) is None:
        return None
    amount = bare(Numeral(start, start + 2, Decimal(1), chinese=True, written=text[start : start + 2]))
    amount.kind = "ordinal"
    if text[start] == "首":
        amount.number_end = amount.unit_start = start + 1
        amount.unit = "位"
    return None if text.startswith("度", amount.end) else amount


def doubling(text: str, start: int) -> Amount | None:
    """翻番 is one doubling, 翻两番 two (翻了两番): value in 番."""
    if text[start] != "翻":
        return None
    at = start + 2 if text.startswith("了", start + 1) else start + 1
    numeral = numerals.read(text, at) if at < len(text) and text[at] != "番" else None
    end = numeral.end if numeral else at
    if not text.startswith("番", end):
        return None
    one = numeral or Numeral(start, start + 1, Decimal(1), chinese=True, written="")
    amount = bare(one)
    amount.start, amount.unit, amount.unit_start, amount.unit_end, amount.end = start, "番", end, end + 1, end + 1
    return amount


def stretch(text: str, amount: Amount, floor: int, ref: date | None) -> Moment | None:
    """近三年, 未来两周: days up to or from the reference date; without one an ISO duration."""
    before = _SPAN_BEFORE.search(text, max(floor, amount.start - 5), amount.start)
    step = _STRETCH.get(amount.unit or "")
    if before is None or step is None or not 0 < amount.low < 10000:
        return None
    if before.start() and before[0] == "近" and text[before.start() - 1] in "附靠临邻将接":
        return None
    sign = -1 if before[1] else 1
    if amount.unit == "年" and amount.low != int(amount.low):
        count, step, letter = int(amount.low * 12), (1, 0), "M"
    elif amount.low == int(amount.low):
        count, letter = int(amount.low), _ISO.get(amount.unit or "", "")
    else:
        return None
    end = amount.end
    behind = _BEHIND.match(text, end)
    end = behind.end() if behind else end
    if ref is None:
        value = f"P{count}{letter}" if letter else f"P{3 * count}M"
    else:
        other = shifted(ref, sign * count * step[0], sign * count * step[1])
        first, last = (other, ref) if sign < 0 else (ref, other)
        value = Span(day_of(first), day_of(last)).iso()
    return Moment(before.start(), end, amount.number.start, amount.unit_end, "period", value)
