"""Parts and totals: which measurement is said to be of which total.

The text says so by 其中, 包括, 含, by 分别为; a list behind or before a total whose parts give the total exactly
says so by its numbers. Other subsets are not parts (annotation guide).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Listing, Measurement, Passage
from fazhi.core.extract.verbs import verb_spans

_EXACT = 1e-9
_LONGEST_LIST = 40
# How many numbers beside a total are summed up.
_SUMMED = 12
# Between a total and its 其中: a mark, a bracket, or one word (60件左右,其中…).
_BESIDE = re.compile(r"[^，。；,;：:、]{0,2}[，,；;（(]?\s*")
_OPENING = ("（", "(")
_BRACKET = re.compile("[（()）]")
# Of a total whose parts only their sum tells: a smaller one has them in a bracket (2起（办结1起，办理中1起）).
_FEWEST = 3
# Characters from a part to its share, words looked at before a number; what rounding leaves of a share, in points.
_SHARE_REACH, _SAID, _SHARE_SLACK = 8, 24, 0.06
# Characters: of an item that is no more than what was decided (撤销, 未办结).
_SHORT_ITEM = 3


def assign(text: str, passage: Passage, previous: Passage | None) -> None:
    """Set `whole` and role `part` of the measurements of a sentence; `previous` is the sentence before it.

    Linear in the number of measurements: every opener looks back over a bounded number of them.
    """
    if previous is not None and previous.listing is not None and passage.goes_on_from(previous):
        passage.listing = previous.listing
        _go_on(passage, previous.listing)
    marked = _opened(text, passage, previous)
    if not marked:
        _by_sum(passage)
    elif passage.may_go_on:
        passage.listing = _listing(passage)


def _opened(text: str, passage: Passage, previous: Passage | None) -> bool:
    """Parts behind an opener; whether there was one that had a total."""
    found = False
    if not passage.phrases.any("parts", passage.start, passage.end):
        return found
    openers = _openers(passage.text)
    starts = [m.start for m in passage.measurements]
    ends = [_bracket_end(passage.text, opener.start()) for opener in openers]
    for number, opener in enumerate(openers):
        further = zip(openers[number + 1 :], ends[number + 1 :], strict=True)
        # An opener within a bracket leaves the list around it alone: 刑事118件（含自诉1件）、民事102件.
        limit = next((other.start() for other, end in further if end == len(passage.text)), len(passage.text))
        limit = min(limit, ends[number])
        start, end = passage.start + opener.end(), passage.start + limit
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        reach = passage.measurements[low : min(high, low + _LONGEST_LIST)]
        behind = [m for m in reach if m.role == "level" and m.whole is None]
        before = _before(passage, previous, low, passage.start + opener.start())
        found |= _attach(text, passage, opener, behind, before)
    return found


def _bracket_end(text: str, at: int) -> int:
    """Where the bracket that opens right before `at` closes: 审结35件（含上年）,撤销4件; else the end of the text."""
    if text[at - 1 : at] not in _OPENING:
        return len(text)
    depth = 1
    for bracket in _BRACKET.finditer(text, at):
        depth += 1 if bracket[0] in _OPENING else -1
        if not depth:
            return bracket.start()
    return len(text)


def _openers(text: str) -> list[re.Match[str]]:
    """The openers of a sentence; behind 其中 one adds nothing: 其中包括, 其中涉及土地3件、涉及房屋2件."""
    found: list[re.Match[str]] = []
    for opener in _opener().finditer(text):
        listed = bool(found) and found[-1].group("word") == "其中" != opener.group("word")
        if not (listed and (found[-1].end() == opener.start() or text[opener.start() - 1] == "、")):
            found.append(opener)
    return found


def _listing(passage: Passage) -> Listing | None:
    """The list of parts that is open at the end of a sentence, for what goes on behind its semicolon."""
    listed = [m for m in passage.measurements if m.whole is not None and m.role == "part"][-_LONGEST_LIST:]
    whole = listed[-1].whole if listed else None
    if whole is None:
        return None
    # 其中 at the head of a sentence: its items are all that the sentence has to say.
    alone = whole.start < passage.start and _opener().match(passage.text.lstrip()) is not None
    return Listing(whole, [m for m in listed if m.whole is whole], [], alone)


def _go_on(passage: Passage, listing: Listing) -> None:
    """Parts that go on behind a semicolon.

    They are parts where the list has a sentence of its own, where their share of the total is as stated (求助类80件,
    占26.67%), or where with them the list gives its total exactly.
    """
    whole, parts, waiting, alone = listing
    opener = _opener().search(passage.text)
    end = passage.start + opener.start() if opener else passage.end
    for at, measurement in enumerate(passage.measurements[:_LONGEST_LIST]):
        if measurement.start >= end or measurement.value > whole.value:
            break
        if measurement.role != "level" or measurement.unit != whole.unit or measurement.clause.depth:
            continue
        waiting.append(measurement)
        if alone or _has_share(passage.measurements, at, whole):
            found = [waiting.pop()]
        elif _gives([*parts, *waiting], whole.value):
            found, waiting[:] = list(waiting), []
        else:
            continue
        for part in found:
            part.role, part.whole, part.listed = "part", whole, parts[0].listed
        parts.extend(found)


def _has_share(measurements: Sequence[Measurement], at: int, whole: Measurement) -> bool:
    """Whether a share stands right behind the measurement that it has of the total."""
    part, share = measurements[at], measurements[at + 1] if at + 1 < len(measurements) else None
    if share is None or share.unit != "%" or share.role != "level" or share.start - part.end > _SHARE_REACH:
        return False
    return abs(share.value - 100 * part.value / whole.value) <= _SHARE_SLACK


def _before(passage: Passage, previous: Passage | None, low: int, offset: int) -> list[Measurement]:
    """Measurements that may be the total of an opener at `offset`, nearest first; `low` counts those before it."""
    same, of = passage.measurements[max(0, low - 8) : low], passage
    if not same and previous is not None and offset - passage.start <= 2:
        same, of = previous.measurements[-6:], previous
    found = [m for m in reversed(same) if m.role in ("level", "part", "to") and m.unit != "%"]
    milestones = words("meaning", "parts", "milestones")
    return [m for m in found if not of.text[: m.start - of.start].endswith(milestones)]


def _attach(
    text: str, passage: Passage, opener: re.Match[str], behind: list[Measurement], before: list[Measurement]
) -> bool:
    """Make the measurements behind an opener parts of their total; whether any was."""
    if not behind or not before:
        return False
    before = _eligible(passage, opener, before, behind[0].clause.depth)
    first = next((m for m in behind if any(_same(m, b) for b in before)), None)
    whole = _whole(text, passage, before, first, opener) if first is not None else None
    if first is None or whole is None:
        return False
    word = opener.group("word")
    if word not in words("meaning", "parts", "strong") and not _listing_sums(word, behind, whole):
        return False
    listed = _scope(passage, opener, behind, whole)
    if not _names(text, whole, first):
        whole, listed = _exact(passage, opener, behind, before) or (whole, listed)
    if _of_all(before, whole, listed):
        return False
    for part in listed:
        part.role, part.whole, part.listed = "part", _own_whole(text, before, part, whole), listed[0]
    _attach_beside(before, whole, listed, behind)
    return bool(listed)


def _eligible(passage: Passage, opener: re.Match[str], before: list[Measurement], depth: int) -> list[Measurement]:
    """What may be the total of parts at `depth`: what a closed bracket holds is none.

    受理300件（上年结转50件），其中…. A bracket speaks of the number before it: 不起诉65人（含和解9人）.
    """
    outer = [m for m in before if m.clause.depth <= depth] or before
    bracket = opener.start() - 1
    if passage.text[max(0, bracket) : opener.start()] in _OPENING:
        outer = [m for m in outer if m.end - passage.start == bracket] or outer
    return outer


def _exact(
    passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], before: Sequence[Measurement]
) -> tuple[Measurement, list[Measurement]] | None:
    """The total among several that a list gives exactly, and the list: 查处300件,结案280件,其中食品200件、药品100件."""
    if len(before) < 2:
        return None
    for whole in before:
        listed = _scope(passage, opener, behind, whole)
        if len(listed) > 1 and _gives(listed, whole.value):
            return whole, listed
    return None


def _own_whole(text: str, before: Sequence[Measurement], part: Measurement, whole: Measurement) -> Measurement:
    """The total that a part names where its list has another: 退回侦查36件,重报35件,其中一次退回30件,一次重报28件."""
    if len(before) < 2 or _names(text, whole, part):
        return whole
    named = (m for m in before if m.unit == part.unit and m.value >= part.value and _names(text, m, part))
    return next(named, whole)


def _names(text: str, whole: Measurement, part: Measurement) -> bool:
    """Whether the words before a part say what the total counts: its verb, or all that stands before it."""
    said, own = _said_before(text, whole), _said_before(text, part)
    verbs = {said[start:end] for start, end in verb_spans(said)}
    return any(own[start:end] in verbs for start, end in verb_spans(own)) or (len(said) > 1 and said in own)


def _said_before(text: str, measurement: Measurement) -> str:
    """The words before a number in its clause, without those that only say that it is a total."""
    start = max(measurement.clause.start, measurement.start - _SAID)
    return _totals().sub("", text[start : measurement.start].rsplit("、", 1)[-1])


def _attach_beside(
    before: Sequence[Measurement], whole: Measurement, listed: Sequence[Measurement], behind: Sequence[Measurement]
) -> None:
    """Parts right behind parts, of a total right behind their total: 起诉403件579人,其中诈骗案件70件92人."""
    second = next((m for m in before if m.start == whole.end and m.unit != whole.unit), None)
    if second is None:
        return
    ends = {part.end for part in listed}
    beside = [m for m in behind if m.start in ends and m.unit == second.unit and m.value <= second.value]
    for part in beside:
        part.role, part.whole, part.listed = "part", second, beside[0]


def _of_all(before: Sequence[Measurement], whole: Measurement, listed: Sequence[Measurement]) -> bool:
    """Whether the list divides several totals together, each of which is none (法规56件、规章23件,其中2021年…)."""
    if _sum(listed) <= whole.value:
        return False
    same = [m for m in before if m.unit == whole.unit]
    return any(_gives(listed, total) for total in accumulate(m.value for m in same))


def _whole(
    text: str, passage: Passage, before: Sequence[Measurement], part: Measurement, opener: re.Match[str]
) -> Measurement | None:
    """The nearest earlier measurement of the same unit that is not smaller than the part; of several one that it names.

    Where all are smaller the report contradicts itself, if the nearest is said to be a total (共80件,其中95件) or 其中
    stands right behind it (受理20件,其中维持35件).
    """
    same = [m for m in before if _same(m, part)]
    large = [m for m in same if m.value >= part.value]
    larger = next((m for m in large if len(large) > 1 and _names(text, m, part)), large[0] if large else None)
    if larger is None and same and same[0] is before[0]:
        return same[0] if _said_total(passage, same[0]) or _adjoins(passage, same[0], part, opener) else None
    return larger


def _adjoins(passage: Passage, whole: Measurement, part: Measurement, opener: re.Match[str]) -> bool:
    """Whether 其中 speaks of the number right before it, and the part is counted exactly as that is."""
    between = passage.text[whole.end - passage.start : opener.start()]
    if opener.group("word") != "其中" or _BESIDE.fullmatch(between) is None or not _plain(whole, part):
        return False
    said = passage.text[whole.clause.start - passage.start : whole.start - passage.start]
    if any(word in said for word in words("meaning", "parts", "rates")):
        return False
    own = passage.text[opener.end() : part.start - passage.start]
    return not any(word in own for word in words("meaning", "parts", "beside"))


def _same(one: Measurement, other: Measurement) -> bool:
    """Whether the units allow one to be part of the other (件 and 起 do; % and 元 only with themselves)."""
    if one.unit == other.unit:
        return True
    kinds = {
        frozenset(group)
        for group in (("件", "起", "宗", "件次"), ("人", "名", "人次"), ("户", "家", "个"), ("项", "个"))
    }
    return any(one.unit in kind and other.unit in kind for kind in kinds)


def _listing_sums(word: str, behind: Sequence[Measurement], whole: Measurement) -> bool:
    """分别为, 即, 涉及 open parts only where there are several and they give the total."""
    same = [m for m in behind if _same(m, whole)]
    return len(same) > 1 and _gives(same, whole.value)


def _scope(
    passage: Passage, opener: re.Match[str], behind: Sequence[Measurement], whole: Measurement
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
        if len(reached) > 1 and total == whole.value and measurement.value and not between.startswith("、"):
            break
        semicolon = re.search(r"[；;]", between) is not None
        if semicolon and not reaches and total + measurement.value > whole.value:
            break
        at = measurement.end
        if not _same(measurement, whole):
            continue
        if measurement.value > whole.value > 0 and reached and not _goes_on(between, measurement, whole):
            continue
        total += measurement.value
        reached.append(measurement)
    return reached


def _is_rest(between: str, total: float, part: Measurement, whole: Measurement) -> bool:
    """Whether 另 speaks of the rest of the total: 16处,其中6处已整改,另10处正在整改."""
    return "另" in between and part.unit == whole.unit and total + part.value == whole.value


def _goes_on(between: str, part: Measurement, whole: Measurement) -> bool:
    """Whether a number larger than the total is still an item of the list: behind 、, or with no more than a verb."""
    said = between.lstrip("，, ")
    item = said.startswith("、") or (len(said) <= _SHORT_ITEM and said != between)
    return item and _plain(whole, part) and not any(word in said for word in words("meaning", "parts", "beside"))


def _plain(whole: Measurement, part: Measurement) -> bool:
    """Whether both are exact numbers of one unit, so that the one can't be more than the other by its wording."""
    exact = whole.qualifier == part.qualifier == "exact"
    return exact and whole.unit == part.unit and whole.quantity.value_high is part.quantity.value_high is None


