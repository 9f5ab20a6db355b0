"""Label: the words around a number, in its clause, that name it.

Numbers that share words (共下发整改通知6批次70家, 15个乡镇、120个村实现全覆盖) each get them; every look around is
bounded.
"""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.edges import cleaned, trimmed
from fazhi.core.extract.lexicon import either, members, words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.quantities.units import rows
from fazhi.core.extract.verbs import frame_of, verb_spans

_CHANGING = ("from", "to", "change")
_ITEM_END = re.compile(r"、|和$|及$|与$|以及$")
_ITEM_START = ("、", "和", "及", "与")
_ITEMS = re.compile(r"、|和|与|及")
# How many numbers of a clause are passed over on the way back to its words.
_DEEPEST = 3
# A modifier behind 对 that is kept (对街道签订的73份合同).
_OWN = 8
# Characters: of a label, of the words looked at before and after a number, of words before it that are kept whole.
_LONGEST, _BEFORE, _AFTER, LONG_BEFORE = 40, 80, 26, 22


def label_of(passage: Passage, at: int) -> str:
    """The words around the number `at` of a sentence in its clause, edges cleaned; none for a value of comparison."""
    measurement = passage.measurements[at]
    if measurement.base:
        return ""
    behind = _behind(passage, at)
    before = _respective(passage, measurement) or _ahead(passage, at, bool(behind))
    if before and measurement.pair is not None:
        return before
    if measurement.role in ("to", "target"):
        before = _arrival(measurement.role).sub("", before).rstrip("再") or before
    if len(before) + len(behind) > _LONGEST:
        before = before[-max(0, _LONGEST - len(behind)) :]
    if measurement.role == "ordinal" and behind:
        return behind + "批次"
    return before + behind


def stretch(passage: Passage, start: int, end: int) -> str:
    """The text from `start` to `end` of a sentence, of which no more than what stands near its end."""
    return passage.text[max(0, start - passage.start, end - passage.start - _BEFORE) : end - passage.start]


def begins_item(passage: Passage, at: int) -> bool:
    """Whether the number begins a new item of the list that the number before it stands in (取消153项、承接820项)."""
    if at == 0:
        return False
    between = stretch(passage, passage.measurements[at - 1].end, passage.measurements[at].start)
    return between.lstrip().startswith(_ITEM_START)


def _respective(passage: Passage, measurement: Measurement) -> str:
    """The item of a list of names that a number of 分别 belongs to (A和B案件分别为120件、46件), or empty."""
    group = measurement.group
    if not group:
        return ""
    leader = group[0].pair.group[0] if group[0].pair and group[0].pair.group else group[0]
    words_before = stretch(passage, leader.clause.start, leader.start)
    if "分别" not in words_before:
        return ""
    items = [item for item in _ITEMS.split(cleaned(words_before.split("分别")[0])) if item]
    if len(items) != len(group) or (leader.role == "to" and not leader.pair):
        return ""
    position = next(n for n, member in enumerate(group) if member is measurement)
    return _item(items, position)


def _item(items: list[str], position: int) -> str:
    """An item of a list with what it shares with the others: a head behind the last, an owner before the first."""
    own, first, last = items[position], items[0], items[-1]
    if len(own) < len(last):
        return own + last[len(own) :]
    if position and len(own) < len(first) and own[-1] == first[-1]:
        owner = first[: -len(own)]
        return own if owner in words("meaning", "metric", "leading") else owner + own
    return own


def _ahead(passage: Passage, at: int, followed: bool, depth: int = 0) -> str:
    """The words before the number, cleaned; of the group or pair that it belongs to where it stands within one."""
    measurement = passage.measurements[at]
    leader = measurement.group[0] if measurement.group else measurement
    if leader.pair is not None and leader.role == "to":
        origin = leader.pair.group[0] if leader.pair.group else leader.pair
        return cleaned(stretch(passage, origin.clause.start, origin.start))
    if leader is not measurement:
        at = passage.measurements.index(leader, max(0, at - len(measurement.group)))
    earlier = passage.measurements[at - 1] if at else None
    if earlier is None or earlier.end <= leader.clause.start or depth >= _DEEPEST:
        return _shortened(stretch(passage, leader.clause.start, leader.start), followed)
    between = cleaned(stretch(passage, earlier.end, leader.start))
    if between and (begins_item(passage, at) or verb_spans(between)):
        return between
    outer = _ahead(passage, at - 1, False, depth + 1)
    return frame_of(outer) + between if between else outer


