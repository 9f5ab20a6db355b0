"""Modifiers: what stands around a number and bounds it (超过 近 约 以上 以内 左右), from the table of knowledge."""

import re
from functools import cache

from fazhi.core.extract.quantities.units import rows
from fazhi.core.extract.quantity import Qualifier

# Between modifier and number: 至少有10次, 至少是3, 大概有20个, 超过了3天.
_LINK = "有是为达了于在"


@cache
def _table(place: str) -> dict[str, Qualifier]:
    names: dict[str, Qualifier] = {"over": "over", "under": "under", "about": "about"}
    return {word: names[qualifier] for word, where, qualifier in rows("modifiers.tsv") if where == place}


@cache
def _ends() -> frozenset[str]:
    return frozenset(word[-1] for word in _table("prefix")) | frozenset(_LINK + " ")


@cache
def starts() -> frozenset[str]:
    """The first characters of all modifiers that stand behind a number."""
    return frozenset(word[0] for word in _table("suffix")) | {" "}


@cache
def _suffix() -> re.Pattern[str]:
    words = sorted(_table("suffix"), key=len, reverse=True)
    return re.compile(r"[ ]?(" + "|".join(map(re.escape, words)) + ")")


def before(text: str, start: int, floor: int) -> tuple[int, Qualifier]:
    """Where the modifier before `start` begins (not before `floor`) and what it says; (`start`, exact) without one."""
    if start <= floor or text[start - 1] not in _ends():
        return start, "exact"
    end = start
    while end > floor and text[end - 1] == " ":
        end -= 1
    for at in (end, end - 1):
        if at < end and text[at] not in _LINK:
            break
        for length in (5, 4, 3, 2, 1):
            if at - length >= floor:
                qualifier = _table("prefix").get(text[at - length : at])
                if qualifier is not None and not _within_word(text, at - length, at):
                    return at - length, qualifier
    return start, "exact"


# 附近 and 最近 at the end of a noun phrase do not bound the number that follows; nor do 超 in 赶超, 约 in 村规民约.
_JOINED = {
    "近": tuple("附最靠邻临亲"),
    "约": (*"节合契预条公签大特违邀", "规民"),
    "超": tuple("赶反高"),
}


def _within_word(text: str, start: int, end: int) -> bool:
    return end - start == 1 and text.endswith(_JOINED.get(text[start], ()), 0, start)


def after(text: str, end: int, time: bool) -> tuple[int, Qualifier]:
    """Where the modifier after `end` ends and what it says; 内 bounds a length of `time` alone."""
    if text[end : end + 1] not in starts():
        return end, "exact"
    match = _suffix().match(text, end)
    if match is None or (match[1] in ("内", "许", "前后") and not time):
        return end, "exact"
    return match.end(), _table("suffix")[match[1]]
