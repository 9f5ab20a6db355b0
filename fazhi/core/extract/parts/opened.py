"""Opened: the list of parts behind an opener, how far it reaches, and the total that it is attached to."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.parts.openers import bracket_end, openers
from fazhi.core.extract.parts.pairs import attach_beside
from fazhi.core.extract.parts.said import is_act, names, said_before
from fazhi.core.extract.parts.sums import LONGEST_LIST, added, gives
from fazhi.core.extract.parts.totals import alike, candidates, choose, comparable, eligible, own_whole, plain

# Characters: of an item that is no more than what was decided (撤销, 未办结).
_SHORT_ITEM = 3
# Characters from a number to 中有, and marks that part the two.
_AMONG = 14
_MARKED = re.compile("[，,；;。：:、（()）]")


def attach_opened(text: str, passage: Passage, previous: Passage | None) -> bool:
    """Parts behind an opener; whether there was one that had a total."""
    found = False
    if not passage.phrases.any("parts", passage.start, passage.end):
        return found
    starts = [m.start for m in passage.measurements]
    found_openers = [opener for opener in openers(passage.text) if _stands(passage, opener, starts)]
    ends = [bracket_end(passage.text, opener.start()) for opener in found_openers]
    for number, opener in enumerate(found_openers):
        further = zip(found_openers[number + 1 :], ends[number + 1 :], strict=True)
        # An opener within a bracket leaves the list around it alone: 刑事118件（含自诉1件）、民事102件.
        limit = next((other.start() for other, end in further if end == len(passage.text)), len(passage.text))
        limit = min(limit, ends[number])
        start, end = passage.start + opener.end(), passage.start + limit
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        reach = passage.measurements[low : min(high, low + LONGEST_LIST)]
        behind = [m for m in reach if m.role == "level" and m.whole is None]
        before = candidates(passage, previous, low, passage.start + opener.start())
        found |= _attach(text, passage, opener, behind, before)
    return found


def _stands(passage: Passage, opener: re.Match[str], starts: Sequence[int]) -> bool:
    """Whether it opens parts as it stands: 中 does right behind a number and what that counts (办结的300件案件中,…)."""
    if not opener.group("among"):
        return True
    at = bisect_left(starts, passage.start + opener.start())
    between = passage.text[passage.measurements[at - 1].end - passage.start : opener.start()] if at else ""
    return at > 0 and len(between) <= _AMONG and _MARKED.search(between) is None


def _attach(
    text: str, passage: Passage, opener: re.Match[str], behind: list[Measurement], before: list[Measurement]
) -> bool:
    """Make the measurements behind an opener parts of their total; whether any was."""
    if not behind or not before:
        return False
    before = eligible(passage, opener, before, behind[0].clause.depth)
    first = next((m for m in behind if any(comparable(m, b) for b in before)), None)
    whole = choose(text, passage, before, first, opener) if first is not None else None
    if first is None or whole is None:
        return False
    if opener.group("among"):
        return _attach_among(text, passage, opener, behind, before[0])
    if not _opens(passage, opener, behind, whole):
        return False
    listed = _scope(text, passage, opener, behind, whole)
    exact = None
    if added(listed) > whole.value or not names(text, whole, first):
        of_unit = [m for m in before if comparable(m, first)]
        exact = _exact(text, passage, opener, behind, of_unit)
        whole, listed = exact or (whole, listed)
    if _of_all(before, whole, listed) or _of_change(text, whole, listed):
        return False
    for part in listed:
        own = whole if exact else own_whole(text, before, part, whole)
        part.role, part.whole, part.listed = "part", own, listed[0]
    attach_beside(text, before, whole, listed, behind)
    return bool(listed)


def _opens(passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], whole: Measurement) -> bool:
    """Whether an opener has parts of the total behind it: 其中 always, 分别为 and 即 where several give it."""
    word = opener.group("word")
    if opener.group("view"):
        return passage.may_go_on or sum(comparable(m, whole) for m in behind) > 1
    if word in words("meaning", "parts", "strong"):
        # 二个以上（含二个）, 包括甲、乙、丙3个工程: the number is the total once more.
        return word == "其中" or len(behind) > 1 or behind[0].value != whole.value
    return _listing_sums(word, behind, whole)


def _attach_among(
    text: str, passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], whole: Measurement
) -> bool:
    """73家单位中有64家: the number right behind 中有 is a part of the number right before it.

    Behind 中 and a comma a list is of it as behind 其中: 办结的300件中,调解120件,撤诉30件.
    """
    part = behind[0]
    if not comparable(part, whole) or part.value > whole.value or is_act(text, part, whole, whole):
        return False
    among = opener.group("among")
    lists = among.endswith("中") or (not among.endswith("有") and _MARKED.search(among) is not None)
    listed = _scope(text, passage, opener, behind, whole) if lists else [part]
    for part in listed:
        part.role, part.whole, part.listed = "part", whole, listed[0]
    return bool(listed)


def _of_change(text: str, whole: Measurement, listed: Sequence[Measurement]) -> bool:
    """Whether the list divides what a total has changed by: 由200项减少到150项,其中取消30项、下放20项."""
    if whole.role != "to" or whole.pair is None or not gives(listed, abs(whole.value - whole.pair.value)):
        return False
    gained = ("新增", "增加", "取消", "下放", "减少")
    return len(listed) > 1 or said_before(text, listed[0]).startswith(gained)


def _exact(
    text: str, passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], before: Sequence[Measurement]
) -> tuple[Measurement, list[Measurement]] | None:
    """The total among several that a list gives exactly, and the list: 查处300件,结案280件,其中食品200件、药品100件."""
    if len(before) < 2:
        return None
    for whole in before:
        listed = _scope(text, passage, opener, behind, whole)
        if len(listed) > 1 and gives(listed, whole.value):
            return whole, listed
    return None


def _of_all(before: Sequence[Measurement], whole: Measurement, listed: Sequence[Measurement]) -> bool:
    """Whether the list divides several totals together, each of which is none (法规56件、规章23件,其中2021年…)."""
    if added(listed) <= whole.value:
        return False
    same = [m for m in before if m.unit == whole.unit]
    return any(gives(listed, total) for total in accumulate(m.value for m in same))


def _listing_sums(word: str, behind: Sequence[Measurement], whole: Measurement) -> bool:
    """分别为, 即, 涉及 open parts only where there are several and they give the total."""
    same = [m for m in behind if comparable(m, whole)]
    return len(same) > 1 and gives(same, whole.value)


def _scope(
    text: str, passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], whole: Measurement
) -> list[Measurement]:
    """The measurements behind an opener that it reaches: up to a closing word or bracket.

    其中: reaches past a semicolon, 其中 does so while the total is not reached.
    """
    reaches = opener.group("mark") in (":", "：")
    reached: list[Measurement] = []
    at, total = passage.start + opener.end(), 0.0
    depth = behind[0].clause.depth
    for measurement in behind:
        if measurement.clause.depth > depth:  # an aside within the list: 维持21件（占60%）、撤销4件
            continue
        between = passage.text[at - passage.start : measurement.start - passage.start]
        if measurement.clause.depth != depth or (_closed(between) and not _is_rest(between, total, measurement, whole)):
            break
        if len(reached) > 1 and total == whole.value and measurement.value and not _names_rest(passage, at, between):
            break
        semicolon = re.search(r"[；;]", between) is not None
        if semicolon and not reaches and total + measurement.value > whole.value:
            break
        at = measurement.end
        if not (alike(measurement, whole) or _begun(measurement, reached, whole)):
            continue
        if measurement.value > whole.value > 0 and reached and not _goes_on(between, measurement, whole):
            break
        if reached and total + measurement.value != whole.value and is_act(text, measurement, whole, reached[0]):
            break
        total += measurement.value
        reached.append(measurement)
    return reached


def _begun(part: Measurement, reached: Sequence[Measurement], whole: Measurement) -> bool:
    """Whether a part is counted in a unit that is not the total's, but the first part's (线索120条,其中立案20件)."""
    return comparable(part, whole) and (not reached or part.unit == reached[0].unit)


def _is_rest(between: str, total: float, part: Measurement, whole: Measurement) -> bool:
    """Whether 另 speaks of the rest of the total: 16处,其中6处已整改,另10处正在整改."""
    return "另" in between and part.unit == whole.unit and total + part.value == whole.value


def _names_rest(passage: Passage, at: int, between: str) -> bool:
    """Whether a list that has given its total goes on all the same: behind 、, or with 其他 to come."""
    heads = words("meaning", "parts", "residual_heads")
    return between.startswith("、") or any(head in passage.text[at - passage.start :] for head in heads)


def _goes_on(between: str, part: Measurement, whole: Measurement) -> bool:
    """Whether a number larger than the total is still an item of the list: behind 、, or with no more than a verb."""
    said = between.lstrip("，, ")
    item = said.startswith("、") or (len(said) <= _SHORT_ITEM and said != between)
    return item and plain(whole, part) and not any(word in said for word in words("meaning", "parts", "beside"))


def _closed(between: str) -> bool:
    """Whether the words between two numbers end a list of parts."""
    return _closer().search(between) is not None


@cache
def _closer() -> re.Pattern[str]:
    return re.compile(r"[，,；;、（()）]\s*(?:" + "|".join(words("meaning", "parts", "close")) + ")")
