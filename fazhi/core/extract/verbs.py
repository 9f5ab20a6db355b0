"""Verbs of a clause: where they end, the frame up to them, the object behind them.

The verbs, and the compounds in which they are no verbs (政府信息公开), are data (`knowledge/meaning/actions`).
"""

import re
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, words

_EDGE = "的了、，, "
_VERBS_IN_A_ROW = 6
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
    return label[: max((end for _, end in verb_spans(label) if end < len(label) - 1), default=0)]


def object_of(metric: str) -> str:
    """A metric without its verbs: what it counts; the metric itself where nothing would be left."""
    end = max((end for _, end in verb_spans(metric) if end < len(metric) - 1), default=0)
    return metric[end:].lstrip(_EDGE) or metric


def only_actions(label: str) -> bool:
    """Whether a label is verbs and nothing else (受理, 调查处理)."""
    return len(label) <= 2 * _VERBS_IN_A_ROW and _only_actions().fullmatch(label) is not None


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
