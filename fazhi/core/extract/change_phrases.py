"""Phrases of change: the patterns around a number by which roles are read, built from `knowledge/meaning`."""

import re
from functools import cache

from fazhi.core.extract.lexicon import either, words

# A noun that may stand between a value and where it goes (188个园区整合为120个).
_NOUN = 4
_YEAR = r"\d{4}年度?(?:\d{1,2}月)?[底末初]?的?"


def _verbs(*keys: str) -> str:
    return either(words("meaning", "change", *keys))


@cache
def origin_before() -> re.Pattern[str]:
    """由…, 从…: the words right before a value that a change starts from."""
    return re.compile(rf"(?:由|从|自)(?:[^，。；,;、]{{0,12}}?的)?(?:{_verbs('origin')}|{_YEAR}){{0,3}}$")


@cache
def former_before() -> re.Pattern[str]:
    """原有…, 法定…: words that say without 由 that a value is the one before a change."""
    return re.compile(rf"(?:{_verbs('former')}|(?<![草高平中太五还复])原(?![则因理料油生]))[^，。；,;]{{0,8}}$")


@cache
def _arrived() -> str:
    return rf"了?(?:到|至|为|成|成为)(?:{_verbs('arrival')}|{_YEAR}){{0,3}}$"


@cache
def arrival_before() -> re.Pattern[str]:
    """提升至, 减少为 right before a value; the group `verb` is the verb."""
    return re.compile(rf"(?P<verb>{_verbs('increase', 'decrease', 'either')})" + _arrived())


@cache
def goes_to() -> re.Pattern[str]:
    """The words from one value to the next where the first goes to the second without 由."""
    verb = _verbs("increase", "decrease", "either")
    return re.compile(rf"\s*[一-龥]{{0,{_NOUN}}}?{_verbs('between')}{{0,3}}{verb}{{1,2}}" + _arrived())


@cache
def distance_before(key: str) -> re.Pattern[str]:
    """高于…, 低于… before a distance; `key` is `above` or `below`."""
    return re.compile(_verbs(key) + "[^，。；,;]{0,8}$")


@cache
def _single_verbs() -> str:
    return "".join(sorted(w for w in words("meaning", "change", "increase", "decrease") if len(w) == 1))


@cache
def single_verb() -> re.Pattern[str]:
    """A verb of change that is one character."""
    return re.compile(f"[{_single_verbs()}]")


@cache
def change_before() -> re.Pattern[str]:
    """增长, 压缩了 right before a value; the group `verb` is the verb."""
    several = either(w for w in words("meaning", "change", "increase", "decrease") if len(w) > 1)
    return re.compile(rf"(?P<verb>{several}|(?<![一-龥])[{_single_verbs()}]){_verbs('fill')}{{0,3}}$")


@cache
def noun_before() -> re.Pattern[str]:
    """增幅为, 降幅达 right before a value; the group `noun` is the noun."""
    nouns = either(words("meaning", "change", "nouns_increase", "nouns_decrease"))
    return re.compile(rf"(?P<noun>{nouns}){_verbs('fill')}{{0,3}}$")


@cache
def object_before() -> re.Pattern[str]:
    """精简材料…: a verb of change, its object, then the value."""
    verbs = either(words("meaning", "change", "with_object_increase", "with_object_decrease"))
    return re.compile(rf"(?P<verb>{verbs})[^，。；,;、到至]{{1,14}}$")


@cache
def rate_before() -> re.Pattern[str]:
    """压缩率达: a noun right before a value that makes it a level."""
    return re.compile(
        either(words("meaning", "change", "rates")) + r"(?:为|达|达到|均|已|超过|约|近|分别|高达|是){0,3}$"
    )


@cache
def intent_before() -> re.Pattern[str]:
    """拟: what is intended, in its own clause only (拟修改11件,失效8件)."""
    return re.compile(r"(?<![草模虚])拟(?![定订稿制])")


@cache
def plan_in() -> re.Pattern[str]:
    """Words that put what follows in the future."""
    begun = r"(?<![作为事动])计划(?:新|建|开展|完成|投资|实施|组织|在)"
    return re.compile(rf"{either(words('meaning', 'target', 'plan'))}|{begun}")
