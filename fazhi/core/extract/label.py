"""Label: the words around a number, in its clause, that name it.

Numbers that share words (共下发整改通知6批次70家, 15个乡镇、120个村实现全覆盖) each get them; every look around is
bounded.
"""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.abridged import abridge, from_boundary, to_boundary
from fazhi.core.extract.change_phrases import base_before
from fazhi.core.extract.edges import cleaned, trimmed, without_among, without_brackets
from fazhi.core.extract.items import EACH, item_of
from fazhi.core.extract.lexicon import either, members, words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.quantities.units import rows
from fazhi.core.extract.verbs import frame_of, only_actions, verb_spans

# Roles of what a bracket behind a thing counts of it.
_EXPLAINED = ("level", "part")
_CHANGING = ("from", "to", "change")
_ITEM_END = re.compile(r"、|和$|及$|与$|以及$|并$|(?<!公)共$|[共合总]计$")
_FROM_RANK = re.compile(r"[由从自](?:(?:[去上]年|\d{4}年)度?的?)?(?:全[国省市区县州盟旗])?$")
_PARTED = re.compile("[，,；;。：:]")
_DIVIDED = re.compile("[，,；;。：:（(]")
_ITEM_START = ("、", "和", "及", "与", "以及")
# Words after a number that begin what the next counts: 求助类86万件占比40%, 审核111次且通过率100%.
_NEXT = re.compile(r"[、和与及占且](?!于|国)|以及|并且?|其中")
# Words before what is said of all items of a list, which stand before its first number.
_TOWARDS = ("对", "向", "为", "给", "将", "把", "由", "在")
# Words before a total whose parts stand behind 中.
_AMIDST = ("从", "在", "对")
_FOR = ("为", "给", "向")
_CONNECTOR = 2
# How many numbers of a clause are passed over on the way back to its words.
_DEEPEST = 3
# A modifier behind 对 that is kept (对街道签订的73份合同).
_OWN = 8
# Characters: of a label, of the words looked at before and after a number, of more after it that end the clause.
_LONGEST, _BEFORE, _AFTER, _MORE = 40, 80, 26, 8


def label_of(passage: Passage, at: int) -> str:
    """The words around the number `at` of a sentence in its clause, edges cleaned."""
    measurement = passage.measurements[at]
    if measurement.base:
        return _compared(passage, at)
    behind = _behind(passage, at)
    before = _respective(passage, at) or _ahead(passage, at, bool(behind))
    if measurement.whole is not None and at and _divides(passage, at - 1):
        before = _out_of(before)
    elif before.startswith(_AMIDST) and _divides(passage, at):
        before = before[1:]
    if before and measurement.pair is not None:
        return before
    if measurement.role in ("to", "target"):
        arrives = passage.text.endswith(("到", "至"), 0, measurement.start - passage.start)
        before = (
            _arrival("to" if arrives else measurement.role).sub("", before).rstrip("再").removesuffix("力争") or before
        )
    if len(before) + len(behind) > _LONGEST:
        before = from_boundary(before, max(0, _LONGEST - len(behind)))
    if measurement.role == "ordinal" and measurement.unit != "年" and behind:
        return behind + "批次"
    if behind.endswith("中") and (thing := without_among(behind)) != behind:
        return before.removeprefix("在") + thing
    if behind and not before and (served := _served(passage, at)) and verb_spans(behind):
        return served + behind
    return before + behind or (before_bracket(passage, at) if measurement.role in _EXPLAINED else "")


def _compared(passage: Passage, at: int) -> str:
    """The words before a comparison, which name the value compared with too: 收案较2022年的1364件增加10%."""
    measurement = passage.measurements[at]
    start = passage.measurements[at - 1].end if at else passage.start
    clause = measurement.clause
    before = stretch(passage, start if clause.opener in ("（", "(") else max(start, clause.start), measurement.start)
    opened = base_before().search(before)
    return cleaned(_PARTED.split(before[: opened.start()])[-1]) if opened else ""


