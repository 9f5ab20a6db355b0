"""Edges: what is taken off the words around a number before they name it (times, adverbs, 共, 达, 我市)."""

import re
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, words

_MARKS = "、，,。；;：:．. \t\r\n　－-—*#•·~/"
_EDGE = _MARKS + "（）()[]【】"
_WORDS = re.compile("[一-龥]{2}")
_ASIDE = re.compile(r"[（(](?:含|不含|注|其中|包括|除)[^（）()]*[)）]")
_EXAMPLES = re.compile(
    r"(?:“[^“”]{1,20}”|《[^《》]{1,40}》|[^，。；,;“”《》、]{1,8})(?:、(?:“[^“”]{1,20}”|《[^《》]{1,40}》))*等$"
)
_YEARS = r"(?:\d{4}年)?(?:[—\-至到]\d{4}年)?(?:\d{1,2}[—\-至到]\d{1,2}月)?"
_DAY = _YEARS + r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[—\-至到]\d{1,2}月(?:\d{1,2}日)?)?"
_WEEK = r"第[0-9一二三四五六七八九十]{1,3}周(?!年)(?:[（(]\d[^（()）]{2,24}[)）])?"
_PART = f"[上下]半年|第?[一二三四]季度|{_WEEK}"
_DAY_END = rf"(?:份|底|末|初|中旬|上旬|下旬|以来|来|度|{_PART}){{0,3}}(?:(?<=[底末初旬])之?前)?"
_SPAN = r"(?:近|过去|最近)?[一二三四五六七八九十\d]{1,3}年多?(?:以来|来)"
_TIME = re.compile(rf"(?:{_SPAN}|(?:截[至止])?到?(?:(?=\d){_DAY}{_DAY_END}|{_PART}|))[,，]?")
_MARKER = re.compile(r"(?:[一二三四五六七八九十]+是(?!.?否)|[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．](?!\d)|[①-⑳])")
_PER = re.compile(r"^/[百千万]?[一-龥]{1,2}")
# Who did it, before 共: 各级复议机构共收到….
_ACTOR = re.compile(
    r"^[一-龥、]{2,16}?(?:委员会|机构|机关|部门|单位|组织|局|政府|系统|法院|所|站)(?:共计|累计|共)(?=[一-龥])"
)
_CONNECTORS = ("不等", "以及", "和", "与", "及", "等", "，")


@lru_cache(REMEMBERED)
def cleaned(before: str) -> str:
    """Words before a number without times, markers, examples, adverbs and pronouns at their edges."""
    text = _row_head(before) if "\t" in before else before
    text = _ASIDE.sub("", text) if "(" in text or "（" in text else text
    text = text.lstrip(_MARKS)
    marker = _MARKER.match(text)
    text = (text[marker.end() :] if marker else text).strip(_EDGE)
    if "”等" in text and text.count("“") < text.count("”"):
        text = text.rsplit("”等", 1)[1]
    elif text.endswith("等") and "“" in text:
        text = _EXAMPLES.sub("", text)
    text = _without_start(text)
    while text and not text.endswith(_kept("kept_at_end")) and (trailing := _trailing().search(text)):
        text = text[: trailing.start()].rstrip(_EDGE)
    return _closed(_inner().sub("", _ACTOR.sub("", text)))


@lru_cache(REMEMBERED)
def trimmed(behind: str) -> str:
    """Words after a number without marks and connectors at their edges."""
    if not behind:
        return behind
    text = _PER.sub("", behind).lstrip(_EDGE + "的").rstrip(_EDGE)
    for word in _CONNECTORS:
        text = text.removesuffix(word)
    return text.strip(_EDGE)


def _row_head(before: str) -> str:
    """The first cell with words of a table's row: it names what the numbers in its cells count."""
    row = before.rsplit("\n", 1)[-1]
    return next((cell for cell in row.split("\t") if _WORDS.search(cell)), before)


def _closed(text: str) -> str:
    """The words with the bracket closed that went with the marks at their end (法律服务中心（站、室）共2143个)."""
    if text.rfind("（") > text.rfind("）"):
        return text + "）"
    return text + ")" if text.rfind("(") > text.rfind(")") else text


def _without_start(text: str) -> str:
    while text:
        time = _TIME.match(text)
        shorter = text[time.end() if time else 0 :].lstrip(_EDGE)
        leading = None if shorter.startswith(_kept("kept_at_start")) else _leading().match(shorter)
        shorter = shorter[leading.end() :].lstrip(_EDGE) if leading else shorter
        if shorter == text:
            return text
        text = shorter
    return text


def _kept(key: str) -> tuple[str, ...]:
    return words("meaning", "metric", key)


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "metric", "leading", "subjects")))


@cache
def _trailing() -> re.Pattern[str]:
    past = either(words("meaning", "time", "earlier", "flow")) + r"(?:同期|年?[底末初])?"
    since = rf"(?:由|从|自|至|到)(?:\d{{4}}年度?(?:\d{{1,2}}月)?[底末初]?|{past}|年初)的?"
    return re.compile(rf"(?:{since}|(?<!涉){either(words('meaning', 'metric', 'trailing'))})$")


@cache
def _inner() -> re.Pattern[str]:
    return re.compile(either(words("meaning", "metric", "inner")))
