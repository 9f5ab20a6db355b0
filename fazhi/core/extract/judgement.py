"""Judgement: which quantities are indicators, and which only name, date, number or enumerate.

The lists and shapes are data (`knowledge/judgement`); the rules here say how they are applied. Conventions are those of
the annotation guide: counts, amounts, shares, limits, ranks and batches measure; names, levels, articles, document
numbers, meetings, dates, indefinite 一 and what cannot be read do not.
"""

import re
from functools import cache

from fazhi.core.extract.lexicon import either, members, words
from fazhi.core.extract.names import Names
from fazhi.core.extract.quantities.lengths import is_measured
from fazhi.core.extract.quantity import Quantity

_CHINESE = re.compile(r"[一二三四五六七八九十两]+")
# A scale alone is a figure of speech (百家) or the head of a table (单位:万元), unless a vague word makes it a number.
_BARE_SCALES = frozenset({"百", "千", "万", "亿", "百万", "千万", "万亿", "亿万"})
_UNREADABLE = "□"
# A bare number counts only with a scale or a vague ending (300多万); more digits are an identifier.
_VAGUE = re.compile(r"[余多几]?[万亿][余多]?$|[余多]$")
_KINDS = frozenset({"cardinal", "percent", "fraction", "ordinal", "money", "measure", "range"})
_NEAR = 12
_STEPS = frozenset({"位", "名", "百分点", "倍"})
_STEPPED = re.compile("(?:提升|上升|前进|前移|跃升|晋升|提高|增长|下降|后退|后移|降低|[升降进退])了?近?$")
_CLAUSE_ENDS = "，。；,;：:！？!?\n"
_PERSONS = frozenset({"人", "名"})
# What has a size is told apart by it: so many characters of its name may stand before the noun.
_SIZES = frozenset({"平方米", "平方公里", "亩", "公顷", "米", "公里", "吨", "立方米"})
_WORDS = 4
# Also of whom or how good it is, behind 的: 10人以下的律师事务所, 得分90分以上的单位.
_GRADED = _PERSONS | {"分"}
_CRITERIA = ("以上", "以下", "以内")
_EXCEEDS = ("超", "逾")
_MOVE = "(?:[升降进跃]|[前后]移|滑落)[至到为]"
# A rank that another comes from (由第12位上升到第3位), and one that is arrived at.
_MOVES, _MOVED = re.compile(rf"[^，。；,;]{{0,6}}{_MOVE}"), re.compile(rf"{_MOVE}[^，。；,;]{{0,8}}$")


def is_indicator(text: str, quantity: Quantity, names: Names) -> bool:
    """Whether `quantity` of `text` measures something; `names` are the names found in the text.

    Source of the rules: the annotation guide (INCLUDE and EXCLUDE), applied with `knowledge/judgement`.
    """
    if quantity.kind not in _KINDS or isinstance(quantity.value, str) or quantity.value is None:
        return False
    if _UNREADABLE in text[max(0, quantity.start - 1) : quantity.end + 1]:
        return False
    if names.hold(quantity.start, quantity.end + _is_lent(quantity)) or _is_base(text, quantity):
        return False
    # The shapes of names last: they are what costs most to ask for.
    return _counts(text, quantity) and not names.shaped(quantity.number_start, quantity.number_end)


def _is_lent(quantity: Quantity) -> bool:
    """Whether its unit stands behind a later number: a name that is this number alone (5.0, 120) is none then."""
    return quantity.unit is not None and quantity.unit_start == quantity.unit_end


def _is_base(text: str, quantity: Quantity) -> bool:
    """Whether it only says for how many something is counted: 每十万人, 每10个来电中."""
    return text.endswith(("每", "每 "), 0, quantity.start)


def _counts(text: str, quantity: Quantity) -> bool:
    """Whether the number measures by itself and by the words beside it."""
    if quantity.kind == "ordinal" or text[quantity.start] == "第":
        return _ordinal_counts(text, quantity)
    if not quantity.unit:
        return _bare_counts(text, quantity)
    return _unit_counts(text, quantity)


def _ordinal_counts(text: str, quantity: Quantity) -> bool:
    """Batches (第三批), ranks (全省第3位, 居全区第二) and years in a row (连续第七年) count; other ordinals name."""
    if quantity.unit in members("judgement", "units", "ordinal"):
        return True
    before, after = text[max(0, quantity.start - _NEAR) : quantity.start], text[quantity.end : quantity.end + _NEAR]
    if quantity.unit == "年" and before.endswith("连续"):
        return True
    moved = quantity.unit is not None and (_MOVES.match(after) or _MOVED.search(before))
    if not moved and _rank_before().search(before) is None:
        return False
    return quantity.unit in (*words("judgement", "units", "rank"), None) and not after.startswith(
        ("个", "次", "大", "家")
    )


def _bare_counts(text: str, quantity: Quantity) -> bool:
    """A number without unit counts where it is an amount of money in words (兑现奖补资金300多万)."""
    number = text[quantity.number_start : quantity.number_end]
    if quantity.kind in ("percent", "fraction"):
        return quantity.kind == "percent"
    before = text[max(0, quantity.start - 2 * _NEAR) : quantity.start]
    return bool(_VAGUE.search(number) or _VAGUE.search(quantity.text)) and _money_before().search(before) is not None


