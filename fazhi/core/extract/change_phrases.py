"""Phrases of change: the patterns around a number by which roles are read, built from `knowledge/meaning`."""

import re
from functools import cache

from fazhi.core.extract.lexicon import begins, either, words

# A noun that may stand between a value and where it goes (188个园区整合为120个).
_NOUN = 4
_YEAR = r"(?:\d{4}年度?(?:\d{1,2}月份?)?|\d{1,2}月份?|[一二三四]季度|[上下]半年)[底末初]?的?"
# Words before a verb of one character that leave it a verb: 同比分别降11.8%, 比增48.2%; 多达 is none.
_BEFORE_SINGLE = "(?:(?<![一-龥])|(?<=同比|环比|分别)|(?<=[比均共再又还]))(?!多达)"
# What is compared with, before 多 or 少: 较普通程序少88.3天, 比上年同期多审结10件.
_COMPARED = r"(?:(?<!比)较|比(?!较))(?![多少高低快慢大小])(?:[^，。；,;、\d]|\d{4}年){1,14}?"


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
def farther_before() -> re.Pattern[str]:
    """高于…, 低于… before a distance, words of one character left out; the group `verb` is the word."""
    far = either(w for w in words("meaning", "change", "above", "below") if len(w) > 1)
    return re.compile(rf"(?P<verb>{far})[^，。；,;]{{0,12}}$")


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
    verbs = words("meaning", "change", "increase", "decrease", "lengthening")
    verb = f"{either(w for w in verbs if len(w) > 1)}|{_BEFORE_SINGLE}[{_single_verbs()}]"
    return re.compile(rf"{begins(verbs)}(?P<verb>{verb}){_verbs('fill')}{{0,3}}$")


@cache
def more_before() -> re.Pattern[str]:
    """较…多, 比…少审结, 比…高, 比上年新增 right before a number; the group `verb` is the word."""
    more = "(?<![至不许众繁])[多少](?![元部年次样种层数方领功媒])[一-龥]{0,4}|[高低快慢]出?[了约近]?|新增[一-龥]{0,6}"
    return re.compile(rf"{_COMPARED}(?P<verb>{more})$")


@cache
def money_before() -> re.Pattern[str]:
    """增收, 减支 right before a sum of money; the group `verb` is the word."""
    return re.compile(rf"(?P<verb>{_verbs('money_increase', 'money_decrease')})(?:资金|金额)?{_verbs('fill')}{{0,3}}$")


@cache
def better_before() -> re.Pattern[str]:
    """PM2.5浓度同比改善 right before a share: what is the better the lower it is."""
    return re.compile(rf"(?:浓度|指数|PM)[^，。；,;]{{0,12}}改善{_verbs('fill')}{{0,3}}$")


@cache
def base_before() -> re.Pattern[str]:
    """较2022年的, 比去年同期收案, 相较去年得分（: what stands before a value that another is compared with.

    The group `word` opens it, `noun` is what was counted then.
    """
    noun = r"(?P<noun>[^，。；,;、：:\d\s比较（()）增减多少升降涨跌缩压扩提高低超翻快慢]{0,8})的?[（(]?\s*"
    return re.compile(rf"(?:同(?=比)|环(?=比))?(?P<word>{_verbs('bases')}|[由从在])(?:疫情前的?)?{_past()}{noun}$")


@cache
def compared_after() -> re.Pattern[str]:
    """相比, 增长, 多…: what stands right behind a value that another is compared with; no 增长到, which arrives."""
    several = either(w for w in words("meaning", "change", "increase", "decrease") if len(w) > 1)
    how = "(?:同比|环比|净|共|大幅|明显|显著|略有?|有所|已|均|又|再|分别|年均)"
    verb = rf"(?:{several}(?![到至为成])|[增减升降多少高低涨超翻](?=[了约近]?\s*[\d０-９]))"
    with_it = "相比较?|比较|的?基础上"
    return re.compile(rf"[）)]?(?:左右)?(?:的?水平)?(?:{with_it}|[，,]?{how}{{0,2}}{verb})")


@cache
def further_base() -> re.Pattern[str]:
    """、2022年的: the words between two values that one is compared with."""
    return re.compile(rf"[、和与及]{_past()}")


@cache
def _past() -> str:
    """An earlier time, as it stands before its value."""
    past = either(words("meaning", "time", "earlier", "before"))
    span = rf"(?:{past}|\d{{4}}年度?|(?=\d{{1,2}}月))"
    return rf"\s*{span}(?:\d{{1,2}}月份?|[上下]半年)?(?:同期|全年|年?[底末初])?的?[（(]?\s*"


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
def held_before() -> re.Pattern[str]:
    """开展, 印发 in the clause before a verb of change, which then belongs to the name of what was held or issued."""
    return re.compile(_verbs("holding") + "[^，。；,;]{0,16}$")


@cache
def compared_before() -> re.Pattern[str]:
    """同比, 数量 before a verb of change, which then says how a number changed, not what was made better."""
    return re.compile(r"(?:[比较]|数量?|总量)[^，。；,;、]{0,6}$")


@cache
def rate_before() -> re.Pattern[str]:
    """压缩率达: a noun right before a value that makes it a level; 效率 is what is raised, no rate."""
    return re.compile(
        "(?<!效)" + either(words("meaning", "change", "rates")) + r"(?:为|达|达到|均|已|超过|约|近|分别|高达|是){0,3}$"
    )
