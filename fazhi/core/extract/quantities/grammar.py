"""The grammar of quantities: one pattern finds where an expression may begin, one reading takes the longest there.

Linear: every reading looks ahead a bounded way or consumes what it looked at, and the scan never goes back.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from fazhi.core.extract.quantities import (
    amounts,
    coordination,
    eras,
    identifiers,
    modifiers,
    numerals,
    ordinals,
    periods,
    ranges,
    signs,
    units,
    words,
)
from fazhi.core.extract.quantities import plain as plains
from fazhi.core.extract.quantities.amount import Amount
from fazhi.core.extract.quantities.periods import Moment
from fazhi.core.extract.quantity import Qualifier, Quantity

_FOLD = {i: i - 0xFEE0 for i in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))} | {
    ord(a): b for a, b in zip("％．＋－／～＄￥", "%.+-/~$¥", strict=True)
}
_FOLDED = re.compile("[０-９％．＋－／～＄￥Ａ-Ｚａ-ｚ]")
_TIME_UNITS = frozenset({"time", "workday"})
_AGO = re.compile(r"(?:以|之)?[前后]")
# 十二是 at the head of a clause numbers it.
_ENUMERATED = re.compile("是(?!指|以)")
# 十四五 without a classifier is the plan's name, not 14 or 15.
_PLAN_NAME = re.compile("十[一二三四五六七八九]五")
# 占总人数百分之二十: 数 ends the word before the share.
_OF_A_NUMBER = ("百分之", "千分之", "万分之")
_YEAR = re.compile("[0-9]{4}年")
_HAN = re.compile(r"[一-鿿]")


def parse(text: str, ref_date: date | None = None) -> list[Quantity]:
    """Every numeric expression of `text`, in order, not overlapping.

    `ref_date` places what the text leaves open (今年, 11月); without it an unknown year is XXXX. Offsets count code
    points of `text`. Never raises. Rules: GB/T 15835-2011 (numerals), GB/T 7408 (dates), the tables of knowledge.
    """
    folded = text.translate(_FOLD) if _FOLDED.search(text) else text
    return _Scan(text, folded, ref_date).run()


@cache
def _anchor() -> re.Pattern[str]:
    """Where an expression may begin: a Chinese numeral only before something that it can count or go on with."""
    follow = (
        "".join(units.suffixes()) + numerals.CHINESE + "几数点分成折多余来半%‰至到年月日号世又期五 -—–~～0123456789"
    )
    numeral = f"{numerals.CHINESE}几数"
    first = f'0-9{numeral}半第今去本当这明来后前上下年月“"翻对首榜'
    return re.compile(
        f"[{first}](?:(?<=[0-9])"
        rf"|(?<=[{numeral}半])(?=[{re.escape(follow)}]|[^一-鿿]|$)"
        rf"|(?<=第)(?=[ ]?[0-9{numerals.CHINESE}])"
        r"|(?<=[今去本当这明来后前上下])(?=[一这]?年|[一个]{0,2}月|半年|季度|个季度|个?周|个?星期|个?世纪)"
        r"|(?<=前)(?=[0-9一二两三四五六七八九十])|(?<=后)(?=[0-9一二两三四五六七八九十廿卅]{1,3}个?[月季])"
        r"|(?<=[上下本这])(?=一个?(?:周|星期|礼拜|季))"
        rf"|(?<=年)(?=[初末底]|中(?![国央小]))|(?<=月)(?=[初末底])|(?<=[“\"])(?=十?[一二三四五六七八九]五)(?={eras.NAMED_PLAN})"
        r"|(?<=首)(?=位)|(?<=榜)(?=首)|(?<=对)(?=折)|(?<=翻)(?=了?(?:番|[一二两三四几0-9]番)))"
    )


class _Scan:
    """One walk over a text."""

    def __init__(self, text: str, folded: str, ref: date | None) -> None:
        self.text, self.folded, self.ref = text, folded, ref
        self.found: list[Quantity] = []
        self.floor = 0

    def run(self) -> list[Quantity]:
        """Read at every anchor; go on behind what was read or skipped."""
        anchor, at = _anchor(), 0
        match = anchor.search(self.folded, at)
        while match:
            at = max(self._read(match.start()), match.end())
            match = anchor.search(self.folded, at)
        return self.found

    def _read(self, start: int) -> int:
        text = self.folded
        first = text[start]
        if first == "第":
            quarter = self._moment(start) if text.find("季度", start + 2, start + 7) > 0 else None
            return quarter or ordinals.name(text, start) or self._ordinal(start) or start + 1
        if not ("0" <= first <= "9" or first in numerals.CHINESE or first in "几数半"):
            if first == "对":
                return self._amount(start) or start + 1
            return self._moment(start) or self._ordinal(start) or self._doubling(start) or start + 1
        if text[start + 4 : start + 5] == "年" and _YEAR.match(text, start) and (read := self._moment(start)):
            return read
        if plain := self._plain(start):
            return plain
        end = numerals.skip(text, start)
        nxt = text[end : end + 1]
        if first == "数" and text.startswith(_OF_A_NUMBER, start + 1):
            return start + 1
        # 两月 is no February, 每三月 no March.
        months = nxt == "月" and (first == "两" or text[start - 1 : start] == "每")
        if not months and periods.may_begin(text, start, end) and (read := self._moment(start)):
            return read
        if "0" <= first <= "9":
            passed = identifiers.skip(text, start)
            if passed and units.before(text, start) is None:
                return passed
        elif nxt and nxt in "点时":
            passed = identifiers.clock(text, start)
            if passed:
                return passed
        return self._amount(start) or end

    def _plain(self, start: int) -> int | None:
        """123件, 78.4%, 三项: in one step, unless a number right before may share its unit."""
        text = self.folded
        plain = plains.read(text, start) if "0" <= text[start] <= "9" else plains.lone(text, start)
        if plain is None or isinstance(plain, int):
            return plain
        value, unit_start, unit, end, behind = plain
        begin, qualifier = modifiers.before(text, start, self.floor)
        if begin - self.floor <= coordination.WIDEST and self.found and coordination.may_share(self.found[-1], begin):
            return None
        if unit.dimension in _TIME_UNITS and text.endswith("续", 0, begin):
            return None
        self.found.append(Quantity(
            self.text[begin:end], begin, end, unit.kind, value, None, unit.unit,
            qualifier if behind == "exact" else behind, start, unit_start, unit_start, unit_start + len(unit.name),
        ))  # fmt: skip
        self.floor = end
        return end

    def _moment(self, start: int) -> int | None:
        if (
            start
            and "0" <= self.folded[start] <= "9"
            and self.folded[start - 1].isascii()
            and self.folded[start - 1].isalnum()
        ):
            return None
        moment = periods.read(self.folded, start, self.floor, self.ref)
        if moment is None:
            return None
        self._add_moment(moment)
        return moment.end

    def _add_moment(self, m: Moment) -> None:
        quantity = Quantity(
            self.text[m.start : m.end], m.start, m.end, m.kind, m.value, None, None, "exact",
            m.core, m.core_end, m.core_end, m.core_end,
        )  # fmt: skip
        coordination.share_year(self.folded, self.found, quantity)
        self.found.append(quantity)
        self.floor = m.end

    def _ordinal(self, start: int) -> int | None:
        ordinal = ordinals.read(self.folded, start)
        if ordinal is None:
            return None
        self._emit(ordinal, ordinal.start, ordinal.end, "exact")
        return ordinal.end

    def _doubling(self, start: int) -> int | None:
        """翻番, 翻两番: the number of doublings."""
        doubling = ordinals.doubling(self.folded, start)
        if doubling is None:
            return None
        self._emit(doubling, doubling.start, doubling.end, "exact")
        return doubling.end

    def _amount(self, start: int) -> int | None:
        text = self.folded
        amount = amounts.read(text, start)
        if amount is None:
            return None
        joined = ranges.join(text, amount)
        amount = joined or amount
        if amount.number.chinese and joined is None:
            covered = words.covering(text, start, amount.number.end, amount.end)
            if covered:
                return covered
            if _is_name(amount):
                return amount.number.end
        currency = units.before(text, start) if amount.kind in ("cardinal", "money") else None
        begin = text.rindex(currency.name, 0, start) if currency else start
        if currency and begin >= self.floor and (amount.unit is None or amount.kind == "money"):
            self._with_currency(amount, currency)
        else:
            begin = start
        if amount.unit is None and amount.kind in ("cardinal", "range"):
            lettered = identifiers.lettered(text, amount.end)
            if lettered:
                return lettered
            if amount.number.chinese and joined is None and not self._stands(amount, begin):
                return amount.number.end
        return self._bounded(amount, begin)

    def _with_currency(self, amount: Amount, currency: units.Unit) -> None:
        """人民币5万元, $13.5: the sign before the number is its unit, or makes 元 a foreign one."""
        if amount.unit is None or currency.unit != "元":
            amount.unit = currency.unit
        amount.kind, amount.dimension = "money", currency.unit
        if amount.unit_end == amount.unit_start:
            amount.unit_start = self.folded.rindex(currency.name, 0, amount.start)
            amount.unit_end = amount.unit_start + len(currency.name)

    def _stands(self, amount: Amount, start: int) -> bool:
        """Whether a Chinese numeral without a unit is a number: of several places, vague, or alone on its line."""
        text, number = self.folded, amount.number
        if _PLAN_NAME.fullmatch(number.written) or _ENUMERATED.match(text, amount.end):
            return False
        alone = not (start and _HAN.match(text[start - 1]) and text[start - 1] not in plains.EQUALS) and not _HAN.match(
            text[amount.end : amount.end + 1]
        )
        bracketed = text[start - 1 : start] in ("(", "（") and text[amount.end : amount.end + 1] in (")", "）", "")
        if number.bare_scale and len(number.written) < 2:
            return start > 0 and text[start - 1] in "上近超过" and not _HAN.match(text[amount.end : amount.end + 1])
        if len(number.written) == 1 or number.digits or (number.bare_scale and not number.vague):
            listed = text[amount.end : amount.end + 1] in ("、", "．", ".")
            return alone and not bracketed and not listed and (start == 0 or not number.digits)
        return not (
            bracketed or (number.high is not None and not alone and number.scale == 1 and len(number.written) < 3)
        )

    def _bounded(self, amount: Amount, start: int) -> int:
        """Sign and modifiers around the amount, then the quantity itself."""
        text = self.folded
        begin = signs.apply(text, amount, start, self.floor)
        time = amount.dimension in _TIME_UNITS
        begin, qualifier = modifiers.before(text, begin, self.floor)
        end, behind = modifiers.after(text, amount.end, time)
        if amount.number.bare_scale and begin > self.floor and text[begin - 1] in "上数好" and qualifier == "exact":
            begin, qualifier = begin - 1, "over"
        if behind != "exact":
            qualifier = behind
        elif amount.vague and qualifier == "exact":
            qualifier = "over"
        if time and amount.dimension == "time" and amount.text_value is None and amount.high is None:
            span = self._span(amount, begin, end)
            if span:
                return span
            ago = _AGO.match(text, end)
            end = ago.end() if ago and end == amount.end and not text.startswith(("前提", "前后", "后续"), end) else end
        if text.startswith("连续", max(begin - 2, 0)) and begin - 2 >= self.floor and time:
            begin -= 2
        self._emit(amount, begin, end, qualifier)
        return end

    def _span(self, amount: Amount, begin: int, end: int) -> int | None:
        """近三年, 过去十年, 未来两周: a period that ends or begins at the reference date, else its length."""
        found = ordinals.stretch(self.folded, amount, max(self.floor, 0), self.ref)
        if found is None:
            return None
        self._add_moment(found)
        return found.end

    def _emit(self, amount: Amount, start: int, end: int, qualifier: Qualifier) -> None:
        low, high = amount.low, amount.high
        value: float | str | None = amount.text_value or _number(low)
        if value is None:
            self.floor = end
            return
        quantity = Quantity(
            self.text[start:end], start, end, "range" if high is not None and amount.kind != "ordinal" else amount.kind,
            value, _number(high) if high is not None else None, None if amount.text_value else amount.unit, qualifier,
            amount.start, amount.number_end, amount.unit_start, amount.unit_end,
        )  # fmt: skip
        coordination.share(self.folded, self.found, quantity, amount)
        self.found.append(quantity)
        self.floor = end


def _is_name(amount: Amount) -> bool:
    """陆家嘴, 伍家岗: a formal digit alone is a surname unless it counts money."""
    return len(amount.number.written) == 1 and amount.number.written in numerals.FORMAL and amount.kind == "cardinal"


def _number(value: Decimal) -> float | None:
    number = float(value)
    return None if abs(number) > 1e30 else number
