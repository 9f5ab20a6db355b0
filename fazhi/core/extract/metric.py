"""Metric: the noun phrase that a number measures, completed from its clause, in the text's own words.

The words around the number are its label. What the label lacks comes from near by: a bare verb or attribute takes the
object of the number before it (受理123件, 审结95件), a part takes the head of its total, an item of a list takes the
verb of its list.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from fazhi.core.extract.abridged import LONG_BEFORE
from fazhi.core.extract.edges import cleaned
from fazhi.core.extract.label import before_bracket, begins_item, clause_before, label_of, stretch, without_rank
from fazhi.core.extract.lexicon import either, members, words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.owners import goes_first, is_deed, kind_of, names_changed, owner_of, without_change
from fazhi.core.extract.respective import referents
from fazhi.core.extract.shares import share_of
from fazhi.core.extract.verbs import (
    handed_on,
    list_frame,
    object_of,
    only_actions,
    only_verbs,
    opens_with_verb,
    verb_spans,
)
from fazhi.core.extract.wording import OWNED, SHORT, acts, is_done, lacks_owner, only_level, without_level

_CUT = 12
# How many numbers before a sum of theirs are looked at.
_LISTED = 12
_TOPIC_REACH = 80
_SCOPE = 14
# Characters of an item of a list that takes the verb of its list.
_ITEM = 12
# Characters of what only says that a value is arrived at (败诉率下降3个百分点,降至8.6%).
_ARRIVES = 2
_ITEM_MARK = "、"
# A rank without a word of what is ranked.
_ONLY_RANK = re.compile(
    r"在?(?:全[国省市区县州盟旗]|[一-龥]{0,6}[中内])?(?:综合|总)?(?:排名|排|位列|位居|名列|居|列)*"
    r"(?:全[国省市区县州盟旗])?"
)
# A first clause that says of what the sentence tells.
_FROM_AMONG = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?(?:其中)?在?(?:[^，。；,;\d]{0,16}的)?"
    r"(?P<thing>[^，。；,;\d的]{2,14}?)[当之]?中[，,]"
)
# Each of whom has so many of what was counted: 平均每村.
_EVERY = re.compile("(?:平均)?每个?(?:行政)?(?:村|社区|村居|乡镇|镇|乡|街道|县|单位|部门|所|站|户|企业)")
# What is before a factor of what was counted before: 是上年的, 为全市平均水平的.
_TIMES_OF = re.compile(
    r"(?:[也又已]?是|为|相当于|约为|达到?)(?P<what>(?P<time>(?:[上去前往同]|\d{4}|[一二三四五六七八九十]{1,2}年|“十).{0,8}?[年期前”](?:末|底|时期)?)?"
    r"[^，。；,;\d]{0,12}?)的[约近]?"
)
# Before what those that were new come to with all there were: 新增律师15名,达120名.
_COME_TO = re.compile("(?:(?:累计|总计|总数|总量)已?[为有]?|达到?|增至)$")
_COMPARISON = re.compile(r"(?<=..)(?:同比|环比|比|较|与)(?:上|去|同|往|前|全).*$")
TOPIC = re.compile(
    r"“(?!十[一二三四五六七]五”)[^“”]{2,16}”(?:改革|监管|工作|服务|系统|平台|制度|App|APP|app|行动|模式|应用)?"
)


def assign(passage: Passage, topic: str, main: Measurement | None = None) -> None:
    """Set `label` and `metric` of every measurement of a sentence; `topic` names its section, or is empty.

    `main` is what the sentence speaks of that it goes on from. Linear: every measurement looks at a bounded stretch
    around it and at the measurements before it.
    """
    # What was counted last outside of brackets, and in them: what a bracket counts is not what goes on behind it.
    latest: list[Measurement | None] = [None, None]
    counted = [main, main]
    leaders: dict[str, Measurement] = {}
    own_topic = _topic(passage) or topic
    among = _among(passage)
    main = None if among else main
    changed = referents(passage)
    for at, measurement in enumerate(passage.measurements):
        measurement.label = label_of(passage, at)
        refers_back = measurement.base or measurement.role in ("change", "rank")
        goes_to = measurement.role == "to" and measurement.pair is None
        of_latest = refers_back or goes_to or measurement.label.startswith(words("meaning", "metric", "of_latest"))
        ranked = _ranked(passage, at)
        depth = measurement.clause.depth
        # What is compared with is of what is counted alike: 案件186件,罚没款215.6万元,较2023年的162件增长14.8%.
        if measurement.base and (alike := leaders.get(kind_of(measurement))):
            latest[depth:] = [alike] * (2 - depth)
        last = (latest[depth] or main) if of_latest or only_level(measurement.label) else main
        last = _share_before(passage, at) or _rate_before(passage, at) or last
        owner = changed.get(at) or ranked or owner_of(measurement, last, leaders)
        part = changed.get(at) or counted[depth]
        metric = share_of(passage, at, _thing_of(part)) if measurement.unit == "%" else ""
        is_share = bool(metric)
        if metric:
            measurement.owner = part
        else:
            metric = _complete(passage, at, owner, among or own_topic)
            metric += _kinds_of(measurement, metric, main, among)
        if own_topic and _was_cut(passage, at):
            metric = _joined(own_topic, metric)
        measurement.metric = metric or None
        if _is_scope(passage, at):
            continue
        if main is None or (_leads(measurement, main) and not is_deed(measurement, leaders)):
            main = measurement
        if main is measurement or measurement.label.startswith(words("meaning", "actions", "found")):
            leaders[kind_of(measurement)] = measurement
        # A change of what it names itself is the latest too (死亡人数减少3人,下降12%), a share of a whole is not.
        if names_changed(measurement) or not (refers_back or is_share):
            latest[depth:] = [measurement] * (2 - depth)
        # A share is one of the count before it, or of what is said to have changed.
        if (measurement.role == "change" and measurement.owner is None) or (
            measurement.unit != "%" and not refers_back
        ):
            counted[depth:] = [measurement] * (2 - depth)
    passage.main = main
    occasions = words("meaning", "metric", "occasions") if _occasion().search(passage.text) else ()
    for at, measurement in enumerate(passage.measurements):
        measurement.label = _whole_label(passage, at, occasions)


def _whole_label(passage: Passage, at: int, occasions: Sequence[str]) -> str:
    """The label with what its metric leaves out: two lists of one kind, or two occasions, do not count the same.

    `occasions` are the words that say on which occasion, none where the sentence holds none.
    """
    measurement = passage.measurements[at]
    if not measurement.label or (at and passage.measurements[at - 1].end > measurement.clause.start):
        return measurement.label
    said = stretch(passage, measurement.clause.start, measurement.start)
    occasion = next((word for word in occasions if word in said), "")
    before = cleaned(said) if "等" in said or "、" in said else ""
    return occasion + (measurement.label if before in measurement.label else before)


@cache
def _occasion() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "metric", "occasions")))


def _is_scope(passage: Passage, at: int) -> bool:
    """Whether a number only says among how many a rank is one (在全区18个街镇中排名第2)."""
    if at + 1 >= len(passage.measurements) or passage.measurements[at + 1].role != "rank":
        return False
    scope, rank = passage.measurements[at], passage.measurements[at + 1]
    between = stretch(passage, scope.end, rank.start)
    # What has a rank itself is no scope: 培育农产品360个、居全国第6.
    is_within = rank.clause is scope.clause and len(between) <= _SCOPE and not between.lstrip().startswith(_ITEM_MARK)
    return is_within and scope.role == "level"


def _ranked(passage: Passage, at: int) -> Measurement | None:
    """The rank right before a change in places (位列第5名,较上年前移3位), or None."""
    change = passage.measurements[at]
    if change.role != "change" or not at or change.unit not in words("judgement", "units", "rank"):
        return None
    earlier = passage.measurements[at - 1]
    return earlier if earlier.role == "rank" else None


def _share_before(passage: Passage, at: int) -> Measurement | None:
    """The share right before a change in points, which is of it (占52.3%,比上年上升4.5个百分点), or None."""
    change, earlier = passage.measurements[at], passage.measurements[at - 1] if at else None
    if earlier is None or change.role != "change" or change.unit != "百分点" or earlier.role not in ("level", "part"):
        return None
    is_share = earlier.unit == "%" and "占" in (earlier.metric or "")
    return earlier if is_share and earlier.clause.depth == change.clause.depth else None


def _rate_before(passage: Passage, at: int) -> Measurement | None:
    """The rate right before a bound without a name, or years of it: 败诉率6.3%,连续三年低于8%; else None."""
    measurement = passage.measurements[at]
    if measurement.label or measurement.role != "level" or measurement.unit not in ("%", "年"):
        return None
    for earlier in passage.measurements[max(0, at - 2) : at][::-1]:
        if earlier.unit == "%":
            is_rate = (earlier.metric or "").endswith(("率", "度")) and earlier.clause.depth == measurement.clause.depth
            return earlier if is_rate else None
        if earlier.unit != "年":
            return None
    return None


def _topic(passage: Passage) -> str:
    """The name quoted in the clauses before the first number (推进“证照分离”改革, …)."""
    if not passage.measurements:
        return ""
    limit = passage.measurements[0].clause.start - passage.start
    found = TOPIC.search(passage.text, max(0, limit - _TOPIC_REACH), limit)
    return found.group() if found and not passage.text.startswith("等", found.end()) else ""


def _among(passage: Passage) -> str:
    """What a sentence tells of in its first clause: 行政复议案件 of 办理的行政复议案件中,维持56件; else empty."""
    said = passage.measurements and ("中，" in passage.text or "中," in passage.text)
    found = _FROM_AMONG.match(passage.text) if said else None
    if found is None or passage.start + found.end() > passage.measurements[0].start:
        return ""
    thing = object_of(cleaned(found.group("thing")))
    return thing if thing.endswith(words("meaning", "actions", "cases")) else ""


def _kinds_of(measurement: Measurement, metric: str, main: Measurement | None, among: str) -> str:
    """What a list of kinds lists: 行政复议案件 of 公安类120件,市场监管类56件 behind 行政复议案件中; else empty."""
    if not metric.endswith("类") or metric != measurement.label:
        return ""
    if among or main is None or main.unit != measurement.unit or not main.label.endswith("类"):
        return among
    return (main.metric or "").removeprefix(main.label)


def _leads(measurement: Measurement, main: Measurement) -> bool:
    """Whether the sentence goes on with what this one counts, not with `main` (but 涉及部门16个, 同比增长9%)."""
    if measurement.whole is not None or measurement.owner is main:
        return False
    if measurement.role in ("change", "rank") or measurement.unit == "%":
        return False
    label = measurement.label
    return not (label.startswith(words("meaning", "actions", "beside")) or (label[:1] == "每" and len(label) < OWNED))


def _was_cut(passage: Passage, at: int) -> bool:
    """Whether a list of modifiers before the number was left out, so that its topic is missing."""
    measurement = passage.measurements[at]
    # An item of a list is what stands behind the number before it: 建成中心1个、工作站14个、工作室236个.
    start = passage.measurements[at - 1].end if begins_item(passage, at) else measurement.clause.start
    before = stretch(passage, max(start, measurement.clause.start), measurement.start)
    return len(before) > LONG_BEFORE and "、" in before and len(before) - len(measurement.label) > _CUT


def _complete(passage: Passage, at: int, main: Measurement | None, topic: str) -> str:
    """The label with what it lacks."""
    measurement = passage.measurements[at]
    label, pair = measurement.label, measurement.pair
    if not label and (succeeded := _succeeded(passage, at)):
        return succeeded
    if main is not None and measurement.unit == "倍" and (times := _times_of(passage, at)) is not None:
        earlier = passage.measurements[at - 1] if at else main
        return _metric_of(earlier if earlier.role in ("level", "part", "to") else main) + times
    if measurement.role == "change" and lacks_owner(label) and (named := before_bracket(passage, at)):
        return _joined(named, label)
    if measurement.whole is not None and measurement.whole is not measurement:
        return _of_total(label, measurement.whole.metric or "")
    if measurement.role in ("to", "from") and pair is not None and pair.metric:
        # Both ends of a share are of one part: 占全国份额从14%提升到15.5%.
        is_share = label.startswith("占") and pair.metric.endswith(label)
        return label if len(label) > 3 and not is_share else pair.metric
    if main is not None and (lacks_owner(label) or measurement.role == "rank"):
        measurement.owner = main
    if measurement.role == "rank" and at and (_is_scope(passage, at - 1) or _ONLY_RANK.fullmatch(label)):
        return _joined(_metric_of(main) or topic, label)
    if only_level(label) and main is not None and main.metric:
        return label + without_level(object_of(main.metric))
    if summed := _summed_up(passage, at):
        return summed
    if measurement.unit == "%" and (rate := _as_rate(passage, at)):
        return rate
    if measured := _as_measure(passage, at):
        return measured
    if main is not None and main.unit == measurement.unit and main.metric and _EVERY.fullmatch(label):
        return label + object_of(main.metric)
    frame = _list_frame(passage, at)
    if frame and len(label) > 1:
        return _joined(frame, label)
    return _owned(passage, at, main, topic) if lacks_owner(label) else label


def _as_rate(passage: Passage, at: int) -> str:
    """A verb of a share that is a rate like the one before it, as one; else empty.

    按期办结率 of 受理率为100%,按期办结为98%.
    """
    measurement, earlier = passage.measurements[at], passage.measurements[at - 1] if at else None
    if earlier is None or earlier.unit != "%" or measurement.role != "level":
        return ""
    spans = verb_spans(measurement.label)
    is_verb = bool(spans) and spans[-1][1] == len(measurement.label) <= _ITEM
    return measurement.label + "率" if is_verb and (earlier.metric or "").endswith("率") else ""


def _as_measure(passage: Passage, at: int) -> str:
    """A measure behind 、 with what stands before it: 违法用地面积 of 发现违法用地12宗、面积45.6亩; else empty."""
    label, earlier = passage.measurements[at].label, passage.measurements[at - 1] if at else None
    measures = words("meaning", "metric", "measures") if passage.measurements[at].unit != "%" else ()
    if earlier is None or label not in measures or not begins_item(passage, at):
        return ""
    return _joined(object_of(earlier.metric or ""), label)


def _summed_up(passage: Passage, at: int) -> str:
    """What a number behind its parts counts, what their names end with; empty for another number.

    受理案件 of 受理民事案件12件、刑事案件3件,合计15件.
    """
    whole = passage.measurements[at]
    names = [m.metric or "" for m in passage.measurements[max(0, at - _LISTED) : at] if m.whole is whole]
    if len(names) < 2 or whole.label:
        return ""
    ends = takewhile(lambda letters: len(set(letters)) == 1, zip(*(name[::-1] for name in names), strict=False))
    shared = "".join(letters[0] for letters in ends)[::-1]
    thing = without_level(shared.removeprefix("级")).removeprefix("层面")
    return _joined(list_frame(names[0]), thing) if len(thing) > 1 else ""


def _times_of(passage: Passage, at: int) -> str | None:
    """What a value is so many times of, empty for an earlier time of it: 上年 of 立案412件,是上年的1.6倍; else None."""
    measurement = passage.measurements[at]
    found = _TIMES_OF.fullmatch(stretch(passage, measurement.clause.start, measurement.start).strip())
    if found is None or measurement.role != "level":
        return None
    return "" if found["time"] else "为" + found["what"]


def _succeeded(passage: Passage, at: int) -> str:
    """What was done with success, of what was done before: 成功调解纠纷 of 调解纠纷86件,成功82件; else empty."""
    measurement, earlier = passage.measurements[at], passage.measurements[at - 1] if at else None
    if earlier is None or earlier.unit != measurement.unit or not earlier.metric:
        return ""
    before = stretch(passage, measurement.clause.start, measurement.start).rstrip()
    done = earlier.metric.removeprefix("排查")
    return "成功" + done if before.endswith("成功") and opens_with_verb(done) and "成功" not in done else ""


def _list_frame(passage: Passage, at: int) -> str:
    """The verb of the list that the number goes on with, or empty: 建成 of 建成中心1个、工作站12个、工作室156个."""
    if not at or not _goes_on(passage, at):
        return ""
    earlier = passage.measurements[at - 1]
    goes_on = at > 1 and begins_item(passage, at - 1) and not verb_spans(earlier.label)
    frame = list_frame((goes_on and earlier.metric) or earlier.label)
    if earlier.unit != passage.measurements[at].unit and frame.endswith(words("meaning", "actions", "occurs")):
        return ""
    if len(passage.measurements[at].label) <= SHORT:
        return frame
    # A verb behind its subject, or in a name, holds for no longer item: 城镇新增就业, 服务贸易.
    return frame if opens_with_verb(frame) and frame not in words("meaning", "actions", "in_names") else ""


def _goes_on(passage: Passage, at: int) -> bool:
    """Whether a short label without verb goes on with a list: behind 、, or with the unit of the number before it."""
    measurement, earlier = passage.measurements[at], passage.measurements[at - 1]
    label = measurement.label
    if verb_spans(label) or measurement.role != "level" or label.startswith(words("meaning", "actions", "beside")):
        return False
    if begins_item(passage, at):
        longest = _ITEM if earlier.unit == measurement.unit else SHORT
        return measurement.unit != "%" and len(measurement.label) <= longest
    if len(measurement.label) > SHORT:
        return False
    if measurement.label in words("meaning", "actions", "penalties"):
        return False
    if measurement.unit == "%" and (earlier.label.endswith("率") or label.endswith(("率", "度"))):
        return False
    return earlier.unit == measurement.unit and not lacks_owner(measurement.label)


def _owned(passage: Passage, at: int, main: Measurement | None, topic: str) -> str:
    """The label with the object of the main number before it, or the topic."""
    measurement = passage.measurements[at]
    label = measurement.label
    owner = _thing_of(main)
    if owner and measurement.role == "to" and measurement.pair is None and len(label) <= _ARRIVES:
        return owner
    if not label or measurement.role in ("change", "rank"):
        if acts(label):
            return label
        owner = owner if only_verbs(label) else _metric_of(main)
        if not label and _held(passage, measurement, owner):
            owner = object_of(owner)
        return _joined(owner or topic, label) or _said_before(passage, at)
    first = goes_first(label)
    if label in words("meaning", "actions", "benefit") and not _may_share_object(measurement, main):
        return _joined(object_of(owner), label)
    # What was done is no object of what else was done: 受理200件,败诉1件.
    owner = ("" if is_done(owner, first) else object_of(owner)) or topic
    of_cases = label.endswith(words("meaning", "actions", "own_object")) or handed_on().fullmatch(label)
    if of_cases and not owner.endswith(words("meaning", "actions", "cases")):
        return label
    if len(label) > 2 and (owner.endswith(words("meaning", "metric", "own_measures")) or label[:2] == owner[:2]):
        return label
    if first and label and not _may_share_object(measurement, main):
        return label
    # An amount is none of a rate: 案件结案率100%,金额120万元.
    owner = "" if owner.endswith("率") and measurement.unit != "%" else owner
    return _joined(label, owner) if first else _joined(owner, label)


def _held(passage: Passage, measurement: Measurement, owner: str) -> bool:
    """Whether a number without a label is of what there is, not of what was done: 审查文件120个,现有86个.

    So is what new ones, which `owner` names, come to: 新增律师15名,达120名.
    """
    before = stretch(passage, measurement.clause.start, measurement.start).rstrip()
    if before.endswith(words("meaning", "metric", "holds")):
        return True
    return owner.startswith("新") and _COME_TO.search(before) is not None


def _said_before(passage: Passage, at: int) -> str:
    """The words of the clause before one without any of its own: 申请材料多,从原来的486项调整到327项."""
    return before_bracket(passage, at) or without_rank(clause_before(passage, at))


def _may_share_object(measurement: Measurement, main: Measurement | None) -> bool:
    """Whether what `main` counts may be counted here too: what is paid is not (挽回损失120万元、解答咨询3000人次).

    Nor are people what cases or papers are (破获案件80起,抓获79人).
    """
    if main is not None and _persons(measurement.unit) and main.unit in members("meaning", "metric", "things"):
        return False
    if main is None or "money" not in (measurement.quantity.kind, main.quantity.kind):
        return True
    return measurement.quantity.kind == main.quantity.kind or measurement.unit == "%"


def _persons(unit: str) -> bool:
    return unit in ("人", "名", "人次")


def _metric_of(main: Measurement | None) -> str:
    """What a measurement counts, without its comparison and without the word added to an ordinal."""
    metric = main.metric if main is not None and main.metric else ""
    metric = _COMPARISON.sub("", metric) or metric
    return metric.removesuffix("批次") if main is not None and main.role == "ordinal" else metric


def _thing_of(main: Measurement | None) -> str:
    """What a measurement counts, without how it changed: 无人机产量 of 无人机产量增长39%."""
    metric = _metric_of(main)
    return without_change(metric) if main is not None and main.role == "change" else metric


def _of_total(label: str, total: str) -> str:
    """A part's metric: its label and, unless the label has it, what its total counts."""
    if not label:
        return total
    # Of cases that only were dealt with, a case needs no more: 食品案件 of 立案查处1264起.
    if only_actions(total) and label.endswith(("案", "案件")):
        return label
    head = re.sub(r"^(?:各类|各种|各项|的)", "", object_of(total))
    rest = label.startswith(words("meaning", "parts", "residual_heads"))
    if len(label) >= OWNED and label.endswith(words("meaning", "metric", "whole_items")):
        return label
    if head and (head in label or (label[-2:] in head and not rest)):
        return label
    # 其他案件 of 行政处罚案件: what both end with stands once.
    return (label[:-2] if rest and head.endswith(label[-2:]) else label) + head


def _joined(owner: str, label: str) -> str:
    if owner and owner in label:
        return label
    if len(label) > 1 and owner.endswith(label):
        return owner
    # 合法性审查 and 审查率: what both have stands once.
    shared = next((size for size in range(min(len(owner), len(label) - 1), 1, -1) if owner.endswith(label[:size])), 0)
    return owner + label[shared:]
