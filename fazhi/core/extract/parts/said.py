"""Said: the words before a number of a list, and what they tell of it (a decision, an act of its own, the rest)."""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.lexicon import either, members, words
from fazhi.core.extract.measurement import Measurement
from fazhi.core.extract.verbs import only_actions, verb_spans

# Characters looked at before a number for what it counts, and of the object of an act.
_SAID, _OBJECT = 24, 2
_EVERY_KIND = re.compile("各类|各种|各项|各式")
# Words around a decision that say no more: 已办结, 予以维持, 合格的.
_EDGES = re.compile(r"^(?:已经?|予以|依法|均|被|直接|尚|判决|裁定|决定|结果)+(?=..)|(?:的|案件|类|案|处|数)+$")


def said_before(text: str, measurement: Measurement) -> str:
    """The words before a number in its clause, without those that only say that it is a total."""
    return _totals().sub("", text[_start(measurement) : measurement.start].rsplit("、", 1)[-1])


def names(text: str, whole: Measurement, part: Measurement) -> bool:
    """Whether the words before a part say what the total counts: its verb, or all that stands before it."""
    said, own = said_before(text, whole), said_before(text, part)
    verbs = {said[start:end] for start, end in verb_spans(said)}
    return any(own[start:end] in verbs for start, end in verb_spans(own)) or (len(said) > 1 and said in own)


def is_deed(text: str, measurement: Measurement) -> bool:
    """Whether the words before a number say what was done to what (废止文件3件; not 废止3件)."""
    said = said_before(text, measurement)
    return any(start == 0 and end < len(said) - 1 for start, end in verb_spans(said))


def is_outcome(text: str, measurement: Measurement) -> bool:
    """Whether the words before a number are no more than what was decided or found (维持, 已办结, 不合格)."""
    said = said_before(text, measurement)
    outcomes = members("meaning", "parts", "outcomes")
    return said in outcomes or _EDGES.sub("", said) in outcomes


def divide(text: str, parts: Sequence[Measurement]) -> bool:
    """Whether the words of parts exclude each other and are no more: decisions, the rest, a step done and not done."""
    others = [said_before(text, part) for part in parts if not (is_outcome(text, part) or is_rest(text, part))]
    if not others:
        return True
    done = [said for said in others if not said.startswith(_undone())]
    undone = any(said_before(text, part).startswith(_undone()) for part in parts)
    return undone and len(done) == 1 and only_actions(done[0])


def is_rest(text: str, measurement: Measurement) -> bool:
    """Whether the words before a number say that it is the rest of the total (其他, 其余案件)."""
    return said_before(text, measurement).startswith(words("meaning", "parts", "residual_heads"))


def is_act(text: str, measurement: Measurement, whole: Measurement, first: Measurement) -> bool:
    """Whether a number is of an act of its own with an object, unlike the total and the first item of its list.

    发现隐患165条,其中重大14条,下发指令书11条: behind a list of what was found it is none of it. A list of acts
    (其中开展讲座20次,举办培训10次) and an act that the total names (制定…,其中制定…) go on.
    """
    said = said_before(text, measurement)
    act = _producing().match(said)
    if act is None or measurement is first or "、" in text[_start(measurement) : measurement.start]:
        return False
    counted = len(said) - act.end() >= _OBJECT or re.match("[一-龥]{2}", text[measurement.end : measurement.end + 2])
    total, events = said_before(text, whole), words("meaning", "parts", "events")
    if not counted or act[0] in total or (total.startswith(events) and act[0].endswith(events)):
        return False
    return _producing().match(said_before(text, first)) is None


def sibling(text: str, whole: Measurement) -> bool:
    """Whether a number is one more of a list of decisions or acts, and so no total of those behind it."""
    said = said_before(text, whole)
    return is_outcome(text, whole) or any(
        said.startswith(act) for act in words("meaning", "parts", "outcomes", "beside_acts")
    )


def shares_noun(text: str, whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether every part is a kind of what the total counts: 开展检查12次,日常检查8次,专项检查4次; 各类 says it."""
    said = said_before(text, whole)
    if _EVERY_KIND.search(said):
        return True
    noun, verb = said[-_OBJECT:], said[:-_OBJECT]
    whole_kind = len(noun) == _OBJECT and (not verb or only_actions(verb))
    return whole_kind and all(said_before(text, part).endswith(noun) for part in parts)


def _start(measurement: Measurement) -> int:
    """Where the words before a number begin: in its clause, within reach."""
    return max(measurement.clause.start, measurement.start - _SAID)


def _undone() -> tuple[str, ...]:
    return words("meaning", "parts", "negations", "undone")


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"^.*其中|{either(words('meaning', 'parts', 'total'))}|[了已，,：:\s]")


@cache
def _producing() -> re.Pattern[str]:
    return re.compile("(?:依法|已|共|并|累计)*" + either(words("meaning", "parts", "producing")))
