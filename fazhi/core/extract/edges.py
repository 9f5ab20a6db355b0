"""Edges: what is taken off the words around a number before they name it (times, adverbs, 共, 达, 我市)."""

import re
from functools import cache, lru_cache

from fazhi.core.extract.lexicon import REMEMBERED, either, members, words
from fazhi.core.extract.verbs import verb_spans

_MARKS = "、，,。；;：:．. \t\r\n　－-—*#•·~/"
_EDGE = _MARKS + "（）()[]【】"
_WORDS = re.compile("[一-龥]{2}")
_BRACKET = re.compile("[（()）]")
# What a bracket adds (含上年结转), or all that stands behind a number.
_ASIDE = re.compile(
    r"[（(](?:含|不含|注|其中|包括|除|下同|人民币)[^（）()]*[)）]|^[（(][^（）()]*[)）]$"
    r"|^[（(][^（()）]{0,20}(?:年|月|同期)[^（()）]{0,30}[)）]"
)
_BRACKETED = re.compile(r"[（(][^（）()]{0,40}[)）]")
_EXAMPLES = re.compile(
    r"(?:“[^“”]{1,20}”|《[^《》]{1,40}》|[^，。；,;“”《》、]{1,8})(?:、(?:“[^“”]{1,20}”|《[^《》]{1,40}》))*等$"
)
_YEARS = r"(?:\d{4} ?(?:年 ?|(?=[—\-–~至到])))?(?:[—\-–~至到] ?\d{4} ?年 ?)?(?:\d{1,2}[—\-至到]\d{1,2}月)?"
_DAY = _YEARS + r"(?:\d{1,2} ?月 ?)?(?:\d{1,2} ?日(?![以之]?内) ?)?(?:[—\-至到] ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?"
_WEEK = r"第[0-9一二三四五六七八九十]{1,3}周(?!年)(?:[（(]\d[^（()）]{2,24}[)）])?"
_PART = f"[上下]半年|第?[一二三四]季度(?:[—\\-–~至到]第?[一二三四]季度)?|{_WEEK}"
_DAY_END = rf"(?:份|底|末|初|中旬|上旬|下旬|以来|来|度|{_PART}){{0,3}}(?:(?<=[底末初旬])之?前)?"
_SPAN_YEARS = r"(?:近|过去|最近)[一二三四五六七八九十两\d]{1,3}年"
_SPAN = rf"(?:{_SPAN_YEARS}(?=共|累计|，|,)|(?:近|过去|最近)?[一二三四五六七八九十两\d]{{1,3}}年多?(?:以来|来))"
_TIME = re.compile(rf"(?:{_SPAN}|(?:截[至止])?到?(?:(?=\d){_DAY}{_DAY_END}|{_PART}|))[,，]?")
# What those that a number counts did together: 25家单位共办理案件120件.
_TOGETHER = re.compile(
    "(?<=[一-龥]{2})(?<![公一中])(?:(?<![份对])共有(?![的人部权产一]|$)|共(?![有享建同富产青识治管商和]))"
)
_COMPARED_WITH = re.compile(r"与[^，,、]{1,10}相比")
_MARKER = re.compile(
    r"(?:[一二三四五六七八九十]+是(?!.?否)|[一二三四五六七八九十]{1,2}、(?=\d)|[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．](?!\d)|[①-⑳])"
)
# What a number is counted by as well, which its unit says: 1.8元/吨, 1200人（家）次.
_PER = re.compile(r"^(?:/[百千万]?[一-龥]{1,2}|[（(][一-龥]{1,2}[）)]次)")
# Who did it, before 共: 各级复议机构共收到….
_ACTOR = re.compile(
    r"^(?:各(?:[省市县区州盟旗乡镇街道村、]|[（(][市县区旗街道、]{1,5}[）)]){1,8}|[一-龥、]{0,16}?(?:委员会|办事处|机构|机关|部门|单位|组织|中心|大队|支队|局|政府|系统|法院|所|站))(?:一共|共计|累计|共有|共(?![享建青同用管治识]))(?=[一-龥])"
)
# Characters of 为 and for whom (为经营主体降低成本).
_SERVED = 12
# Of several things as many each (党组会、局务会各12次), not to each side (两侧各五米).
_EACH = "(?<![侧岸边游外内向前后线北西在])各"
_AMONG = re.compile("(?:[当之]?中)$")
_CONNECTORS = ("当中", "之中", "不等", "以及", "累计达", "达到", "达", "和", "与", "及", "等", "，", "分别为", "为")


@lru_cache(REMEMBERED)
def cleaned(before: str) -> str:
    """Words before a number without times, markers, examples, adverbs and pronouns at their edges."""
    text = _row_head(before) if "\t" in before else before
    text = _ASIDE.sub("", text) if "(" in text or "（" in text else text
    text = text.lstrip(_MARKS)
    marker = _MARKER.match(text)
    text = text[marker.end() :] if marker else text
    text = text[_unopened(text) :].strip(_EDGE)
    if "”等" in text and text.count("“") < text.count("”"):
        text = text.rsplit("”等", 1)[1]
    elif text.endswith("等") and "“" in text:
        text = _EXAMPLES.sub("", text)
    text = _without_start(text)
    while text and not text.endswith(_kept("kept_at_end")) and (trailing := _trailing().search(text)):
        text = text[: trailing.start()].rstrip(_EDGE)
    return "" if text in members("meaning", "metric", "says_how") else _closed(_inner().sub("", _ACTOR.sub("", text)))


