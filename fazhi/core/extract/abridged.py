"""Abridged: what a long label is cut to, between words (开展违法建设、安全生产等专项执法行动 → 开展专项执法行动).

Of a list with 等 its verb and the noun behind 等 stay, which hold for all items; of a list of modifiers the noun; of a
way of working (采取…等方式纠正违法行为) what was done.
"""

import re
from functools import cache

from fazhi.core.extract.edges import without_brackets
from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.verbs import verb_spans

# Characters before a number that are kept whole.
LONG_BEFORE = 22
_TITLE = re.compile(r"《[^《》]{0,80}(?:》|$)")
_ITEM_MARK = re.compile("[、》”]")
_BOUNDARY = re.compile("[、》”）)的]")
_TOTAL = re.compile(r"(?:(?<!公)共|[共合总]计)$")
_JOINS = re.compile(r"(?:、|和|与|及|以及|并)$")
# Characters: of a last item that says enough alone, of a noun behind 等 or 的 that does, from it on to its verb.
_ITEM, _NOUN, _TO_VERB = 6, 3, 10
# Of words before the verbs of a list, of an item that may be cut.
_FRAME, _CUT = 8, 12


def abridge(said: str, before: str, is_followed: bool) -> str:
    """The words `before` a number (`said`, cleaned) that name it; `is_followed` says that words after it do too."""
    if done := _by_means(before):
        return done
    said = said.rstrip()
    if len(before) <= LONG_BEFORE:
        return before + "等" if is_followed and said.endswith("等") and "、" in before else before
    hidden = _hidden(before)
    if is_followed and (said.endswith("等") or (before.endswith("》") and _JOINS.search(said))):
        return _frame(hidden) or _last_of(before, hidden) + ("等" if said.endswith("等") else "")
    marks = [mark.end() for mark in _ITEM_MARK.finditer(hidden)]
    if not marks:
        return before
    last = before[marks[-1] :]
    if (ends := last.find("等")) >= 0 and "等" not in last[ends + 1 :]:
        return _of_kind(hidden, last[ends + 1 :]) or _frame(hidden) + _last_of(before, hidden)
    last = before[hidden.rfind("、") + 1 :]
    if "、" not in hidden or ("的" not in last and _TOTAL.search(said)):
        return before
    if len(last) < _ITEM:
        return from_boundary(before, LONG_BEFORE)
    noun = last.rsplit("的", 1)[-1]
    return last if verb_spans(last) else _frame(hidden) + (noun if len(noun) >= _NOUN else last)


def from_boundary(text: str, length: int) -> str:
    """No more than `length` characters of the end of a text, from where a word begins."""
    if len(text) <= length:
        return text
    least = len(text) - length
    hidden = _hidden(text)
    marks = [mark.end() for mark in _BOUNDARY.finditer(hidden, max(0, least - 1))]
    verbs = [start for start, _ in verb_spans(hidden) if start >= least]
    starts = [start for start in (*marks, *verbs) if start < len(text) - 1]
    return text[min(starts, default=least) :]


def to_boundary(text: str) -> str:
    """The items of a stretch that ends anywhere, without one that is cut."""
    item = without_brackets(text).rfind("、")
    return text[:item] if item >= len(text) - _CUT and "等" not in text[item:] else text


def _hidden(text: str) -> str:
    """The text with what brackets and titles hold as blanks: no verb and no mark in them counts."""
    text = without_brackets(text)
    if "《" in text:
        return _TITLE.sub(lambda title: " " * (len(title.group()) - 1) + title.group()[-1], text)
    return text


def _frame(hidden: str) -> str:
    """The verbs at the head of a list, in its first item."""
    first, *rest = re.split("([、《》“” ])", hidden, maxsplit=1)
    spans = verb_spans(first)
    if rest and rest[0] != "、" and spans and spans[-1][1] == len(first):
        return first[spans[-1][0] :]
    if rest and rest[0] in " 《" and first in words("meaning", "actions", "ways"):
        return first
    begin = end = 0
    for start, stop in spans:
        if start > (end or _FRAME):
            break
        begin, end = (begin if end else start), stop
    if not end or (begin and first.startswith(words("meaning", "actions", "about"))):
        return ""
    end += next((len(done) for done in words("meaning", "actions", "ways") if first.startswith(done, end)), 0)
    means = next((word for word in words("meaning", "actions", "by_means") if first.startswith(word, begin)), "")
    return first[begin:end].removeprefix(means) or means


def _of_kind(hidden: str, noun: str) -> str:
    """The noun behind 等 with the verb of its list, or what was done by its items; empty where that says little."""
    verb = next((start for start, end in verb_spans(noun) if end < len(noun)), 0)
    if 0 < verb <= _TO_VERB and "的" not in noun[:verb]:
        return noun[verb:]
    means = next((word for word in words("meaning", "actions", "means") if noun.startswith(word)), "")
    if len(noun) - len(means) < _NOUN or noun.startswith(words("meaning", "actions", "vague")):
        return ""
    return _frame(hidden) + noun.removeprefix(means)


def _last_of(before: str, hidden: str) -> str:
    """The last item of a list, and what stands behind it."""
    title = before.rfind("《") if before.rfind("》") > hidden.rfind("、") else -1
    return before[max(hidden.rfind("、") + 1, title, 0) :]


def _by_means(before: str) -> str:
    """What was done by a means that is told first (运用无人机、走航车等手段发现问题线索), or empty."""
    if "等" not in before or not before.startswith(words("meaning", "actions", "by_means")):
        return ""
    behind = before[before.rfind("等") + 1 :]
    means = _means().match(behind)
    verb = next((start for start, end in verb_spans(behind) if end < len(behind)), -1)
    return behind[verb:] if means is not None and 0 < verb <= _TO_VERB else ""


@cache
def _means() -> re.Pattern[str]:
    return re.compile("[一-龥]{0,4}" + either(words("meaning", "actions", "means")))
