"""Wording: what a label says alone, and what it needs an owner for (a bare verb, a state, 同比增长, 省级)."""

import re
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, members, words
from fazhi.core.extract.verbs import handed_on, object_of, only_actions, only_verbs, verb_spans

SHORT, OWNED = 5, 4
# Who says so, before a state (决定继续有效).
STATED = re.compile(r"^(?:决定|宣布|认定|确认|建议)(?=..)")
_GRADE = re.compile(r"[A-Z]{1,3}级")
_COMPARED = re.compile(
    r"(?:高于|低于|快于|高出|较|比|居全|居省|居市|位居|位列|排名|列全|占|增速|增幅|降幅|同比|环比|超过).{0,9}$"
)


def says_nothing(label: str) -> bool:
    """Whether a label is a state (在办) or an average (日均2370件) of what the number before it counts."""
    return label in members("meaning", "actions", "states") or label in members("meaning", "metric", "averages")


@lru_cache(REMEMBERED)
def lacks_owner(label: str) -> bool:
    """Whether a label says nothing without an owner: empty, a verb alone, a bare attribute, 同比增长."""
    if label in members("meaning", "actions", "intransitive"):
        return False
    label = label if only_actions(label) else STATED.sub("", label)
    if len(label) < 2 or says_nothing(label):
        return True
    if only_actions(label) and len(verb_spans(label)) > 1 and label.startswith(_takes_deeds()):
        return False
    if only_verbs(label) or _COMPARED.match(label) or handed_on().fullmatch(label):
        return True
    if label.startswith(words("meaning", "metric", "rated")):
        return False
    if label.endswith(words("meaning", "metric", "measures")):
        return len(label) < OWNED
    if label.endswith(words("meaning", "metric", "shares")):
        return len(label) < OWNED
    return len(label) <= SHORT and label.endswith(words("meaning", "metric", "attributes"))


def only_level(label: str) -> bool:
    """Whether a label only says which of a kind (省级 of 国家级示范村2个、省级46个, B级)."""
    return label in _levels() or (label.endswith("级") and _GRADE.fullmatch(label) is not None)


def without_level(metric: str) -> str:
    """A metric without the level that it begins or ends with: 示范村 of 国家级示范村."""
    return _leveled().sub("", metric)


def is_done(metric: str, is_beside_action: bool) -> bool:
    """Whether a metric is what was done, without an object: 受理; beside what else was done also 批准和决定逮捕."""
    if only_actions(metric) or not is_beside_action:
        return only_actions(metric)
    spans = verb_spans(metric)
    return bool(spans) and spans[-1][1] == len(metric) and object_of(metric) == metric


def acts(label: str) -> bool:
    """Whether a change is one of what was done, which it names: 结案上升."""
    change = members("meaning", "change", "increase", "decrease") | {"新增"}
    return any(label[start:end] not in change for start, end in verb_spans(label))


@cache
def _takes_deeds() -> tuple[str, ...]:
    return words("meaning", "actions", "takes_deeds")


@cache
def _levels() -> frozenset[str]:
    return members("meaning", "metric", "levels")


@cache
def _leveled() -> re.Pattern[str]:
    level = rf"(?:{either(words('meaning', 'metric', 'levels'))}|{_GRADE.pattern})"
    return re.compile(rf"^{level}|{level}$")
