"""Metric: the noun phrase that a number measures, completed from its clause, in the text's own words.

The words around the number in its clause are the label. What the label lacks comes from near by: a bare verb or
attribute takes the object of the number before it (受理123件, 审结95件), a part takes the head of its total, an
item of a list takes the verb of its list.
"""

import re
from functools import cache

from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage

_CHANGING = ("from", "to", "change")
_ITEM_END = re.compile(r"、|和$|及$|与$|以及$")
_ASIDE = re.compile(r"[（(](?:含|不含|注|其中|包括|除)[^（）()]*[)）]")
# How many numbers of a clause are passed over on the way back to its words.
_DEEPEST = 3
_LONGEST = 40
_AFTER = 26
_LONG_BEFORE = 22
_SHORT = 5
_EXAMPLES = re.compile(
    r"(?:“[^“”]{1,20}”|《[^《》]{1,40}》|[^，。；,;“”《》、]{1,8})(?:、(?:“[^“”]{1,20}”|《[^《》]{1,40}》))*等$"
)
_EDGE = "、，,。；;：:．. \t\r\n　－-—（）()[]【】*#•·~/"
_TIME = re.compile(
    r"^(?:截[至止])?(?:到)?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[—\-至到]\d{1,2}月(?:\d{1,2}日)?)?(?:份|底|末|初|中旬|上旬|下旬|以来|来|度|上半年|下半年|第?[一二三四]季度)*[,，]?"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]+是(?!.?否)|[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．](?!\d)|[①-⑳])"
)
_COMPARISON = re.compile(r"(?<=..)(?:同比|环比|比|较|与)(?:上|去|同|往|前|全).*$")
_COMPARED = re.compile(
    r"(?:高于|低于|快于|高出|较|比|居全|居省|居市|位居|位列|排名|列全|占|增速|增幅|降幅|同比|环比|超过).{0,9}$"
)
TOPIC = re.compile(r"“[^“”]{2,16}”(?:改革|监管|工作|服务|系统|平台|制度|App|APP|app|行动|模式|应用)?")


def assign(passage: Passage, topic: str) -> None:
    """Set `label` and `metric` of every measurement of a sentence; `topic` names its section, or is empty.

    Linear: every measurement looks at a bounded stretch around it and at the measurement before it.
    """
    main: Measurement | None = None
    own_topic = _topic(passage) or topic
    for at, measurement in enumerate(passage.measurements):
        measurement.label = _label(passage, at)
        metric = _complete(measurement, main, own_topic, _frame(passage, at))
        if _was_cut(passage, measurement) and own_topic:
            metric = _joined(own_topic, metric)
        measurement.metric = metric or None
        if main is None or not _stands_beside(measurement):
            main = measurement


def _stands_beside(measurement: Measurement) -> bool:
    """Whether the sentence does not go on with what this one counts (涉及部门16个, 同比增长9%)."""
    return measurement.role == "change" or measurement.label.startswith(words("meaning", "actions", "beside"))


def _was_cut(passage: Passage, measurement: Measurement) -> bool:
    """Whether a list of modifiers before the number was left out, so that its topic is missing."""
    stretch = _stretch(passage, measurement.clause.start, measurement.start)
    return len(stretch) > _LONG_BEFORE and "、" in stretch and len(stretch) - len(measurement.label) > 12


def _topic(passage: Passage) -> str:
    """The name quoted in the clauses before the first number (推进“证照分离”改革, …)."""
    if not passage.measurements:
        return ""
    limit = passage.measurements[0].clause.start - passage.start
    found = TOPIC.search(passage.text, max(0, limit - 80), limit)
    return found.group() if found else ""


def _label(passage: Passage, at: int) -> str:
    """The words around a number in its clause, edges cleaned."""
    measurement = passage.measurements[at]
    behind = _behind(passage, at)
    before = _ahead(passage, at, bool(behind))
    if len(before) + len(behind) > _LONGEST:
        before = before[-max(0, _LONGEST - len(behind)) :]
    if measurement.role in ("rank", "ordinal") and measurement.unit in ("批", "批次") and behind:
        return behind + "批次"
    return before + behind


