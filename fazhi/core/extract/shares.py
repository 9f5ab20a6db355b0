"""Shares: how one is named by the count right before it (直办37527件,占52.7%), so that it reads as no share of that.

直办占比 and 直办占收件总数 say that the count is the part; 占直办 would make it the whole.
"""

import re
from functools import cache

from fazhi.core.extract.label import clause_before, stretch, without_rank
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Passage

_OF = re.compile(r"^(?:[约仅只均各共也]|大约|合计|分别|所)*占(?!有(?!效)|[地用道])")
# Words between 完成 and the plan that say whose it is or how it was set.
_PLANNED = r"(?:全年|年度|年初|本年|上级|省定|市定|省|市|县|区|既定|预期|下达|确定|制定|的)*"
# How little a share is, before its verb: 具有专业背景的仅占18.8%.
_ONLY = re.compile("(?<=.)[仅只](?=占)")
_BARE = re.compile(r"占(?:比|比例|比重|全比)?")
# The whole that a count comes up to: 达到执法人员总数的5%.
_COMES_TO = re.compile(r"达到?[^，。；,;]{2,16}总[数量额人收][^，。；,;]{0,2}的$")
# How large the share is, which the number says: 占受理总数比例最高.
_SIZE = re.compile(r"的?(?:比例|比重|比)?(?:[最较]?[高大多])?$")
_LEAST, _LONGEST = 2, 14


def share_of(passage: Passage, at: int, part: str) -> str:
    """The metric of the percentage `at`, or empty where it is no share of a whole; `part` names the count before it.

    A clause without a number between the two names the part itself where it sets it apart, or where nothing is
    counted: 餐饮食品最多,占37.4%.
    """
    measurement = passage.measurements[at]
    if measurement.role not in ("level", "part"):
        return ""
    label, before = measurement.label, clause_before(passage, at)
    if not label and before.startswith("占"):
        label, before = _SIZE.sub("", before), ""
    elif _COMES_TO.search(stretch(passage, measurement.clause.start, measurement.start)):
        label = "占" + label
    if part and (plan := _plan().fullmatch(label)):
        return part.removeprefix("完成").removeprefix("实现") + "完成" + plan.group("plan")
    said = _OF.match(label)
    if said is None:
        label = _ONLY.sub("", label) if "占" in label else label
        return label + "比" if label.endswith("占") and "比" not in label else ""
    thing = without_rank(before)
    own = _SIZE.sub("", thing) if thing != before or not part else ""
    part = own if _LEAST <= len(own) <= _LONGEST else part
    return part + ("占比" if _BARE.fullmatch(label[said.end() - 1 :]) else label[said.end() - 1 :])


@cache
def _plan() -> re.Pattern[str]:
    """A plan that a number says how far it was fulfilled: 完成年度目标任务的115%, 为年度计划的120%."""
    plans = either(words("meaning", "metric", "plans"))
    return re.compile(rf"(?:[超已]?完成|达到?|占|为|是)?(?P<plan>{_PLANNED}{plans})")
