"""What goes on behind a unit: 半, 多, smaller coins (两角五分) and measures (3小时15分钟), elided digits (一米八)."""

import re
from decimal import Decimal

from fazhi.core.extract.quantities import numerals, units
from fazhi.core.extract.quantities.amount import Amount, may_start, more
from fazhi.core.extract.quantities.units import Unit

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
HALVED = frozenset({"time", "length", "mass", "area", "volume", "workday", "energy", "age"})
# 一米八, 三十七度五: a last digit without its unit is tenths of these.
_ELIDING = ("米", "度", "斤", "公斤")
_ELIDED = re.compile(r"([一二三四五六七八九])(?![一-鿿]|[0-9])")
_ELIDED_HEIGHT = re.compile(r"([0-9]{1,2})(?![0-9.,:%年月]|[^\W0-9_])")
_LAST_COIN = re.compile(r"([1-9一二三四五六七八九])(?![0-9.,%年月]|[^\W0-9_])")
# 半 that belongs to the word behind it: 200米半径, 8英寸半导体.
_OTHER_HALF = ("半径", "半导", "半岛", "半成", "半挂", "半途", "半截")
_WHOLE = re.compile("[整正](?![个治改在式合理体顿])")


def follow(text: str, amount: Amount) -> Amount:
    """What may go on behind a unit: 半, 多, a smaller unit (15分钟), a unit of reference (元/平方米)."""
    if amount.kind == "money":
        return _coins(text, amount)
    if _is_halved(text, amount):
        if (amount.dimension != "count" or amount.unit == "倍") and units.match(text, amount.end + 1) is None:
            amount.low, amount.end, amount.unit_end = amount.low + Decimal("0.5"), amount.end + 1, amount.unit_end
        return amount
    if amount.kind == "measure" or amount.unit == "倍":
        more(text, amount)
    if amount.kind != "measure" or amount.vague:
        return amount
    return _compound(text, _elided(text, amount))


def _is_halved(text: str, amount: Amount) -> bool:
    """Whether 半 behind the amount may go with it."""
    at = amount.end
    return text.startswith("半", at) and amount.dimension in HALVED | {"count"} and not text.startswith(_OTHER_HALF, at)


def _elided(text: str, amount: Amount) -> Amount:
    if amount.unit == "米" and not amount.number.chinese and amount.number.value < 10:
        height = _ELIDED_HEIGHT.match(text, amount.end)
        if height:
            amount.low += Decimal(height[1]) / 10 ** len(height[1])
            amount.end = height.end()
        return amount
    elided = _ELIDED.match(text, amount.end) if amount.unit in _ELIDING and amount.number.chinese else None
    if elided:
        amount.low += Decimal(numerals.digit(elided[1])) / 10
        amount.end = elided.end()
    return amount


def _coins(text: str, amount: Amount) -> Amount:
    """五元三角二分: smaller coins count towards the main unit; a last digit alone (三块五) is tenths of the coin."""
    name = text[amount.unit_start : amount.unit_end]
    for _ in range(2):
        at = amount.end + 1 if text.startswith(" ", amount.end) else amount.end
        coin = numerals.read(text, at) if at < len(text) and may_start(text[at]) else None
        if coin is None:
            break
        behind = coin.end + 1 if text.startswith(" ", coin.end) else coin.end
        found = [c for c in _COINS.get(name, ()) if text.startswith(c, behind)]
        if not found or coin.value >= 100:
            break
        name = max(found, key=len)
        amount.low += coin.value * (Decimal("0.01") if name == "分" else Decimal("0.1"))
        amount.number_end, amount.unit_start = coin.end, behind
        amount.end = amount.unit_end = behind + len(name)
        name = name[0]
    last = _LAST_COIN.match(text, amount.end) if name in ("块", "毛") else None
    if last:
        digit = int(last[1]) if last[1].isdigit() and last[1].isascii() else numerals.digit(last[1])
        amount.low += Decimal(digit) / (10 if name == "块" else 100)
        amount.number_end = amount.end = last.end()
    elif name == "块" and amount.end < len(text) and text[amount.unit_start] == "块":
        # A block of land or a board, unless said with 钱, with coins, or alone.
        amount.kind, amount.unit, amount.dimension = "cardinal", "块", "count"
    elif _WHOLE.match(text, amount.end):
        amount.end = amount.unit_end = amount.end + 1
    return amount


def _compound(text: str, amount: Amount) -> Amount:
    """3小时15分钟 (an ISO duration), 3斤2两 (in the first unit)."""
    while True:
        at = amount.end
        if text.startswith(("又", "零", " "), at):
            at += 1
        nxt = numerals.read(text, at) if at < len(text) and may_start(text[at]) else None
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
