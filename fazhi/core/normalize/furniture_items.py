"""What furniture lines are made of: labels with values, counters, buttons, navigation, by `furniture.yaml`."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from fazhi.core.knowledge.reading import read_table

Zone = Literal["head", "foot"]

_BETWEEN = re.compile(r"[\s|｜/、,，;；·•\-—_>»【】\[\]()（）:：]+")
_DAY = r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}\s?日?"
_TIME = r"\s*[T ]?\s*\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?[秒分]?"
_DATE = f"{_DAY}(?:{_TIME})?"
# Without a label only forms that no document gives its own date in.
_STAMP = rf"(?:{_DAY}{_TIME}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
_VALUE = r"[^\s|｜]{0,40}"
# The value of a label may stand in the next cell of a table.
_COLON = r"\s*[:：]\s*(?:[|｜]\s*)?"
_SPAM_WORDS = 4
_WEAK = ("navigation", "contact", "button_short", "stamp", "day")
_CLOCK = re.compile(r"\d[:：时]")


class Item(NamedTuple):
    """A part of a line: its sort, its text; `weak` ones are furniture only beside others."""

    name: str
    text: str
    weak: bool = False


@cache
def _knowledge() -> Mapping[str, list[str]]:
    loaded = read_table("furniture.yaml")
    patterns = {f"patterns_{zone}": found for zone, found in loaded.pop("patterns").items()}
    return {**loaded, **patterns}


def of_line(line: str, zone: Zone) -> list[Item]:
    """The items that make up `line`, from end to end; [] where anything else stands in it."""
    if len(line) > 160:
        return []
    if _is_spam(line):
        return [Item("spam", line)]
    if _BETWEEN.fullmatch(line):
        return [Item("rule", line, weak=True)]
    out: list[Item] = []
    at = 0
    while at < len(line):
        if between := _BETWEEN.match(line, at):
            at = between.end()
            continue
        found = _pattern(zone).match(line, at)
        if found is None or found.end() == at:
            return []
        name = found.lastgroup or ""
        out.append(Item(name, found[0], weak=name in _WEAK and not (name == "stamp" and _CLOCK.search(found[0]))))
        at = found.end()
    return out


def rank(group: str, text: str) -> int:
    """Place of the label that `text` begins with in its list: the more telling stand first."""
    labels = _knowledge()[group]
    return next((at for at, label in enumerate(labels) if text.startswith(label)), len(labels))


def _is_spam(line: str) -> bool:
    if "。" in line or _spam().search(line) is None:
        return False
    return sum(word in line for word in _knowledge()["spam"]) >= _SPAM_WORDS


@cache
def _spam() -> re.Pattern[str]:
    """Any of the words, each of which hardly a line of a document holds."""
    return re.compile(_any(_knowledge()["spam"]))


@cache
def _pattern(zone: Zone) -> re.Pattern[str]:
    """All items of a zone as one pattern with a named group each; what is longer stands first."""
    known = _knowledge()
    labelled = known["head_labels"] if zone == "head" else known["foot_labels"]
    value = _value(known) if zone == "head" else _VALUE
    end = r"(?=$|[\s|｜/、,，;；·•\-—_>»【】\[\]()（）:：])"
    parts = {
        "pattern": "|".join([*known["patterns_any"], *known[f"patterns_{zone}"]]),
        "day": rf"(?:时间|日期)\s*[:：]\s*{_DAY}(?!\d|{_TIME})",  # a meeting's day as well as a page's
        "date": rf"(?:{_any(known['date_labels'])})(?:{_COLON}|\s*)[\[【]?\s*{_DATE}",
        "empty_date": rf"(?:{_any(known['date_labels'])})\s*[:：]\s*$",
        "source": rf"(?:{_any(known['source_labels'])}){_COLON}{value}",
        "label": rf"(?:{_any(labelled)}){_COLON}{value}",
        "counter": rf"(?:{_any(known['counters'])})\s*[:：]?\s*[\[【(（]?\s*\d*\s*[\]】)）]?\s*(?:人?次|位访客)?{end}",
        "contact": rf"(?:{_any(known['contact_labels'])})\s*[:：]\s*{_VALUE}",
        "button_short": rf"(?:{_any([b for b in known['buttons'] if len(b) < 2])}){end}",
        "button": rf"(?:{_any([b for b in known['buttons'] if len(b) > 1])}){end}",
        "navigation": rf"(?:{_any(known['navigation'])}){end}",
        "stamp": rf"{_STAMP}{end}",
    }
    if zone == "foot":
        for name in ("day", "date", "empty_date", "stamp"):
            del parts[name]
    else:
        del parts["contact"]
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()), re.IGNORECASE)


def _value(known: Mapping[str, list[str]]) -> str:
    """What stands behind a label, up to a blank, a bar or the next label: 来源:县司法局作者:管理员.

    A name of two characters is set with a blank inside: 发布人:申 菲.
    """
    name = r"\w[^\S\n]\w(?=\s|$)"
    return rf"(?:{name}|(?:(?!(?:{'|'.join(known['run_on'])})[:：])[^\s|｜]){{0,40}})"


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