def _shortened(words_before: str, followed: bool) -> str:
    """Words before a number, cleaned; long ones cut to the part that names: after 对…的, after a list of modifiers."""
    before = cleaned(words_before)
    if followed and words_before.endswith("的") and before.startswith(("对", "向", "为", "给")):
        own = before[1:].removesuffix("的")
        return own if len(own) <= _OWN else ""
    if len(before) <= LONG_BEFORE:
        return before
    last = before.rsplit("、", 1)[-1]
    return last if len(last) >= 6 else before[-LONG_BEFORE:]


def _behind(passage: Passage, at: int) -> str:
    """The words after the number to the end of its clause, later numbers left out, cleaned."""
    measurement = passage.measurements[at]
    last = measurement.group[-1] if measurement.group else measurement
    end = last.clause.end if last.clause is measurement.clause else measurement.clause.end
    stop, position = min(end, last.end + _AFTER), last.end
    text, offset = passage.text, passage.start
    pieces: list[str] = []
    tail = ""
    following = passage.measurements.index(last, at) + 1
    for other in passage.measurements[following : following + _AFTER]:
        if other.start >= stop:
            break
        piece = text[position - offset : other.start - offset]
        if item := _ITEM_END.search(piece):
            stop = position + item.start()
            tail = _predicate(passage, passage.measurements[following : following + _AFTER], end)
            break
        pieces.append(piece)
        position = other.end
    pieces.append(text[position - offset : max(position, stop) - offset])
    words_after = "".join(pieces)
    if measurement.role in _CHANGING and _only_goes().match(words_after):
        return ""
    if measurement.role == "from" and (goes := _goes().search(words_after)):
        words_after = words_after[: goes.start()]
    return _counted_noun(passage, measurement) + trimmed(words_after) + tail


def _predicate(passage: Passage, following: Sequence[Measurement], end: int) -> str:
    """What is said of all items of a list, behind its last before `end`: 15个乡镇、120个行政村实现全覆盖."""
    last = max(measurement.end for measurement in following if measurement.start < end)
    words_after = stretch(passage, last, max(last, min(end, last + _AFTER)))
    start = next((start for start, _ in verb_spans(words_after)), 0)
    return trimmed(words_after[start:]) if start > 1 else ""


def _counted_noun(passage: Passage, measurement: Measurement) -> str:
    """The unit where it is itself what is counted (九大主题, 300万群众), else empty."""
    quantity, text, offset = measurement.quantity, passage.text, passage.start
    if quantity.unit_end - quantity.unit_start < 2:
        return ""
    own = text[quantity.unit_start - offset : quantity.unit_end - offset]
    great = "大" in text[quantity.number_end - 1 - offset : quantity.unit_start + 1 - offset]
    noun = own.removeprefix("大") if great or own in _counted_nouns() else ""
    return "" if noun.startswith("类") else noun


@cache
def _counted_nouns() -> frozenset[str]:
    return members("judgement", "units", "nouns") | {noun for noun, _ in rows("crowds.tsv")}


@cache
def _only_goes() -> re.Pattern[str]:
    verbs = either(words("meaning", "change", "increase", "decrease", "either"))
    return re.compile(rf"\s*(?:以内|以上|左右|的)?(?:{verbs}|至|到)")


@cache
def _goes() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "change", "increase", "decrease", "either")) + "(?:至|到|为|成)")


@cache
def _arrival(role: str) -> re.Pattern[str]:
    """The verb of a change at the end of a label; a single character (增至) only where a value is arrived at."""
    verbs = words("meaning", "change", "increase", "decrease", "either")
    return re.compile(r"(?<=[一-龥]{2})" + either(v for v in verbs if role == "to" or len(v) > 1) + "$")
