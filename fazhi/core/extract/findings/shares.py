"""Shares that cannot be (满意率 102%), and shares against the counts that they come from (80件中的60件,占70%)."""

import re
from collections.abc import Mapping, Sequence

from fazhi.core.extract.findings.contradiction import Contradiction, name, plain, say, tolerance, tolerances
from fazhi.core.extract.items import EACH
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.respective import referents

# Attributes that are shares of a whole: never above 100 %. Rates of fulfilment and of growth may be.
_SHARE = re.compile(
    r"(?:满意率|满意度|好评率|覆盖率|办结率|合格率|成功率|出庭率|应诉率|答复率|公开率|进驻率|网办率|可办率|占比|比例|"
    r"比重|审查率|报备率|通过率|化解率|履行率|纠错率|败诉率|整改率|及时率|准确率|参与率|上线率|占)$"
)
# Rates that may be above 100 %: of finance and of what people have several of; of cases where old ones are among them.
_MAY_EXCEED = re.compile(
    r"(?:拨备|预算|资金|财政|保险|参保|流动性|电话|宽带|手机|5G|互联网)[^，。；,;]{0,6}覆盖率|结转|旧存|存量|超额"
)
_OF_TOTAL = re.compile(r"(?:占|占比|占比为|占比达|占全部|占总[数量]|占[^，。；,;]{0,12}的)(?:约|近|超过|达|为|到|比)*$")
# What a share is said to be of; ends that name any total; heads that name one of a wider area.
_BASE = re.compile(r"占([^，。；,;占]{2,14}?)的?(?:约|近|超过|达|为|到|比|比例|比重)*$")
_TOTALS = ("总数", "总量", "总额", "总人数", "人数", "件数", "数量", "全部", "总")
_WIDER = ("全国", "全省", "全市", "全区", "全县", "全州")
_ALL = 100.0
# Characters from a count to its share; how many numbers a bracket between them may hold.
_REACH, _ASIDE = 20, 6
# Words that say that several items have one share; how many numbers before a share may be what it is of.
_TOGETHER = re.compile(r"[两二三四]者|[两三四]类|[两三四]项|[共合总]计?占|共同|都占|均占|之和|上述|以上")
_BASES = 12
_BRACKETS = re.compile("[（(][^（）()]*[）)]")


def check_possible(passages: Sequence[Passage]) -> list[Contradiction]:
    """Shares above 100 % or below 0."""
    found: list[Contradiction] = []
    for passage in passages:
        for measurement in passage.measurements:
            if measurement.unit != "%" or measurement.role not in ("level", "part", "to", "from"):
                continue
            named = _SHARE.search(measurement.label) or _SHARE.search((measurement.metric or "").rstrip("达为到"))
            if named and not 0 <= measurement.value <= _ALL and not _MAY_EXCEED.search(passage.text):
                message = f"{name(measurement)}为{plain(measurement.value)}%,超出0%至100%的范围。"
                found.append(
                    Contradiction("impossible_share", "critical", _ALL, measurement.value, (measurement,), message)
                )
    return found


def check_stated(passages: Sequence[Passage]) -> list[Contradiction]:
    """Shares right behind a part of a total that the two counts do not give."""
    found: list[Contradiction] = []
    for passage in passages:
        if not any(m.unit == "%" for m in passage.measurements):
            continue
        each = referents(passage)
        for at, share in enumerate(passage.measurements):
            count = _counted(passage, at, each) if share.unit == "%" else None
            whole = count.whole if count is not None else None
            if count is None or whole is None or not whole.value or not _is_of(passage, share, whole):
                continue
            if not _fits([count], whole, share) and not _explained(passage, at, count, whole, each):
                found.append(_mismatch(count, whole, share, _ALL * count.value / whole.value))
    return found


def _fits(counts: Sequence[Measurement], whole: Measurement, share: Measurement) -> bool:
    """Whether a share is the one that counts have of a total together, but for rounding."""
    if not whole.value:
        return False
    slack = tolerance(share) + _ALL * (tolerances(counts) + tolerance(whole)) / abs(whole.value)
    return abs(_ALL * sum(m.value for m in counts) / whole.value - share.value) <= slack + 0.05


def _explained(
    passage: Passage, at: int, count: Measurement, whole: Measurement, each: Mapping[int, Measurement]
) -> bool:
    """Whether a share is of something else than its count and total: of several items, of another number before it.

    食品120件、药品50件,两者共占85%; 占75%和25% without 分别; 审结80件,维持60件,占75%.
    """
    share, before = passage.measurements[at], passage.measurements[max(0, at - _BASES) : at]
    clause = _last_clause(passage, share)
    if at not in each and (len(share.group) > 1 or _TOGETHER.search(clause)):
        return True
    items = [m for m in before if m.whole is whole and m.listed is count.listed]
    if any(_fits(items[start:], whole, share) for start in range(len(items) - 1)):
        return True
    others = [m for m in before if m is not count and m.unit == count.unit and m.value >= count.value]
    return any(_fits([count], other, share) for other in others)


def _counted(passage: Passage, at: int, each: Mapping[int, Measurement]) -> Measurement | None:
    """The count that a share is said of, None where there is none: …60件,占75%; 118件（含自诉1件）,占53.6%.

    `each` holds what the shares of a list with 分别 are of, by their place.
    """
    share = passage.measurements[at]
    before = passage.measurements[max(0, at - _ASIDE) : at]
    count = next((m for m in reversed(before) if m.clause.depth <= share.clause.depth), None)
    if count is None:
        return None
    between = _BRACKETS.sub("", passage.text[count.end - passage.start : share.start - passage.start])
    if re.search(r"[。；;]", between) or len(between) > _REACH or _OF_TOTAL.search(between) is None:
        return each.get(at) if _OF_TOTAL.search(_last_clause(passage, share)) else None
    return each.get(at) if EACH in between or at in each else count


def _is_of(passage: Passage, share: Measurement, whole: Measurement) -> bool:
    """Whether the base that a share names can be the total: 占有效举报的76% is no share of all 线索."""
    named = _BASE.search(_last_clause(passage, share))
    if named is None:
        return True
    base = named[1]
    if base.startswith(_WIDER) and base[:2] not in (whole.subject or ""):
        return False
    return base.endswith(_TOTALS) or base[:2] in (whole.metric or "") + whole.label


def _last_clause(passage: Passage, share: Measurement) -> str:
    """The words of a share's clause before it, or before the list of shares that it stands in."""
    leader = share.group[0] if share.group else share
    return passage.text[share.clause.start - passage.start : leader.start - passage.start]


def _mismatch(count: Measurement, whole: Measurement, share: Measurement, expected: float) -> Contradiction:
    message = (
        f"{say(count.value, count.unit)}占{say(whole.value, whole.unit)}的{plain(round(expected, 2))}%,"
        f"文中写为{plain(share.value)}%。"
    )
    return Contradiction("share_mismatch", "warning", expected, share.value, (share, count, whole), message)
