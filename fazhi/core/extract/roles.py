"""Roles: what a value is to its metric (level, from, to, change, rank, ordinal), and which way it goes.

Read from the words right before and after the number, in its clause; the verbs are data (`knowledge/meaning/change`).
Sources: the annotation guide, the usual phrasing of changes in statistical prose (由…提升至…, 同比增长…, 压缩…%).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from fazhi.core.extract.change_phrases import (
    arrival_before,
    base_before,
    better_before,
    change_before,
    compared_after,
    compared_before,
    distance_before,
    farther_before,
    former_before,
    further_base,
    goes_to,
    held_before,
    money_before,
    more_before,
    noun_before,
    object_before,
    origin_before,
    rate_before,
    single_verb,
)
from fazhi.core.extract.lexicon import members, words
from fazhi.core.extract.measurement import Measurement, Passage

_OF_CHANGE = re.compile(r"的?(增长|增幅|提升|提高|上升|下降|降幅|压缩|压减|缩短|减少|精简)(?!的|率|到|至|为)")
_REACHES = ("达", "达到")
# One of these stands right before a value that a change arrives at.
_ARRIVING = re.compile("[到至为成]")
# Without a word that opens a comparison and one of time behind it nothing is compared with.
_PAST = re.compile("[比较与同于由从在].{0,6}[年月期季轮周前]")
_WITH, _FROM, _ON = ("与", "同"), ("由", "从"), "在"
# How a distance ends, before its number: 比全省平均高, 高出, 快了.
_FAR = frozenset("高低快慢出了约近")
_MORE = re.compile("[比较].{2,}(?:[多少高低快慢]|新增)")
_LEADS_TO = re.compile("[，,、]?已?达到?[了约近]?")
# What is told of an average is how far from it these are: 高于全市平均分1.86分.
_SCORES = ("分", "位", "名", "个")
_SHARES, _FACTORS = ("%", "百分点", "倍"), ("%", "倍", "番", "成")
# Characters: how far back words are looked at, a noun and its verb between the two values of 将A…整合为B.
_REACH, _LONG_NOUN = 36, 16


def assign(text: str, passage: Passage) -> None:
    """Set `role`, `direction` and `pair` of every measurement of a sentence."""
    for at, measurement in enumerate(passage.measurements):
        if not measurement.leads:
            continue
        left = _left(passage.measurements, at, measurement)
        if not _by_kind(text, measurement):
            _by_words(text, passage, at, left)
        elif measurement.role == "rank":
            _join_ranks(text, passage, at, left)
        _share(measurement)
    _directions_of_bases(passage)


def _left(measurements: Sequence[Measurement], at: int, measurement: Measurement) -> int:
    """Where the words before a measurement begin: after the number before it, within the clause and within reach."""
    previous = measurements[at - 1].end if at else 0
    return max(previous, measurement.clause.start, measurement.start - _REACH)


def _by_kind(text: str, measurement: Measurement) -> bool:
    """Ranks, ordinals and doublings, by the kind of the quantity."""
    if measurement.unit == "番":
        measurement.role, measurement.direction = "change", "increase"
        return True
    if measurement.quantity.kind != "ordinal" and text[measurement.start] != "第":
        return False
    is_ordinal = measurement.unit in (*words("judgement", "units", "ordinal"), "年")  # 第三批, 连续第七年
    measurement.role = "ordinal" if is_ordinal else "rank"
    return True


def _by_words(text: str, passage: Passage, at: int, left: int) -> None:
    """From, to and change, by the words around; those before it begin at `left`."""
    measurement = passage.measurements[at]
    start = measurement.start
    before = text[left:start].rstrip()
    if _is_base(passage, at):
        measurement.role, measurement.base = "from", True
    elif before.endswith(_REACHES) and (changed := _changed_by(passage, at)):
        measurement.role, measurement.direction = "to", changed
    elif (
        _ARRIVING.search(text, left, start)
        and (to := arrival_before().search(before))
        and _arrives(passage, at, to.group("verb"))
    ):
        pass
    elif (measurement.unit == "百分点" or (measurement.unit in _SCORES and "平均" in before)) and (
        far := _distance(before)
    ):
        measurement.role, measurement.direction = "change", far
    elif _may_change(text, passage, left, start) and (direction := _change_direction(before, measurement.unit)):
        measurement.role, measurement.direction = "change", direction
    elif (of := _OF_CHANGE.match(text, measurement.end)) and measurement.unit in ("%", "百分点", "倍"):
        measurement.role, measurement.direction = "change", _direction_of(of.group(1))
    elif measurement.unit == "百分点":
        measurement.role, measurement.direction = _points(before)
    elif (beside := _beside(passage, at)) is not None:
        measurement.role, measurement.direction = "change", beside.direction


def _is_base(passage: Passage, at: int) -> bool:
    """Whether the number is of an earlier time, which another is compared with: 较2022年的100件增长20%."""
    measurement, text = passage.measurements[at], passage.text
    begins = measurement.start - passage.start
    first = max(0, begins - _REACH)
    if _PAST.search(text, first, begins) is None:
        return False
    if found := base_before().search(text[first:begins]):
        ends = measurement.end - passage.start
        return _is_compared(found, text[ends : ends + _REACH])
    earlier = passage.measurements[at - 1] if at else None
    if earlier is None or not earlier.base:
        return False
    return further_base().fullmatch(text[earlier.end - passage.start : begins]) is not None


def _is_compared(found: re.Match[str], after: str) -> bool:
    """Whether the words `after` a value say that another is compared with it, as `found` before it may say too.

    较2022年的 says so alone; 与2022年的 asks for 相比, 由2022年的 and 比上年受理 for a change right behind the value.
    """
    word, noun = found["word"], found["noun"]
    if word in _WITH:
        return "相比" in after or "比较" in after
    if word in _FROM and noun:
        return False
    return (word not in _FROM and word != _ON and not noun) or compared_after().match(after) is not None


def _directions_of_bases(passage: Passage) -> None:
    """What is compared with goes the way of the change behind it, or behind what else is compared with."""
    for behind, base in pairwise(reversed(passage.measurements)):
        if base.base and (behind.base or behind.role == "change"):
            base.direction = behind.direction


def _beside(passage: Passage, at: int) -> Measurement | None:
    """The change that the number stands beside, with another unit and no word of its own: 同比减少1起、31人."""
    earlier, measurement = passage.measurements[at - 1] if at else None, passage.measurements[at]
    if earlier is None or earlier.role != "change" or earlier.unit in _SHARES or measurement.unit in _SHARES:
        return None
    return earlier if passage.text[earlier.end - passage.start : measurement.start - passage.start] == "、" else None


def _may_change(text: str, passage: Passage, left: int, start: int) -> bool:
    """Whether a word of change stands in `text[left:start]`."""
    said = text[start - 1 : start] in _FAR or text.endswith("改善", left, start)
    return said or passage.phrases.any("change", left, start) or single_verb().search(text, left, start) is not None


def _distance(before: str) -> str | None:
    """Which way a distance goes that 高于 or 低于 names: 低于全国平均增幅5.32个百分点."""
    if (found := farther_before().search(before)) is None:
        return None
    return "increase" if found.group("verb") in words("meaning", "change", "above") else "decrease"


def _points(before: str) -> tuple[str, str | None]:
    """个百分点 are always a distance: 高全国1.7个百分点."""
    for direction, key in (("increase", "above"), ("decrease", "below")):
        if distance_before(key).search(before):
            return "change", direction
    return "change", None


def _arrives(passage: Passage, at: int, verb: str) -> bool:
    """Whether a change arrives at the measurement, which is then given its role; look for where it started."""
    arrived = passage.measurements[at]
    started = _started(passage, at, verb)
    direction = _direction_of(verb)
    if started is None and direction is None:
        return False
    if direction is None and started is not None and started.value != arrived.value:
        direction = "increase" if arrived.value > started.value else "decrease"
    arrived.role, arrived.direction = "to", direction
    if started is None:
        return True
    _pair(arrived, started)
    for origin in started.group or [started]:
        origin.role, origin.direction = "from", direction
        if origin.unit in ("", "个") and arrived.unit not in ("", "个"):
            origin.unit = arrived.unit
    _earlier_starts(passage, at, started)
    return True


def _earlier_starts(passage: Passage, at: int, started: Measurement) -> None:
    """Mark the values of earlier years before the one a change starts from: 由2021年的82%、2022年的85%提高到88%."""
    later, place = started, at - 1
    run: list[Measurement] = []
    while place and not later.group and (earlier := passage.measurements[place - 1]).unit == later.unit:
        between = passage.text[earlier.end - passage.start : later.start - passage.start]
        if earlier.role not in ("level", "from") or further_base().fullmatch(between) is None:
            break
        run.append(earlier)
        later, place = earlier, place - 1
    before = passage.text[max(0, later.start - _REACH - passage.start) : later.start - passage.start].rstrip()
    if run and origin_before().search(before):
        for earlier in run:
            earlier.role, earlier.direction = "from", started.direction
            earlier.pair = passage.measurements[at]


def _changed_by(passage: Passage, at: int) -> str | None:
    """The direction of the change right before a value that it leads to: 增加120件,达到560件."""
    earlier, arrived = passage.measurements[at - 1] if at else None, passage.measurements[at]
    if earlier is None or earlier.role != "change":
        return None
    by_share = arrived.unit in _SHARES
    alike = earlier.unit == "百分点" if by_share else earlier.unit in (arrived.unit, *_FACTORS)
    between = passage.text[earlier.end - passage.start : arrived.start - passage.start]
    return earlier.direction if alike and _LEADS_TO.fullmatch(between) else None


def _join_ranks(text: str, passage: Passage, at: int, left: int) -> None:
    """Join a rank with the one that it comes from: 由第12位上升到第3位; the words before it begin at `left`."""
    arrived = passage.measurements[at]
    to = arrival_before().search(text[left : arrived.start].rstrip())
    started = _started(passage, at, to.group("verb")) if to else None
    if started is not None:
        _pair(arrived, started)


def _pair(arrived: Measurement, started: Measurement) -> None:
    """Join the two ends of a change, or of each of several."""
    for member, origin in zip(arrived.group or [arrived], started.group or [started], strict=False):
        member.pair, origin.pair = origin, member


def _started(passage: Passage, at: int, verb: str) -> Measurement | None:
    """The measurement that the change starts from: 由A…至B, 原A…至B, or A…至B without a break in between."""
    if at == 0:
        return None
    arrived, candidate = passage.measurements[at], passage.measurements[at - 1]
    origin = candidate.group[0] if candidate.group else candidate
    if origin.role not in ("level", "change", arrived.role) or arrived.start - candidate.end > _REACH:
        return None
    text, offset = passage.text, passage.start
    words_before = text[max(origin.clause.start, origin.start - 24) - offset : origin.start - offset].rstrip()
    between = text[candidate.end - offset : arrived.start - offset].rstrip()
    same_unit = origin.unit == arrived.unit or "个" in (origin.unit, arrived.unit) or not origin.unit
    if not same_unit:
        return None
    unbroken = re.search(r"[，,。；;、]", between) is None
    former = former_before().search(words_before) is not None and (unbroken or verb != "达")
    marked = origin_before().search(words_before) is not None or former
    adjacent = unbroken and goes_to().fullmatch(between) is not None
    marked |= unbroken and words_before.endswith(("将", "把")) and len(between) <= _LONG_NOUN
    return origin if marked or adjacent else None


def _change_direction(before: str, unit: str) -> str | None:
    """The direction of a change whose verb stands before the number, None where there is none."""
    if found := change_before().search(before):
        return None if _improves(before, found, unit) else _direction_of(found.group("verb"))
    if _MORE.search(before) and (found := more_before().search(before)):
        return "decrease" if found["verb"][0] in "少低慢" else "increase"
    if unit == "元" and (found := money_before().search(before)):
        return "increase" if found["verb"] in words("meaning", "change", "money_increase") else "decrease"
    if "改善" in before and better_before().search(before):
        return "decrease"
    if found := noun_before().search(before):
        return "increase" if found.group("noun") in words("meaning", "change", "nouns_increase") else "decrease"
    if (found := object_before().search(before)) is None or rate_before().search(before) is not None:
        return None
    if _improves(before, found, unit) or _is_named(before, found, unit):
        return None
    increase = words("meaning", "change", "with_object_increase")
    return "increase" if found.group("verb") in increase else "decrease"


def _improves(before: str, found: re.Match[str], unit: str) -> bool:
    """Whether a verb says that things were made better, so many of them: 改造提升公厕20座, 提升行动1次."""
    if found["verb"] not in words("meaning", "change", "improving") or unit in members("meaning", "change", "degrees"):
        return False
    return compared_before().search(before[: found.start("verb")]) is None


def _is_named(before: str, found: re.Match[str], unit: str) -> bool:
    """Whether a verb belongs to the name of what was held or issued: 开展压缩审批时限专项督查2次."""
    return unit not in _SHARES and held_before().search(before[: found.start("verb")]) is not None


def _direction_of(verb: str) -> str | None:
    if verb in words("meaning", "change", "increase", "lengthening"):
        return "increase"
    return "decrease" if verb in words("meaning", "change", "decrease") else None


def _share(leader: Measurement) -> None:
    """Members of a group have the role and direction of its first."""
    for member in leader.group[1:]:
        member.role, member.direction = leader.role, leader.direction
