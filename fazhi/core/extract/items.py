"""Items: the names of a list that numbers are given to in their order (调解率、调解成功率分别达到98.6%、96.3%).

What the items share stands once: a tail behind the last (行政许可、行政处罚信息公示率), a verb before the first
(受理A类案件和B类案件). Where the text does not show how far the tail reaches an item stays as it stands.
"""

import re
from functools import cache

from fazhi.core.extract.edges import cleaned, trimmed, without_brackets
from fazhi.core.extract.lexicon import members, words
from fazhi.core.extract.verbs import only_actions, verb_spans

EACH = "分别"
_ITEMS = re.compile(r"、|和|与|及(?!时)")
# What the items are compared with, which is no item: 与2022年相比, 较去年同期.
_COMPARED = re.compile(
    r"(?:与[^、，,]{1,12}相比|相?较于?[^、，,和]{1,10}|(?<![同环占])比(?![例重率值赛])[^、，,和]{2,12})$"
)
_SAME = re.compile(r"(?:同比|环比)$")
_LEVELS = re.compile(r"[省市县区州盟旗乡镇村][两三四五]级")
_PAIR, _RATE = 2, 3


def item_of(words_before: str, count: int, position: int, role: str) -> str:
    """The name of the number at `position` of `count` in the words before them, or empty where they list no names.

    What is said of all stays with each: 占总数, 下降, 建成法治广场; not with values that go somewhere.
    """
    listed, _, said = words_before.partition(EACH)
    listed = cleaned(_COMPARED.sub("", listed.rstrip("，, ")))
    same = _SAME.search(listed)
    items = split_items(listed[: same.start()] if same else listed)
    if len(items) != count:
        return ""
    return _named(items, position) + (same.group() if same else "") + _said(said, items[position], role)


def _said(behind: str, item: str, role: str) -> str:
    """What stands between 分别 and the numbers where the name needs it."""
    if role in ("from", "to") or trimmed(behind) in members("meaning", "metric", "says_that"):
        return ""
    said = cleaned(behind)
    return said if role == "change" or said.startswith("占") or not item.endswith(_measures()) else ""


def split_items(listed: str) -> list[str]:
    """The items of a list of names; marks in brackets divide none."""
    edges = [0, *(edge for mark in _ITEMS.finditer(without_brackets(listed)) for edge in mark.span()), len(listed)]
    return [item for start, end in zip(edges[::2], edges[1::2], strict=True) if (item := listed[start:end])]


def _named(items: list[str], position: int) -> str:
    """An item with what it shares with the others."""
    own, last = items[position], items[-1]
    if levels := _LEVELS.match(last):
        return (own[:1] if own is last else own) + last[levels.end() - 1 :]
    if position < len(items) - 1 and not _is_whole(own, last):
        own += _tail([item for item in items[:-1] if not _is_whole(item, last)], last)
    verb = _verb(items[0])
    return own if not position or not verb or verb_spans(own) else verb + own


def _is_whole(item: str, last: str) -> bool:
    """Whether an item names something without the tail of the last: 死亡人数, and 抢劫案 beside 盗窃案."""
    return item.endswith((last[-1], *_measures()))


def _tail(items: list[str], last: str) -> str:
    """What stands behind the last item for all of them, or empty: 信息公示率 of 行政许可、行政处罚信息公示率."""
    for item in items:
        end = last.find(item[-_PAIR:]) + _PAIR if len(item) >= _PAIR else 0
        if end >= _PAIR and end < len(last):
            return last[end:]
    for item in items:
        if len(last) - len(item) >= _PAIR and _are_parallel(item, last[: len(item)]):
            return last[len(item) :]
    verbs = verb_spans(last)
    if verbs and not verbs[0][0] and all(map(only_actions, items)):
        return last[verbs[0][1] :]
    # Most rates are named by three characters: 建成率, 满意度.
    rate = last[-_RATE:] if last.endswith(("率", "度")) and len(last) > _RATE + 1 else ""
    tails = words("meaning", "metric", "shared_tails")
    return next((tail for tail in tails if last.endswith(tail) and tail != last), rate)


def _are_parallel(item: str, other: str) -> bool:
    """Whether both are kinds of one thing: 行政许可 and 行政处罚, 城镇 and 农村."""
    contrasted = members("meaning", "metric", "contrasted")
    return item[:_PAIR] == other[:_PAIR] or (item in contrasted and other in contrasted)


def _verb(first: str) -> str:
    """The verb that the list begins with and that holds for all: 受理 of 受理A类案件."""
    spans = verb_spans(first)
    verb = first[: spans[0][1]] if spans and not spans[0][0] else ""
    names = verb in words("meaning", "actions", "noun_like") or first.endswith(_measures())
    return verb if len(first) - len(verb) >= _PAIR and not names else ""


@cache
def _measures() -> tuple[str, ...]:
    return words("meaning", "metric", "whole_items")