def _ahead(passage: Passage, at: int, followed: bool, depth: int = 0) -> str:
    """The words before the number, cleaned; of the group or pair that it belongs to where it stands within one."""
    measurement = passage.measurements[at]
    leader = measurement.group[0] if measurement.group else measurement
    if leader.pair is not None and leader.role == "to":
        origin = leader.pair.group[0] if leader.pair.group else leader.pair
        return _cleaned(_stretch(passage, origin.clause.start, origin.start))
    if leader is not measurement:
        at = passage.measurements.index(leader, max(0, at - len(measurement.group)))
    start = leader.clause.start
    earlier = passage.measurements[at - 1] if at else None
    if earlier is None or earlier.end <= start or depth >= _DEEPEST:
        return _shortened(_stretch(passage, start, leader.start), followed)
    stretch = _stretch(passage, earlier.end, leader.start)
    between = _cleaned(stretch)
    if between and (_list_end(stretch) or _verb_ends(between)):
        return between
    outer = _ahead(passage, at - 1, False, depth + 1)
    return _frame_of(outer) + between if between else outer


def _list_end(between: str) -> bool:
    """Whether the words between two numbers begin a new item (取消153项、承接820项)."""
    return between.lstrip().startswith(("、", "和", "及", "与"))


def _behind(passage: Passage, at: int) -> str:
    """The words after the number to the end of its clause, later numbers left out, cleaned."""
    measurement = passage.measurements[at]
    last = measurement.group[-1] if measurement.group else measurement
    end = last.clause.end if last.clause is measurement.clause else measurement.clause.end
    stop, position = min(end, last.end + _AFTER), last.end
    pieces: list[str] = []
    tail = ""
    for other in passage.measurements[passage.measurements.index(last, at) + 1 :]:
        if other.start >= stop:
            break
        piece = _stretch(passage, position, other.start)
        if item := _ITEM_END.search(piece):
            stop = position + item.start()
            tail = _predicate(_stretch(passage, other.end, max(other.end, min(end, other.end + _AFTER))))
            break
        pieces.append(piece)
        position = other.end
    text = "".join((*pieces, _stretch(passage, position, max(position, stop))))
    if text.startswith(("的增长", "的增幅")) or (measurement.role in _CHANGING and _tail_is_verb(text)):
        return ""
    own = passage.text[measurement.quantity.unit_start - passage.start : measurement.quantity.unit_end - passage.start]
    noun = own if len(own) > 1 and _counts_noun(passage, measurement) else ""
    return noun + _trim_end(text.lstrip(_EDGE + "的")) + tail


def _predicate(words_after: str) -> str:
    """What is said of all items of a list, behind its last: 15个乡镇、120个行政村实现全覆盖."""
    found = next((m for m in _action().finditer(words_after) if m.group("verb")), None)
    return _trim_end(words_after[found.start() :]) if found and found.start() > 1 else ""


def _counts_noun(passage: Passage, measurement: Measurement) -> bool:
    """Whether the unit is itself what is counted: 九大主题."""
    quantity = measurement.quantity
    return "大" in passage.text[quantity.number_end - 1 - passage.start : quantity.unit_start + 1 - passage.start]


def _tail_is_verb(text: str) -> bool:
    """Whether what follows a changed value only says where it goes."""
    return (
        re.match(
            r"\s*(?:以内|以上|左右)?\s*(?:压缩|提升|提高|下降|减少|精简|增加|缩短|降|上升|缩|优化|调整|至|到)", text
        )
        is not None
    )


def _stretch(passage: Passage, start: int, end: int) -> str:
    return passage.text[max(0, start - passage.start, end - passage.start - 80) : end - passage.start]


def _cleaned(before: str) -> str:
    """Words before a number without times, markers, examples, adverbs and pronouns at their edges."""
    text = _ASIDE.sub("", before).strip(_EDGE)
    if "”等" in text and text.count("“") < text.count("”"):
        text = text.rsplit("”等", 1)[1]
    elif text.endswith("等") and "“" in text:
        text = _EXAMPLES.sub("", text)
    text = _strip_start(_MARKER.sub("", text))
    while text and not text.endswith(_kept("kept_at_end")) and (trailing := _trailing().search(text)):
        text = text[: trailing.start()].rstrip(_EDGE)
    return _inner().sub("", text)


def _strip_start(text: str) -> str:
    while text:
        shorter = _TIME.sub("", text).lstrip(_EDGE)
        leading = None if shorter.startswith(_kept("kept_at_start")) else _leading().match(shorter)
        shorter = shorter[leading.end() :].lstrip(_EDGE) if leading else shorter
        if shorter == text:
            return text
        text = shorter
    return text


def _kept(key: str) -> tuple[str, ...]:
    return words("meaning", "metric", key)


def _trim_end(text: str) -> str:
    text = text.rstrip(_EDGE)
    for word in ("和", "与", "及", "以及", "等", "，"):
        text = text.removesuffix(word)
    return text.strip(_EDGE)