def _unit_counts(text: str, quantity: Quantity) -> bool:
    """A number with unit counts, but for naming units, indefinite 一, times and attributes (岁, 500万元以上项目)."""
    special = _special().get(quantity.unit or "", "")
    if special == "rejected":
        return False
    number = text[quantity.number_start : quantity.number_end]
    if _CHINESE.fullmatch(number) and _is_stage(text, quantity):
        return False
    bare_one = number == "一" and quantity.kind != "percent" and quantity.unit != "倍"
    if (bare_one and not _moved_by_one(text, quantity)) or (number in _BARE_SCALES and not _vague(text, quantity)):
        return False
    if special == "years" and not _span_counts(text, quantity):
        return False
    return not (quantity.text.endswith(_CRITERIA) or quantity.text.startswith(_EXCEEDS)) or not _is_criterion(
        text, quantity
    )


def _moved_by_one(text: str, quantity: Quantity) -> bool:
    """Whether 一 says by how much something moved, not that there is one: 排名提升一位, 提高一个百分点."""
    return quantity.unit in _STEPS and _STEPPED.search(text, max(0, quantity.start - _NEAR), quantity.start) is not None


def _is_stage(text: str, quantity: Quantity) -> bool:
    """Whether the unit, as it is written, names what the number of it tells apart (二期, 三方 is no volume)."""
    return text[quantity.unit_start : quantity.unit_end] in members("judgement", "units", "stages")


def _vague(text: str, quantity: Quantity) -> bool:
    """Whether a scale alone is meant as a rough number: 上百家, 近千人, 百余件."""
    return quantity.qualifier != "exact" or text[max(0, quantity.start - 1) : quantity.start] in (
        "上",
        "近",
        "超",
        "逾",
        "数",
    )


def _span_counts(text: str, quantity: Quantity) -> bool:
    """Whether a number of years, months or days is a measure, not a time (近三年) or part of a name."""
    before, after = text[max(0, quantity.start - _NEAR) : quantity.start], text[quantity.end : quantity.end + 4]
    if after.startswith(words("judgement", "units", "times_after")):
        return False
    if before.endswith(words("judgement", "units", "times_before")) and quantity.unit in (
        "年",
        "个月",
        "周",
        "天",
        "月",
    ):
        return False
    if quantity.unit == "日":
        return is_measured(text, quantity.start, quantity.end)
    if quantity.unit not in ("年", "年度"):
        return quantity.unit not in ("月", "季度", "个季度") and not _is_rough_time(text, quantity)
    cued = quantity.text.startswith("连续") or _years_cue().search(before) is not None
    return cued or after.startswith(words("judgement", "units", "years_after"))


def _is_rough_time(text: str, quantity: Quantity) -> bool:
    """Whether it only says when something was done: 两个多月 at the head of a clause, before what was done."""
    after = text[quantity.end : quantity.end + 1]
    headed = quantity.start == 0 or text[quantity.start - 1] in _CLAUSE_ENDS
    return headed and "多" in quantity.text and "一" <= after <= "鿿"


def _is_criterion(text: str, quantity: Quantity) -> bool:
    """Whether the number only says which things are meant (500万元以上项目, 超亿元企业, 死亡3人以上较大事故)."""
    after = text[quantity.end : quantity.end + _NEAR]
    limited = quantity.text.endswith(_CRITERIA)
    if quantity.kind == "money" and limited and after.startswith("的"):
        return _sum_after().match(after) is None
    if quantity.kind in ("money", "measure"):
        words_between = _WORDS if quantity.unit in _SIZES else 0
        return _class_after(words_between).match(after.removeprefix("的")) is not None
    if quantity.unit in _GRADED and _is_grade(after):
        return True
    return quantity.unit in _PERSONS and _accident_after().match(after) is not None


def _is_grade(after: str) -> bool:
    """Whether a limit of persons or points is said of what is counted behind it: 的律师事务所, 应急队伍12支."""
    said = after.startswith("的")
    noun = _class_after(_WORDS).match(after, said)
    return noun is not None and (said or after[noun.end() : noun.end() + 1].isdecimal())


@cache
def _special() -> dict[str, str]:
    """The units that do not always count, each with the list that says so."""
    lists = ("years", "rejected")
    return {unit: name for name in lists for unit in words("judgement", "units", name)}


@cache
def _rank_before() -> re.Pattern[str]:
    return re.compile(
        r"(?:全[国省市县区州盟旗镇]|排名|位列|位居|名列|列|居|排|[省市区州盟]内|获|进入)[^，。；,;]{0,8}$"
    )


@cache
def _money_before() -> re.Pattern[str]:
    return re.compile(either(words("judgement", "units", "money_cues")) + rf"[^{_CLAUSE_ENDS}、惠覆帮扶涉]{{0,10}}$")


@cache
def _class_after(between: int) -> re.Pattern[str]:
    """The nouns of classes, behind adjectives of theirs or up to `between` characters: 500平方米以上餐饮单位."""
    adjectives = either(words("judgement", "units", "criteria_adjectives"))
    nouns = either(words("judgement", "units", "criteria_nouns"))
    return re.compile(rf"(?:{adjectives}{{0,2}}|[^{_CLAUSE_ENDS}]{{0,{between}}}){nouns}")


@cache
def _accident_after() -> re.Pattern[str]:
    return re.compile(rf"的?[^{_CLAUSE_ENDS}]{{0,8}}" + either(words("judgement", "units", "accidents")))


@cache
def _sum_after() -> re.Pattern[str]:
    """的 before a sum of money itself, or before a mark: 安排500万元以上的专项资金."""
    return re.compile(
        rf"的(?:[{_CLAUSE_ENDS}]|$|[^{_CLAUSE_ENDS}]{{0,6}}" + either(words("judgement", "units", "sums")) + ")"
    )


@cache
def _years_cue() -> re.Pattern[str]:
    return re.compile(either(words("judgement", "units", "years_cues")) + r"[^，。；,;]{0,3}$")
