"""Targets: the values of plans, of what is still striven for, and of limits for handling something.

How far a word of plan reaches is observed in plans and reports of what was done: what is announced (下一步, 我局将)
fills its sentence; what is striven for (力争) goes on until a clause tells what was done; what is made sure of (确保)
or expected (预计) is as often a purpose or an estimate, and goes on with bounds alone.
"""

import datetime as dt
import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from fazhi.core.extract.lexicon import begins, either, words
from fazhi.core.extract.measurement import Measurement, Passage

# Units of times within which something is handled, and measures that are no times.
_TIMES = frozenset({"工作日", "天", "小时", "日", "个月", "分钟"})
_NO_TIMES = ("元", "年")
_SHARES = ("%", "百分点")
# Characters: how far back words are looked at, and those of a limit before its number.
_REACH, _NEAR = 36, 6
# What ends a number's item: no noun that it counts stands behind it.
_ITEM_ENDS = re.compile(r"\s*(?:$|[，,、；;。：:）)（(]|和|及|与|以|左右|并)")


class Plan(NamedTuple):
    """A stretch in which values are aimed at, from a word of plan on.

    `loose`: its word may open a purpose (确保) or an estimate (预计) too.
    """

    start: int
    end: int
    loose: bool = False


def assign(text: str, passage: Passage, aimed: bool = False) -> None:
    """Set the role of every value that is planned or a limit; `aimed`: the sentence goes on with aims."""
    plans = _plans(passage, aimed)
    starts = [plan.start for plan in plans]
    intended = "拟" in passage.text
    for measurement in passage.measurements:
        if measurement.role in ("rank", "ordinal") or measurement.pair is not None:
            continue
        at = bisect_right(starts, measurement.start) - 1 if starts else -1
        if (
            (at >= 0 and measurement.start < plans[at].end and _aims(passage, measurement, plans[at]))
            or (intended and _is_intended(text, measurement))
            or (measurement.role == "level" and _is_limit(text, measurement))
        ):
            measurement.role = "target"


def aim(passage: Passage, known: dt.date) -> None:
    """Make targets of the values of a sentence that hold for a time that ends after `known`: 到2035年达到95%.

    `known` is the last day that the report can tell of. Asks for periods.
    """
    for measurement in passage.measurements:
        last = measurement.period[1]
        if measurement.role == "level" and last is not None and last > known:
            measurement.role = "target"


def _plans(passage: Passage, aimed: bool) -> list[Plan]:
    """The stretches of a sentence in which values are aimed at, in order; sets whether it lists aims (目标是:…)."""
    passage.aiming = aimed
    found: list[Plan] = []
    if passage.phrases.any("plan", passage.start, passage.end):
        for word in plan_words().finditer(passage.text):
            begins, loose = passage.start + word.start(), word.lastgroup == "loose"
            passage.aiming |= word[0].endswith((":", "："))
            if word.lastgroup == "announced":
                found.append(Plan(begins, passage.end))
                break
            # What stands in a stretch opens none, unless it goes further.
            if not found or begins >= found[-1].end or (found[-1].loose and not loose):
                found.append(Plan(begins, _reach(passage, begins, loose), loose))
    return [Plan(passage.start, passage.end)] if aimed or passage.section_role == "plan" else found


def _reach(passage: Passage, begins: int, loose: bool) -> int:
    """Where the plan ends that a word at `begins` opens: with its clause, or with the last that goes on with it.

    A `loose` one goes on with bounds alone (确保办结率不低于98%,差评控制在1%以内), where its clause has a number; so
    does one that neither counts nor says when (力争小事不出村).
    """
    clauses = passage.clauses
    at = bisect_right(clauses, begins, key=lambda clause: clause.start) - 1
    end = clauses[at].end
    first = bisect_right(passage.measurements, begins, key=lambda measurement: measurement.start)
    counts = first < len(passage.measurements) and passage.measurements[first].start < end
    if loose and not counts:
        return end
    loose = loose or not (counts or _when().search(passage.text, begins - passage.start, end - passage.start))
    for clause in clauses[at + 1 :]:
        said = passage.text[clause.start - passage.start : clause.end - passage.start]
        if _done().search(said) or (loose and not _bounded().search(said)):
            break
        end = clause.end
    return end


def _aims(passage: Passage, measurement: Measurement, plan: Plan) -> bool:
    """Whether a number of a stretch is what is aimed at: not the things of which 确保 tells what becomes of them.

    确保10件实事落地见效 counts what there is, 确保粮食面积1530万亩 and 确保90%的园区达标 say how much there shall be.
    """
    ensured = plan.loose and passage.text.startswith("确保", plan.start - passage.start)
    if not ensured or measurement.unit in _SHARES or measurement.qualifier != "exact":
        return True
    return _ITEM_ENDS.match(passage.text, measurement.end - passage.start) is not None