def _served(passage: Passage, at: int) -> str:
    """The word right before the number that says that something was done for or to those it counts, or empty."""
    start = passage.measurements[at].start - passage.start
    word = passage.text[max(0, start - 1) : start]
    return word if word in _FOR else ""


def _is_about(passage: Passage, at: int) -> bool:
    """Whether the number counts those that something was done with, which its clause names: 对12家企业开展检查."""
    clause = passage.measurements[at].clause
    return stretch(passage, clause.start, passage.measurements[at].start).lstrip().startswith("对")


def stretch(passage: Passage, start: int, end: int) -> str:
    """The text from `start` to `end` of a sentence, of which no more than what stands near its end."""
    return passage.text[max(0, start - passage.start, end - passage.start - _BEFORE) : end - passage.start]


def clause_before(passage: Passage, at: int) -> str:
    """The words of the clause before the one of the number `at` where that holds no number, cleaned; else empty."""
    start = passage.measurements[at - 1].end if at else passage.start
    clause = passage.measurements[at].clause
    divided = _DIVIDED.split(stretch(passage, start, clause.start - len(clause.opener)))
    return cleaned(divided[-1]) if clause.opener and (len(divided) > 1 or not at) else ""


def before_bracket(passage: Passage, at: int) -> str:
    """The words that a bracket with nothing but the number explains: 行政复议纠错率偏高（达12%）, 维持（120件）."""
    clause = passage.measurements[at].clause
    if clause.opener not in ("（", "("):
        return ""
    start = passage.measurements[at - 1].end if at else passage.start
    return cleaned(_PARTED.split(stretch(passage, start, clause.start - 1))[-1])


def without_rank(clause: str) -> str:
    """A clause without the words at its end that set apart what it names (餐饮食品最多, 信访件较多)."""
    ranked = _set_apart().search(clause)
    return cleaned(clause[: ranked.start()]) if ranked else clause


def begins_item(passage: Passage, at: int) -> bool:
    """Whether the number begins a new item of the list that the number before it stands in (取消153项、承接820项)."""
    if at == 0:
        return False
    between = stretch(passage, passage.measurements[at - 1].end, passage.measurements[at].start)
    return between.lstrip().startswith(_ITEM_START)


def _respective(passage: Passage, at: int) -> str:
    """The item of a list of names that a number of 分别 belongs to (A和B案件分别为120件、46件), or empty."""
    measurement = passage.measurements[at]
    group = measurement.group
    if not group:
        return ""
    leader = group[0].pair.group[0] if group[0].pair and group[0].pair.group else group[0]
    words_before = stretch(passage, leader.clause.start, leader.start)
    if EACH not in words_before:
        return ""
    position = next(n for n, member in enumerate(group) if member is measurement)
    if leader is group[0] and words_before.lstrip().startswith(EACH):
        words_before = without_rank(clause_before(passage, at - position)) + words_before.lstrip()
    return item_of(words_before, len(group), position, measurement.role)


def _ahead(passage: Passage, at: int, followed: bool, depth: int = 0) -> str:
    """The words before the number, cleaned; of the group or pair that it belongs to where it stands within one."""
    measurement = passage.measurements[at]
    leader = measurement.group[0] if measurement.group else measurement
    if leader.pair is not None and leader.pair.start < leader.start:
        origin = leader.pair.group[0] if leader.pair.group else leader.pair
        if leader.role == "rank":
            return _before_rank(passage, origin, at)
        origin = _first_start(passage, leader, origin, at)
        return cleaned(stretch(passage, origin.clause.start, origin.start))
    if leader.pair is not None and leader.role == "rank":
        return _before_rank(passage, leader, at)
    if leader is not measurement:
        at = passage.measurements.index(leader, max(0, at - len(measurement.group)))
    earlier = passage.measurements[at - 1] if at else None
    if earlier is None or earlier.end <= leader.clause.start or depth >= _DEEPEST:
        return _shortened(stretch(passage, leader.clause.start, leader.start), followed)
    words_between = stretch(passage, earlier.end, leader.start)
    between = cleaned(words_between)
    if _counted_before(words_between, between):
        return _list_head(_ahead(passage, at - 1, False, depth + 1))
    if between and (done := [start for start, _ in verb_spans(between) if start > 1]) and measurement.unit != "%":
        if _served(passage, at - 1):
            return between[done[0] :]
        if earlier.unit != measurement.unit and _is_about(passage, at - 1):
            return "对" + between
    if between and (begins_item(passage, at) or verb_spans(between) or between.endswith(_rates())):
        return between
    outer = _ahead(passage, at - 1, False, depth + 1)
    return frame_of(outer) + between if between else outer


