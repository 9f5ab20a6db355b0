"""Signs before an amount: 负, -, 零下; and the scale of temperature that stands there (摄氏37度)."""

import re

from fazhi.core.extract.quantities.amount import Amount

_SCALES = {"摄氏": "摄氏度", "华氏": "华氏度"}
# 负 is no sign at the end of a word: 胜负, 企业减负3亿元, 肩负5项任务.
_BURDENS = tuple("胜减降增担肩背自欺抱辜")
_AT_HEAD = re.compile(r"(?:^|[\s(（:：,，。、=约为是达温至\"“])[-−]$")
_AFTER_WORD = re.compile(r"[一-鿿][-−]$")


def apply(text: str, amount: Amount, start: int, floor: int) -> int:
    """Apply the sign before the amount; where it begins (`start` without one, never before `floor`)."""
    warm = amount.dimension == "temperature"
    start = _scale(text, amount, start, floor) if warm else start
    below = warm and text.endswith("零下", max(floor, start - 2), start)
    worded = start > floor and text[start - 1] == "负" and text[start - 2 : start - 1] not in _BURDENS
    if not (below or worded or _minus(text, amount, start, floor)):
        return start
    amount.low, amount.high = -amount.low, None if amount.high is None else -amount.high
    amount.start = start - 2 if below else start - 1
    return _scale(text, amount, amount.start, floor) if warm else amount.start


def _scale(text: str, amount: Amount, start: int, floor: int) -> int:
    name = text[max(floor, start - 2) : start]
    if name not in _SCALES:
        return start
    amount.unit = _SCALES[name]
    return start - 2


def _minus(text: str, amount: Amount, start: int, floor: int) -> bool:
    """A minus sign, not a dash: at the head of a word, or after a Chinese word before a share or a temperature."""
    if start <= floor or text[start - 1] not in "-−":
        return False
    floor = max(floor, start - 2)
    if _AT_HEAD.search(text, floor, start):
        return True
    return amount.dimension in ("percent", "temperature") and bool(_AFTER_WORD.search(text, floor, start))