@lru_cache(REMEMBERED)
def trimmed(behind: str) -> str:
    """Words after a number without marks and connectors at their edges."""
    if not behind:
        return behind
    text = _ASIDE.sub("", _PER.sub("", behind).lstrip(_MARKS))
    text = text[: _unclosed(text)].lstrip(_EDGE + "的").rstrip(_EDGE)
    if "共" in text and (together := _TOGETHER.search(text)):
        has = together.group().endswith("有")
        text = text[: together.start()] if has or _follows_verb(text, together.end()) else text
    for word in _CONNECTORS:
        text = text if text.endswith(_words_at_end()) else text.removesuffix(word)
    return _closed(text.strip(_EDGE))


def _follows_verb(text: str, at: int) -> bool:
    """Whether a verb of work begins at a place of a text."""
    return any(start == at for start, _ in verb_spans(text))


def without_among(text: str) -> str:
    """The words without 中 at their end, of which some are told of next: 案件 of 120件案件中,办结100件."""
    among = _AMONG.search(text)
    if among is None or text.endswith(words("meaning", "metric", "ends_in_among")):
        return text
    thing = text[: among.start()]
    # What goes on is a state: 1起办理中.
    return text if any(end == len(thing) for _, end in verb_spans(thing)) else thing


def without_brackets(text: str) -> str:
    """The text with brackets and what they hold as blanks, so that nothing in them divides: 县（市、区）政府."""
    if "(" in text or "（" in text:
        return _BRACKETED.sub(lambda bracket: " " * len(bracket.group()), text)
    return text


def _unclosed(text: str) -> int:
    """Where a bracket opens that does not close in the text, or its end."""
    opened = max(text.rfind("（"), text.rfind("("))
    return opened if opened > max(text.rfind("）"), text.rfind(")")) else len(text)


def _unopened(text: str) -> int:
    """Behind the first bracket where it closes one that did not open in the text, or its start."""
    first = _BRACKET.search(text)
    return first.end() if first and first.group() in ")）" else 0


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
    """The words from the first on that names; for whom something was done is kept where that is short."""
    while text:
        if text.startswith("为") and (served := next((start for start, _ in verb_spans(text) if start > 1), 0)):
            return text if served <= _SERVED and "、" not in text[:served] else text[served:]
        time = _COMPARED_WITH.match(text) or _TIME.match(text)
        shorter = text[time.end() if time else 0 :].lstrip(_EDGE)
        leading = None if _begins_word(shorter) else _leading().match(shorter)
        shorter = shorter[leading.end() :].lstrip(_EDGE) if leading else shorter
        if shorter == text:
            return text
        text = shorter
    return text


def _begins_word(text: str) -> bool:
    """Whether a text begins with a word that only looks like one to take off: 有效, 超时, 为群众提供."""
    kept = text.startswith(_words_at_start().get(text[:1], ()))
    return kept and not text.startswith(_kept("taken_apart"))


@cache
def _words_at_start() -> dict[str, tuple[str, ...]]:
    """The words that stay whole at the start, by their first character."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words("meaning", "metric", "kept_at_start"):
        found[word[0]] = (*found.get(word[0], ()), word)
    return found


@cache
def _words_at_end() -> tuple[str, ...]:
    """The words that end like a connector and are none (参与, 涉及)."""
    return tuple(word for word in _kept("kept_at_end") if word not in _CONNECTORS and word.endswith(_CONNECTORS))


def _kept(key: str) -> tuple[str, ...]:
    return words("meaning", "metric", key)


@cache
def _leading() -> re.Pattern[str]:
    found = words("meaning", "metric", "leading", "subjects")
    # 各地市 of 各地市场监管部门 and 现在 of 现在册人员 are no words.
    in_time = "(?:按期|按时|及时)(?![一-龥]{1,5}率)"
    cities = either(word for word in found if word.endswith("市")) + "(?!场)"
    apart = ("按期", "按时", "及时", "及")
    others = either(word for word in found if not word.endswith("市") and word not in apart)
    return re.compile(f"{cities}|{in_time}|及(?!时)|现(?=在[册岗职编建校押])|{others}")


@cache
def _trailing() -> re.Pattern[str]:
    past = either(words("meaning", "time", "earlier", "flow")) + r"(?:同期|年?[底末初])?"
    since = rf"(?:由|从|自|至|到)(?:\d{{4}}年度?(?:\d{{1,2}}月)?[底末初]?|{past}|年初)的?"
    # What an amount of the economy comes to: 地区生产总值完成286亿元.
    fulfilled = "(?<=总值|加值|总额|收入|支出|投资)完成"
    return re.compile(rf"(?:{since}|{fulfilled}|(?<!涉){either(words('meaning', 'metric', 'trailing'))}|{_EACH})$")


@cache
def _inner() -> re.Pattern[str]:
    # 执法培训全年不少于6次; a word of ages is none (全年龄段).
    return re.compile(either(words("meaning", "metric", "inner")) + "|(?<=[一-龥]{2})全年(?![龄度无各])")