def _first_start(passage: Passage, arrived: Measurement, origin: Measurement, at: int) -> Measurement:
    """The first of the values of several years that a change to `arrived` starts from, `origin` being the last."""
    first = passage.measurements.index(origin, max(0, at - len(arrived.group) - len(origin.group) - 1))
    while first and passage.measurements[first - 1].pair is arrived:
        first -= 1
    return passage.measurements[first]


def _before_rank(passage: Passage, origin: Measurement, at: int) -> str:
    """The words before the rank that another comes from: 总量 of 总量从全国第11位升至第5位; `at` is one of both."""
    # No further back than both ends of the move reach, or a sentence full of them would take time squared.
    nearest = at - len(passage.measurements[at].group) - len(origin.group) - 1
    position = passage.measurements.index(origin, max(0, nearest))
    earlier = passage.measurements[position - 1].end if position else passage.start
    return _FROM_RANK.sub("", cleaned(stretch(passage, max(origin.clause.start, earlier), origin.start)))


def _counted_before(words_between: str, between: str) -> bool:
    """Whether the words between two numbers are what the first counts, in a list: 3个部门、4个乡镇."""
    if not between or words_between.lstrip().startswith(_ITEM_START):
        return False
    end = _ITEM_END.search(without_brackets(words_between).rstrip(), max(0, len(words_between.rstrip()) - _CONNECTOR))
    return end is not None


def _list_head(outer: str) -> str:
    """Of the words before the first number of a list those that hold for the others: 建成, 对."""
    return frame_of(outer) or (outer if outer in _TOWARDS else "")


@cache
def _rates() -> tuple[str, ...]:
    return words("meaning", "metric", "own_measures")


def _shortened(words_before: str, followed: bool) -> str:
    """Words before a number, cleaned; long ones cut to the part that names: after 对…的, after a list of modifiers."""
    before = cleaned(words_before)
    if followed and words_before.endswith("的") and before.startswith(("对", "向", "为", "给")):
        own = before[1:].removesuffix("的")
        return own if len(own) <= _OWN else ""
    return abridge(words_before, before, followed)


def _behind(passage: Passage, at: int) -> str:
    """The words after the number to the end of its clause, later numbers left out, cleaned."""
    measurement = passage.measurements[at]
    last = measurement.group[-1] if measurement.group else measurement
    end = last.clause.end if last.clause is measurement.clause else measurement.clause.end
    stop, position = last.end + _AFTER, last.end
    stop = end if end - stop <= _MORE else stop
    text, offset = passage.text, passage.start
    pieces: list[str] = []
    tail = ""
    following = passage.measurements.index(last, at) + 1
    for other in passage.measurements[following : following + _AFTER]:
        if other.start >= stop:
            break
        piece = text[position - offset : other.start - offset]
        if not pieces and _NEXT.match(piece):
            stop = position
            break
        if item := _ITEM_END.search(without_brackets(piece)):
            stop = position + item.start()
            own = trimmed("".join(pieces) + piece[: item.start()])
            tail = _predicate(passage, own, passage.measurements[following : following + _AFTER], end)
            break
        pieces.append(piece)
        position = other.end
    piece = text[position - offset : max(position, stop) - offset]
    pieces.append(to_boundary(piece) if stop == last.end + _AFTER else piece)
    words_after = "".join(pieces)
    part = passage.measurements[following] if following < len(passage.measurements) else None
    if part is not None and part.whole is last and _divides(passage, following - 1):
        words_after = _among().sub("", words_after)
    if (measurement.role in _CHANGING or measurement.pair is not None) and _only_goes().match(words_after):
        return ""
    if measurement.role == "from" and (goes := _goes().search(words_after)):
        words_after = words_after[: goes.start()]
    return _counted_noun(passage, measurement) + trimmed(words_after) + tail


