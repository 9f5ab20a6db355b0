"""Openers: the words behind which a list of parts begins (其中, 包括, 含), and where their brackets close."""

import re
from functools import cache

from fazhi.core.extract.lexicon import begins, either, words

OPENING = ("（", "(")
_BRACKET = re.compile("[（()）]")


def openers(text: str) -> list[re.Match[str]]:
    """The openers of a sentence; behind 其中 one adds nothing: 其中包括, 其中涉及土地3件、涉及房屋2件."""
    found: list[re.Match[str]] = []
    for opener in opener_pattern().finditer(text):
        listed = bool(found) and found[-1].group("word") == "其中" != opener.group("word")
        if not (listed and (found[-1].end() == opener.start() or text[opener.start() - 1] == "、")):
            found.append(opener)
    return found


def bracket_end(text: str, at: int) -> int:
    """Where the bracket that opens right before `at` closes: 审结35件（含上年）,撤销4件; else the end of the text."""
    if text[at - 1 : at] not in OPENING:
        return len(text)
    depth = 1
    for bracket in _BRACKET.finditer(text, at):
        depth += 1 if bracket[0] in OPENING else -1
        if not depth:
            return bracket.start()
    return len(text)


@cache
def opener_pattern() -> re.Pattern[str]:
    """An opener, its group `word`, and the mark behind it.

    `among` stands behind the total and before its parts (73家单位中有64家, 办结的300件中,调解120件, 从500家中抽取50家,
    反馈的42项问题已整改38项); `view` says by what its parts are told apart (从审理结果看,…).
    """
    openers = either(word for word in words("meaning", "parts", "open") if len(word) > 1)
    picked = either(words("meaning", "parts", "picked"))
    settled = either(words("meaning", "parts", "settled")) + r"(?:完成|到位|完毕)?了?(?=\s*\d)"
    within = rf"[，,]?\s*(?:(?:随机|择优|已|共)?{picked}了?(?=\s*\d)|{settled})|(?=[，,])"
    within = rf"(?<=[一-龥])(?<!其)(?:当中|之中|中)(?:{within})"
    told = either(words("meaning", "parts", "viewed"))
    view = rf"(?:从|按照?)[^，,。；;：:、\d（(]{{0,8}}{told}(?:上|情况)?(?:来?看|划分|分类|分)(?=[，,：:])"
    at = begins((*words("meaning", "parts", "open", "settled"), *"中当之从按含即"))
    return re.compile(
        rf"{at}(?P<word>{openers}|(?P<among>{within}|{settled})|(?P<view>{view})"
        r"|(?<=[，,（(、])[含即](?![办时将可日便使期席]))有?\s*(?P<mark>[,，:：]?)"
    )