def _shortened(stretch: str, followed: bool) -> str:
    """Words before a number, cleaned; long ones cut to the part that names: after 对…的, after a list of modifiers."""
    before = _cleaned(stretch)
    if followed and stretch.endswith("的") and before.startswith(("对", "向", "为", "给")):
        return ""
    if len(before) <= _LONG_BEFORE:
        return before
    last = before.rsplit("、", 1)[-1]
    return last if len(last) >= 6 else before[-_LONG_BEFORE:]


def _complete(measurement: Measurement, previous: Measurement | None, topic: str, frame: str) -> str:
    """The label with what it lacks."""
    label = measurement.label
    if measurement.whole is not None and measurement.whole is not measurement:
        return _of_total(label, measurement.whole.metric or "")
    if measurement.role in ("to", "from") and measurement.pair is not None and measurement.pair.metric:
        return label if len(label) > 3 else measurement.pair.metric
    if _lacks_owner(label):
        owner = previous.metric if previous is not None and previous.metric else ""
        owner = _COMPARISON.sub("", owner) or owner
        if label and measurement.role != "change":
            owner = _object_of(owner)
        owner = owner or topic
        return label + owner if _goes_first(label) else _joined(owner, label)
    if len(label) <= _SHORT and previous is not None and _is_listed(measurement, previous) and frame:
        return _joined(frame, label)
    return label


def _lacks_owner(label: str) -> bool:
    """Whether a label says nothing without an owner: empty, a verb alone, a bare attribute, 同比增长."""
    if len(label) < 2 or label in words("meaning", "actions", "states"):
        return True
    if _only_verbs().fullmatch(label) or _COMPARED.match(label):
        return True
    return len(label) <= _SHORT and label.endswith(words("meaning", "metric", "attributes"))


def _goes_first(label: str) -> bool:
    """Whether the label stands before what it speaks of: verbs and states (审结…, 现行有效…)."""
    return label in words("meaning", "actions", "states") or _only_actions().fullmatch(label) is not None


def _is_listed(measurement: Measurement, previous: Measurement) -> bool:
    """Whether both are items of one list: same unit, next clause, no verb of its own."""
    return previous.unit == measurement.unit and not _verb_ends(measurement.label)


def _frame(passage: Passage, at: int) -> str:
    """The verb phrase of the measurement before, which a list goes on with (公开规范性文件4份,其他文件87份)."""
    if at == 0:
        return ""
    earlier = passage.measurements[at - 1]
    return _frame_of(earlier.label)


def _frame_of(label: str) -> str:
    """A label up to and with its last verb."""
    return label[: max((end for end in _verb_ends(label)), default=0)]


def _object_of(metric: str) -> str:
    """A metric without its verbs: what it counts."""
    end = max((end for end in _verb_ends(metric) if end < len(metric) - 1), default=0)
    return metric[end:].lstrip("的了" + _EDGE) or metric


def _verb_ends(label: str) -> list[int]:
    """Where the verbs of a label end; verbs inside compounds (政府信息公开) are none."""
    return [m.end("verb") for m in _action().finditer(label) if m.group("verb")]


def _of_total(label: str, total: str) -> str:
    """A part's metric: its label and, unless the label has it, what its total counts."""
    if not label:
        return total
    head = re.sub(r"^(?:各类|各种|各项|的)", "", _object_of(total))
    return label if head and (head in label or label[-2:] == head[-2:]) else label + head


def _joined(owner: str, label: str) -> str:
    return label if owner and owner in label else owner + label


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "metric", "leading", "subjects")))


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(r"(?<!涉)" + either(words("meaning", "metric", "trailing")) + "$")


@cache
def _inner() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "metric", "inner")))


@cache
def _action() -> re.Pattern[str]:
    compounds, verbs = words("meaning", "actions", "compounds"), words("meaning", "actions", "verbs")
    heads = either(words("meaning", "actions", "heads"))
    return re.compile(f"{either(compounds)}|(?P<verb>{either(verbs)})(?!{heads})")


@cache
def _only_actions() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words('meaning', 'actions', 'verbs'))}|了|已|并|均)+")


@cache
def _only_verbs() -> re.Pattern[str]:
    verbs = either(words("meaning", "actions", "verbs"))
    change = either(words("meaning", "change", "increase", "decrease", "comparison"))
    return re.compile(rf"(?:{verbs}|{change}|较|比|上年|去年|同期|上一年|上年度|同比|环比|了|已|的|平均|年均|分别|均)+")