def _divides(passage: Passage, at: int) -> bool:
    """Whether a part of the number `at` stands right behind it and 中, or 已 and what was done (问题已整改38项)."""
    whole = passage.measurements[at]
    part = passage.measurements[at + 1] if at + 1 < len(passage.measurements) else None
    if part is None or part.whole is not whole:
        return False
    return _apart().match(passage.text, whole.end - passage.start, part.start - passage.start) is not None


def _out_of(before: str) -> str:
    """The words before a part behind those of its total: 随机抽取 of 企业中随机抽取, 整改 of 问题已整改."""
    among = _among().search(before)
    return before[among.start() :].lstrip("当之中有") if among else before


def _predicate(passage: Passage, own: str, following: Sequence[Measurement], end: int) -> str:
    """What is said of all items of a list, behind its last before `end`: 15个乡镇、120个行政村实现全覆盖.

    A kind alone (5个国家级、27个省级示范村) takes the noun of the last, a thing what is done with all (的合法性审查).
    """
    last = max(measurement.end for measurement in following if measurement.start < end)
    words_after = trimmed(stretch(passage, last, max(last, min(end, last + _AFTER))))
    if own in members("meaning", "metric", "levels"):
        return _leveled().sub("", words_after)
    if verb_spans(own):
        return ""
    done = words_after.rsplit("的", 1)[-1]
    if len(done) < len(words_after) and (done in members("meaning", "actions", "compounds") or only_actions(done)):
        return "的" + done
    start = min((start for start, _ in verb_spans(words_after)), default=len(words_after))
    light = _light().search(words_after)
    start = min(start, light.start() if light else start)
    return trimmed(words_after[start:]) if start > 1 else ""


@cache
def _apart() -> re.Pattern[str]:
    """What stands between a total and its part: their noun, and 中 or what was done to the part."""
    picked, settled = (either(words("meaning", "parts", name)) for name in ("picked", "settled"))
    noun = "[^，,；;。：:、（()）\\d其]{0,14}?"
    return re.compile(rf"{noun}(?:(?:当中|之中|中)(?:[，,]|(?:随机|择优)?{picked})|中?{settled}[^，,；;（(]{{0,4}}$)")


@cache
def _among() -> re.Pattern[str]:
    """What parts a total from its part where both stand together (企业中随机抽取, 问题已整改), to the end."""
    picked = either(words("meaning", "parts", "picked"))
    settled = either(words("meaning", "parts", "settled"))
    return re.compile(rf"(?:^|(?<=[一-龥]))(?:(?:当中|之中|中)(?:(?:随机|择优)?{picked}.*)?$|中?{settled}.*$)")


@cache
def _light() -> re.Pattern[str]:
    """A verb that says no more than that what follows was done (予以, 进行)."""
    return re.compile(either(words("meaning", "actions", "light")))


@cache
def _leveled() -> re.Pattern[str]:
    return re.compile("^" + either(words("meaning", "metric", "levels")))


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
def _set_apart() -> re.Pattern[str]:
    """Words at the end of a clause that set apart what it names (占比最高)."""
    ranks = either(words("meaning", "metric", "sets_apart"))
    return re.compile(rf"(?:数量|增幅|力度)?(?:{ranks}|[较最偏]?[多少])$")


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
    whose = "(?:[到至为成](?:人均|户均|每[人户月年])*)?"
    return re.compile(rf"(?<=[一-龥]{{2}}){either(v for v in verbs if role == 'to' or len(v) > 1)}{whose}$")
