"""A numeral with what it counts: 308.37万条, 12千米, 百分之3.2, 三分之一, 八五折, 两年半, 3小时15分钟, 两角五分.

`read` gives an `Amount`, still without the modifiers around it and without a partner in a range.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from fazhi.core.extract.quantities import numerals, units
from fazhi.core.extract.quantities.numerals import Numeral
from fazhi.core.extract.quantities.units import Unit
from fazhi.core.extract.quantity import QuantityKind

_PERCENT = re.compile(r"[ ]?([%‰‱])|[ ]?(?:个百分比)")
_TENTHS = re.compile(
    r"成(?![立为功果员绩本长熟效套交就型品份人因分全像绒语文活天名家批形])([一二三四五六七八九](?![年月日个]))?"
)
_DISCOUNT = re.compile(r"折(?![腾叠线旧合射返算页子纸损戟断中])")
_OVER = re.compile(r"/(\d{1,9})(?![\d/.年月])")
_PER = re.compile(r"(?:/|每)")
_OF_A_DIGIT = re.compile(r"[1-9](?:\.\d+)?|10|[一二两三四五六七八九十]")
_PERCENT_FACTORS = {"%": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01")}
_DURATION = {"年": "Y", "个月": "M", "月": "M", "周": "W", "星期": "W", "礼拜": "W", "天": "D", "日": "D",
             "小时": "TH", "钟头": "TH", "分钟": "TM", "分": "TM", "秒": "TS"}  # fmt: skip
_ORDER = ("Y", "M", "W", "D", "TH", "TM", "TS")
_COINS = {
    "元": ("角", "毛", "分", "角整"),
    "块": ("角", "毛", "分", "角整"),
    "圆": ("角", "分", "角整"),
    "角": ("分",),
    "毛": ("分",),
}
_HALVED = frozenset({"time", "length", "mass", "area", "volume", "workday", "energy", "age"})


@dataclass(slots=True)
class Amount:
    """What was read: places as in `Quantity`, values exact; `shared` is the scale a range may lend, `text_value` an ISO duration."""

    start: int
    end: int
    number: Numeral
    number_end: int
    unit_start: int
    unit_end: int
    low: Decimal
    high: Decimal | None = None
    unit: str | None = None
    kind: QuantityKind = "cardinal"
    dimension: str = ""
    factor: float = 1.0
    vague: bool = False
    proportion: bool = False
    """Said with 分之, so that a following bare number may be of the same: 百分之五到十."""
    text_value: str | None = None
    parts: list[tuple[Decimal, str]] = field(default_factory=list)


def read(text: str, start: int) -> Amount | None:
    """The amount that starts at `start`, the longest reading; None where no numeral can be read there."""
    if text[start] == "半":
        return _half(text, start)
    numeral = numerals.read(text, start)
    prefixed = _prefixed_unit(text, start, numeral)
    if prefixed or numeral is None:
        return prefixed
    return (
        _proportion(text, numeral)
        or _mixed_fraction(text, numeral)
        or _slash(text, numeral)
        or _percent(text, numeral)
        or _tenths(text, numeral)
        or _counted(text, numeral)
    )


def bare(numeral: Numeral) -> Amount:
    """A number alone."""
    return Amount(
        numeral.start, numeral.end, numeral, numeral.end, numeral.end, numeral.end, numeral.value, numeral.high,
        vague=numeral.vague,
    )  # fmt: skip


def _half(text: str, start: int) -> Amount | None:
    """半年, 半个月, 半个工作日: half of a measure."""
    at = start + 2 if text.startswith("个", start + 1) and not text.startswith("个月", start + 1) else start + 1
    unit = units.match(text, at)
    if unit is None or unit.dimension not in _HALVED or unit.name in ("里", "日", "两", "分", "方", "度", "里"):
        return None
    numeral = Numeral(start, start + 1, Decimal("0.5"), chinese=True, written="半")
    return _with_unit(numeral, unit, at)


def _proportion(text: str, numeral: Numeral) -> Amount | None:
    """百分之五 is a percentage, 三分之一 a fraction."""
    if not text.startswith("分之", numeral.end) or (not numeral.chinese and not text[numeral.start].isdigit()):
        return None
    at = numeral.end + 2
    sign = -1 if text.startswith("负", at) else 1
    at += sign < 0
    over = numerals.read(text, at) if at < len(text) and _may_start(text[at]) else None
    if over is None or not numeral.value:
        return None
    amount = bare(over)
    amount.start, amount.number = numeral.start, numerals.moved(over, over.start)
    amount.proportion = True
    low, high = over.value * sign, None if over.high is None else over.high * sign
    if numeral.bare_scale:
        factor = Decimal(100) / numeral.value
        amount.kind, amount.unit, amount.dimension = "percent", "%", "percent"
    else:
        factor = 1 / numeral.value
        amount.kind = "fraction"
    amount.low, amount.high = low * factor, None if high is None else high * factor
    amount.factor = float(factor)
    return amount


def _may_start(character: str) -> bool:
    return "0" <= character <= "9" or character in numerals.CHINESE or character in "几数"


def _mixed_fraction(text: str, numeral: Numeral) -> Amount | None:
    """五又三分之一."""
    if not text.startswith("又", numeral.end) or numeral.end + 1 >= len(text) or not _may_start(text[numeral.end + 1]):
        return None
    lower = numerals.read(text, numeral.end + 1)
    part = (_proportion(text, lower) or _slash(text, lower)) if lower else None
    if part is None or part.kind != "fraction":
        return None
    part.start, part.low = numeral.start, part.low + numeral.value
    return part


def _slash(text: str, numeral: Numeral) -> Amount | None:
    """1/16."""
    match = _OVER.match(text, numeral.end)
    if match is None or numeral.chinese or not int(match[1]) or numeral.value != int(numeral.value):
        return None
    if text[numeral.start - 1 : numeral.start] == "/":
        return None
    amount = bare(numeral)
    amount.end = amount.number_end = amount.unit_start = amount.unit_end = match.end()
    amount.low, amount.kind = numeral.value / int(match[1]), "fraction"
    return amount


def _percent(text: str, numeral: Numeral) -> Amount | None:
    match = _PERCENT.match(text, numeral.end)
    if match is None:
        return None
    amount = bare(numeral)
    sign = match[1] or "%"
    factor = _PERCENT_FACTORS[sign]
    amount.low = numeral.value * factor
    amount.high = None if numeral.high is None else numeral.high * factor
    amount.kind, amount.unit, amount.dimension, amount.factor = "percent", "%", "percent", float(factor)
    amount.unit_start, amount.unit_end = match.end() - 1, match.end()
    amount.end = match.end()
    return amount


def _tenths(text: str, numeral: Numeral) -> Amount | None:
    """三成五 is 35 %, 八五折 is 85 %."""
    tenths = _TENTHS.match(text, numeral.end)
    if tenths and (_OF_A_DIGIT.fullmatch(numeral.written) or numeral.high is not None):
        half = text.startswith("半", tenths.end()) and not tenths[1]
        low = numeral.value * 10 + (5 if half else numerals.digit(tenths[1]) if tenths[1] else 0)
        high = None if numeral.high is None else numeral.high * 10
        return _as_percent(numeral, low, high, tenths.end() + half)
    if _DISCOUNT.match(text, numeral.end) and numeral.value > 0:
        low = numeral.value if numeral.value > 10 and numeral.high is None else numeral.value * 10
        high = numeral.high * 10 if numeral.high is not None else None
        if numeral.high is not None and len(numeral.written) == 2 and numeral.chinese:
            low, high = numeral.value * 10 + numeral.high, None
        return _as_percent(numeral, low, high, numeral.end + 1)
    return None


def _as_percent(numeral: Numeral, low: Decimal, high: Decimal | None, end: int) -> Amount:
    amount = bare(numeral)
    amount.low, amount.high, amount.end = low, high, end
    amount.kind, amount.unit, amount.dimension, amount.factor = "percent", "%", "percent", 10.0
    amount.unit_start, amount.unit_end = numeral.end, end
    return amount


def _prefixed_unit(text: str, start: int, numeral: Numeral | None) -> Amount | None:
    """12千米, 二十五千克: a scale that belongs to the unit."""
    end = numeral.end if numeral else numerals.skip(text, start)
    if end - start < 2 or text[end - 1] not in "百千":
        return None
    unit = units.match(text, end - 1)
    shorter = numerals.shorten(text, start, end - 1) if unit and len(unit.name) > 1 else None
    return _followed(text, _with_unit(shorter, unit, end - 1)) if unit and shorter else None


def _counted(text: str, numeral: Numeral) -> Amount | None:
    """A number with a unit, a classifier or a currency behind it, or alone."""
    at = numeral.end
    if text.startswith(" ", at):
        at += 1
    half = text.startswith(("个半", "个多", "个来"), at)
    unit = units.match(text, at + 2) if half else None
    if half and unit is not None and (unit.dimension in _HALVED or unit.name == "月"):
        amount = _with_unit(numeral, unit, at + 2)
        if unit.name == "月":
            amount.unit = "个月"
        if text[at + 1] == "半":
            amount.low += Decimal("0.5")
        else:
            amount.vague = True
        return _followed(text, amount)
    unit = units.match(text, at)
    if unit is None or (at > numeral.end and unit.dimension == "count" and unit.name not in ("个", "人", "名", "项")):
        return _lone_half(text, numeral) or bare(numeral)
    return _followed(text, _with_unit(numeral, unit, at))


def _lone_half(text: str, numeral: Numeral) -> Amount | None:
    """一半."""
    if numeral.written != "一" or not text.startswith("半", numeral.end):
        return None
    amount = bare(Numeral(numeral.start, numeral.end + 1, Decimal("0.5"), chinese=True, written="一半"))
    amount.kind = "fraction"
    return amount


def _with_unit(numeral: Numeral, unit: Unit, at: int) -> Amount:
    end = at + len(unit.name)
    amount = bare(numeral)
    amount.end = amount.unit_end = end
    amount.unit_start = at
    amount.unit, amount.kind, amount.dimension, amount.factor = unit.unit, unit.kind, unit.dimension, unit.factor
    if unit.kind == "money" and unit.factor != 1:
        factor = Decimal(str(unit.factor))
        amount.low, amount.high = amount.low * factor, None if amount.high is None else amount.high * factor
    return amount


def _followed(text: str, amount: Amount) -> Amount:
    """What may go on behind a unit: 半, 多, a smaller unit (15分钟), a unit of reference (元/平方米)."""
    if amount.kind == "money":
        return _coins(text, amount)
    if text.startswith("半", amount.end) and amount.dimension in _HALVED | {"count"}:
        if (amount.dimension != "count" or amount.unit == "倍") and units.match(text, amount.end + 1) is None:
            amount.low, amount.end, amount.unit_end = amount.low + Decimal("0.5"), amount.end + 1, amount.unit_end
        return amount
    if (
        text.startswith("多", amount.end)
        and amount.kind == "measure"
        and not text.startswith(("多样", "多边"), amount.end)
    ):
        amount.end, amount.vague = amount.end + 1, True
        return amount
    if amount.kind != "measure":
        return amount
    return _compound(text, _elided(text, amount))


# 一米八, 三十七度五: a last digit without its unit is tenths of these.
_ELIDING = ("米", "度", "斤", "公斤")
_ELIDED = re.compile(r"([一二三四五六七八九])(?![一-鿿]|\d)")


def _elided(text: str, amount: Amount) -> Amount:
    elided = _ELIDED.match(text, amount.end) if amount.unit in _ELIDING and amount.number.chinese else None
    if elided:
        amount.low += Decimal(numerals.digit(elided[1])) / 10
        amount.end = elided.end()
    return amount


def _coins(text: str, amount: Amount) -> Amount:
    """五元三角二分: smaller coins count towards the main unit."""
    name = text[amount.unit_start : amount.unit_end]
    for _ in range(2):
        coin = numerals.read(text, amount.end) if amount.end < len(text) and _may_start(text[amount.end]) else None
        if coin is None:
            break
        found = [c for c in _COINS.get(name, ()) if text.startswith(c, coin.end)]
        if not found or coin.value >= 100:
            break
        name = max(found, key=len)
        amount.low += coin.value * (Decimal("0.01") if name == "分" else Decimal("0.1"))
        amount.number_end, amount.unit_start = coin.end, coin.end
        amount.end = amount.unit_end = coin.end + len(name)
        name = name[0]
    if text.startswith(("整", "正"), amount.end) and not text.startswith(
        ("整个", "整治", "整改", "正在", "正式", "整合"), amount.end
    ):
        amount.end = amount.unit_end = amount.end + 1
    return amount


def _compound(text: str, amount: Amount) -> Amount:
    """3小时15分钟 (an ISO duration), 3斤2两 (in the first unit)."""
    while True:
        at = amount.end
        if text.startswith(("又", "零", " "), at):
            at += 1
        nxt = numerals.read(text, at) if at < len(text) and _may_start(text[at]) else None
        if nxt is None or nxt.end >= len(text) or nxt.high is not None:
            return amount
        gap = 1 if text.startswith(" ", nxt.end) else 0
        unit = units.match(text, nxt.end + gap)
        if unit is None and text.startswith("分", nxt.end + gap):
            return amount
        if unit is None or not _smaller(amount, unit):
            return amount
        end = nxt.end + gap + len(unit.name)
        if amount.dimension == "time":
            if not amount.parts:
                amount.parts.append((amount.low, amount.unit or ""))
            amount.parts.append((nxt.value, unit.unit))
            amount.text_value, amount.dimension = _iso(amount.parts), "time"
        else:
            amount.low += nxt.value * Decimal(str(unit.factor)) / Decimal(str(amount.factor))
        amount.number_end, amount.unit_start, amount.unit_end, amount.end = nxt.end, nxt.end + gap, end, end


def _smaller(amount: Amount, unit: Unit) -> bool:
    if amount.dimension == "time":
        last = amount.parts[-1][1] if amount.parts else amount.unit or ""
        first, second = _DURATION.get(last), _DURATION.get(unit.unit)
        return first is not None and second is not None and _ORDER.index(first) < _ORDER.index(second)
    if unit.dimension != amount.dimension or amount.dimension not in ("mass", "length"):
        return False
    return unit.factor < amount.factor


def _iso(parts: list[tuple[Decimal, str]]) -> str:
    """P2Y6M, PT3H15M30S."""
    text, clock = "P", False
    for value, unit in parts:
        sign = _DURATION[unit]
        if sign[0] == "T" and not clock:
            text, clock = text + "T", True
        text += f"{value.normalize():f}{sign[-1]}"
    return text