def _is_intended(text: str, measurement: Measurement) -> bool:
    """Whether 拟 stands before the number in its clause: 拟修改11件."""
    first = max(measurement.clause.start, measurement.start - _REACH)
    return any(found["intent"] for found in _intent().finditer(text, first, measurement.start))


def _is_limit(text: str, measurement: Measurement) -> bool:
    """Whether the number bounds the time for handling something: 3个工作日内办结, 不超过5天."""
    if measurement.quantity.kind != "measure" and measurement.unit not in _TIMES:
        return False
    if measurement.unit in _NO_TIMES:
        return False
    quote, after = text[measurement.start : measurement.end], text[measurement.end : measurement.end + 2]
    behind, ahead = words("meaning", "target", "limit_after"), words("meaning", "target", "limit_before")
    before = text[max(measurement.clause.start, measurement.start - _NEAR) : measurement.start]
    return (
        quote.endswith(behind)
        or after.startswith(behind)
        or (before + quote).startswith(ahead, len(before))
        or before.endswith(ahead)
    )


@cache
def plan_words() -> re.Pattern[str]:
    """Words that put what follows in the future; the group that matched says how far they reach."""
    # What tells of plans (明确下一步工作重点3项) is done.
    told = "(?<![为对就了确出署究])(?<!谋划)"
    announced = "|".join((
        r"目标(?:值|任务)?(?:是|为|定为|设定为|建议为)?[:：]",
        told + either(words("meaning", "target", "plan")),
        rf"(?<!立){either(words('meaning', 'target', 'will'))}(?!{_disposed()})",
        "(?<!恢复)有望",
        "年度?计划总?投资(?!完成)",
    ))  # fmt: skip
    striven = "|".join((
        "目标(?:值|任务)?(?:是|为|定为|设定为|建议为)",
        "力争(?!取(?!得))",
        f"争取(?:{either(words('meaning', 'target', 'sought'))}|\\d[^，。；,;]{{0,4}}(?:以上|左右))",
        r"(?<![于过出了成到超])预期(?:增长|目标(?:[定比值]|增长|\s*\d)|达|为|\s*\d)",
        _planning(),
    ))  # fmt: skip
    expected = f"预计[^，。；,;\\d]{{0,8}}?{either(words('meaning', 'target', 'expected'))}"
    set_by = (
        r"(?<!完成)(?<!实现)(?:年度|全年|[省市县区]定|工作|任务|考核)目标(?:数|任务|值)?\s*\d[\d.]*(?![\d.]|个?百分点)"
    )
    loose = rf"(?<![在个])确保(?!了)|{expected}|预计\d{{4}}年|{set_by}"
    at = begins((*words("meaning", "target", "plan", "will", "aims"), *"年全省市县区工任考"))
    return re.compile(f"{at}(?:(?P<announced>{announced})|(?P<striven>{striven})|(?P<loose>{loose}))")


def _planning() -> str:
    """计划 as a verb: at the head of what it says, or behind who or when; 按计划完成, 年度计划完成率 is done."""
    verbs = either(words("meaning", "target", "planned"))
    return (
        "(?:(?<![一-龥])|(?<=[局市县区院厅也还前期步])|(?<![一二三四五六七八九十])(?<=年))"
        f"计划{verbs}(?!率|情况|进度|阶段|以来)"
    )


def _disposed() -> str:
    """What follows 将 where it is the sign of an object: 将案卷评查纳入考核; not where an adverb opens a plan."""
    adverbs, verbs = either(words("meaning", "target", "will_adverbs")), either(words("meaning", "target", "disposals"))
    return f"(?!{adverbs}|以(?!案))[^，。；,;]{{2,30}}?{verbs}"


@cache
def _when() -> re.Pattern[str]:
    """A time or a work in the clause of a plan, which then holds on: 力争到年底, 力争开工建设; not 力争案结事了."""
    return re.compile(r"目标|年[底末内初]?|月底?|季度|时间|期间|开工|建成|创建|实施|投产|投用|启动|取得")


@cache
def _done() -> re.Pattern[str]:
    """Words of a clause that tells what was done."""
    together = "(?<![公一])共(?![同建享富产青识治管商])"
    return re.compile(either(words("meaning", "target", "done")) + rf"|{together}|(?<!不)已")


@cache
def _bounded() -> re.Pattern[str]:
    """Words of a clause that says how far something shall go, or goes on with what the one before says."""
    return re.compile("^(?:其中|[同环]?比|较|[增下])|" + either(words("meaning", "target", "bounded")))


@cache
def _intent() -> re.Pattern[str]:
    """拟 of what is intended, group `intent`; in 对拟出台的政策审查, 拟提拔干部 it belongs to what is examined."""
    about = "(?:对|审查|审核)[^，。；,;]{0,8}拟"
    sums = either(words("meaning", "target", "sums"))
    named = rf"(?![定订稿制任]|提拔|上市|录用|上会|晋升|提请|处罚|作出|(?!{sums})[^，。；,;\d]{{1,8}}的)"
    return re.compile(rf"{about}|(?<![草模虚])(?P<intent>拟){named}")
