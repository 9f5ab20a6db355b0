"""Verbs of a clause: where they end, the frame up to them, the object behind them.

The verbs, and the compounds in which they are no verbs (政府信息公开), are data (`knowledge/meaning/actions`).
"""

import re
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, words

_EDGE = "的了、，, "
_VERBS_IN_A_ROW = 6
# Words before the verb that a list begins with, and between its verbs.
_BEFORE_VERB = re.compile("(?:新建|改扩建|高质量|高标准|推进|布局|优化|新|再|拟|要|和|及|并)*")
_BETWEEN_VERBS = ("", "和", "及", "并", "与")
# A verb in a name is none: “双随机、一公开”.
_NAME = "“[^“”]{1,20}”|《[^《》]{1,60}》"


@lru_cache(REMEMBERED)
def verb_spans(label: str) -> tuple[tuple[int, int], ...]:
    """Where the verbs of a label stand, in order; verbs inside compounds are none."""
    return tuple(m.span("verb") for m in _action().finditer(label) if m.group("verb")) if label else ()


def frame_of(label: str) -> str:
    """A label up to and with its last verb: 平台公开 of 平台公开规范性文件."""
    return label[: max((end for _, end in verb_spans(label)), default=0)]


def list_frame(label: str) -> str:
    """A label up to and with the last verb that has an object: 完成 of 完成随机抽查, where 抽查 has none."""
    spans = verb_spans(label)
    if opens_with_verb(label) and not label.startswith(words("meaning", "actions", "about")):
        # A verb further on is part of a name: 创建国家生态文明建设示范区5个、实践创新基地2个.
        end = spans[0][1]
        for start, stop in spans[1:]:
            if label[end:start] not in _BETWEEN_VERBS or stop >= len(label) - 1:
                break
            end = stop
        return label[:end] if end < len(label) - 1 else ""
    return label[: max((end for _, end in spans if end < len(label) - 1), default=0)]


def opens_with_verb(label: str) -> bool:
    """Whether a label begins with its verb: 新培育示范企业, not 城镇新增就业."""
    spans = verb_spans(label)
    return bool(spans) and _BEFORE_VERB.fullmatch(label, 0, spans[0][0]) is not None


@lru_cache(REMEMBERED)
def object_of(metric: str) -> str:
    """A metric without its verbs: what it counts; the metric itself where nothing would be left.

    Empty for what was handed on to an organ that is all that is named (移送公安机关).
    """
    if (handed := handed_on().match(metric)) is not None:
        metric = metric[handed.end() :]
    spans = verb_spans(metric)
    end = max((end for _, end in spans if end < len(metric) - 1), default=0)
    if spans and spans[-1][1] == len(metric) and spans[-1][0] - end > 1:
        # A case stands before what was done with it: 一审行政案件收案.
        thing = metric[end : spans[-1][0]].lstrip(_EDGE)
        return thing if thing.endswith(words("meaning", "actions", "cases")) else metric[end:].lstrip(_EDGE)
    thing = metric[end:].lstrip(_EDGE).removeprefix("依法") or metric
    if len(spans) > 2 and only_actions(thing):
        # Verbs at the end are what was done: 食品安全抽检监测 of 开展食品安全抽检监测.
        thing = metric[len(first_frame(metric)) :].lstrip(_EDGE)
    return thing


@cache
def handed_on() -> re.Pattern[str]:
    """移送公安机关: to whom a case was handed on, at the start of a label."""
    verbs, organs = (either(words("meaning", "actions", key)) for key in ("handed_on", "receivers"))
    return re.compile(f"(?:依法)?{verbs}[一-龥]{{0,6}}?{organs}(?:立案|处理|查处|办理|侦查)?")


def first_frame(label: str) -> str:
    """A label up to and with the verbs that it begins with, which stand in a row; empty where it begins with none."""
    end = 0
    for start, stop in verb_spans(label):
        if start > end:
            break
        end = stop
    return label[:end] if end < len(label) else ""


@lru_cache(REMEMBERED)
def only_actions(label: str) -> bool:
    """Whether a label is verbs and nothing else (受理, 调查处理)."""
    return len(label) <= 2 * _VERBS_IN_A_ROW and _only_actions().fullmatch(label) is not None


@lru_cache(REMEMBERED)
def only_verbs(label: str) -> bool:
    """Whether a label is verbs of work, change and comparison and nothing else (同比增长, 较上年下降)."""
    return len(label) <= 2 * _VERBS_IN_A_ROW and _only_verbs().fullmatch(label) is not None


@cache
def _action() -> re.Pattern[str]:
    compounds, verbs = words("meaning", "actions", "compounds"), words("meaning", "actions", "verbs")
    heads = either(words("meaning", "actions", "heads"))
    always = either(words("meaning", "actions", "transitive"))
    return re.compile(f"{_NAME}|{either(compounds)}|(?P<verb>{always}(?!率)|{either(verbs)}(?!{heads}))")


@cache
def _only_actions() -> re.Pattern[str]:
    verbs = either(words("meaning", "actions", "verbs"))
    return re.compile(rf"(?:{verbs}|[了已并均]){{1,{_VERBS_IN_A_ROW}}}")


@cache
def _only_verbs() -> re.Pattern[str]:
    verbs = either(words("meaning", "actions", "verbs"))
    change = either(words("meaning", "change", "increase", "decrease", "comparison"))
    past = either(words("meaning", "time", "earlier"))
    alike = "年均|平均|分别|同口径|可比口径|按可比价"
    return re.compile(rf"(?:{verbs}|{change}|{past}|{alike}|[了已的均]){{1,{_VERBS_IN_A_ROW}}}")