def _closed(between: str) -> bool:
    """Whether the words between two numbers end a list of parts."""
    return _closer().search(between) is not None


def _by_sum(passage: Passage) -> None:
    """A total and the numbers of its unit right behind it (or before it, then with 共) that give it exactly."""
    levels = [m for m in passage.measurements if m.role == "level" and m.unit != "%"][: 2 * _LONGEST_LIST]
    for at, whole in enumerate(levels):
        if whole.value < 2 or whole.whole is not None or whole.qualifier != "exact":
            continue
        parts = _summing(levels[at + 1 : at + 1 + _SUMMED], whole)
        if whole.value < _FEWEST and not all(part.clause.depth > whole.clause.depth for part in parts):
            continue
        if not parts and at > 1 and _said_total(passage, whole):
            parts = _summing(levels[max(0, at - _SUMMED) : at][::-1], whole)
        for part in parts:
            part.role, part.whole = "part", whole


def _summing(candidates: Sequence[Measurement], whole: Measurement) -> list[Measurement]:
    """The run of at least two measurements, next to the total, that gives it."""
    total = 0.0
    run: list[Measurement] = []
    for measurement in candidates:
        if measurement.unit != whole.unit or measurement.whole is not None or measurement.qualifier != "exact":
            break
        total += measurement.value
        run.append(measurement)
        if total > whole.value * (1 + _EXACT):
            break
        if len(run) > 1 and _gives(run, whole.value):
            return run
    return []


def _gives(parts: Sequence[Measurement], whole: float) -> bool:
    return abs(_sum(parts) - whole) <= _EXACT * max(1.0, abs(whole))


def _sum(parts: Sequence[Measurement]) -> float:
    return sum(m.value for m in parts)


def _said_total(passage: Passage, measurement: Measurement) -> bool:
    """Whether the clause says 共 or another word of totals before the number."""
    start = max(measurement.clause.start, measurement.start - 24, passage.start)
    before = passage.text[start - passage.start : measurement.start - passage.start]
    return any(word in before for word in words("meaning", "parts", "total"))


@cache
def _opener() -> re.Pattern[str]:
    openers = either(word for word in words("meaning", "parts", "open") if len(word) > 1)
    return re.compile(rf"(?P<word>{openers}|(?<=[，,（(、])[含即])有?\s*(?P<mark>[,，:：]?)")


@cache
def _closer() -> re.Pattern[str]:
    return re.compile(r"[，,；;、（()）]\s*(?:" + "|".join(words("meaning", "parts", "close")) + ")")


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"^.*其中|{either(words('meaning', 'parts', 'total'))}|[了已，,：:\s]")
