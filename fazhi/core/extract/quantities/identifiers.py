"""Digits that are no number: clock times, telephone numbers, addresses, versions, document numbers, model names.

`skip` tells where such a string ends, so that the grammar passes over it.
"""

import re

_HOUR = "(?:[01]?[0-9]|2[0-4])"
_CLOCK = re.compile(
    rf"{_HOUR}[:：][0-5][0-9](?:[:：][0-5][0-9])?(?![0-9])"
    rf"|{_HOUR}点(?=[0-5]?[0-9]分|[0-5][0-9](?![0-9.万亿个项%])|半(?!年)|[整许钟]|[一三]刻|左右)(?:[0-5]?[0-9]分?|半|[整钟])?"
    rf"|{_HOUR}时(?![间期代速效])(?:[0-5]?[0-9]分?|[半整许])?"
)
_CHINESE_CLOCK = re.compile(
    r"[零一二两三四五六七八九十]{1,3}"
    r"(?:时(?![间期代速效])|点(?:钟|半(?!年)|整|[一三]刻|[零一二三四五六七八九十]{1,3}分(?!之)))"
)
_CHAINED = re.compile(r"[0-9]++(?:-[0-9]++){2,}")
_DOTTED = re.compile(r"[0-9]++(?:[.][0-9]++){2,}|[0-9]++(?:\.[0-9]++)?(?:[xX×*][0-9]++)+|[0-9]++(?:\+[0-9]++)+")
_TELEPHONE = re.compile(
    r"0[0-9]{2,3}-[0-9]{7,8}(?:-[0-9]+)?|400-[0-9]{3,4}-[0-9]{3,4}|[48]00[0-9]{7}(?![0-9])|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,8}"
)
# Digits alone are no identifier, but for a free telephone number.
_MAY_GO_ON = re.compile(r"[0-9]++[:：点时.xX×*+-]|[48]00[0-9]{7}")
_LETTERED = re.compile(r"[0-9A-Za-z]++(?:[-_.@/]+[0-9A-Za-z]++)*+")
_NUMBERED = re.compile(r"[0-9]++[)）\]〕】]\s*第?[0-9]++号")
_CODE_LETTERS = re.compile(r"[A-Za-z_#@]")


def skip(text: str, start: int) -> int | None:
    """The end of the identifier that the digits at `start` open, or None."""
    if start and _CODE_LETTERS.match(text[start - 1]):
        return _end(_LETTERED, text, start)
    if start > 1 and text[start - 1] in "-./" and text[start - 2].isascii() and text[start - 2].isalpha():
        return _end(_LETTERED, text, start)
    if start and text[start - 1] in "〔[【([（":
        numbered = _NUMBERED.match(text, start)
        if numbered:
            return numbered.end()
    if not _MAY_GO_ON.match(text, start):
        return None
    for pattern in (_CLOCK, _DOTTED, _CHAINED, _TELEPHONE):
        match = pattern.match(text, start)
        if match:
            return match.end()
    return None


def clock(text: str, start: int) -> int | None:
    """The end of a time of day in Chinese numerals (两点半, 三点四十分), or None."""
    match = _CHINESE_CLOCK.match(text, start)
    return match.end() if match else None


def lettered(text: str, end: int) -> int | None:
    """The end of letters that follow a number at `end` and make it a name (5G, 3D); None where there are none."""
    if end < len(text) and text[end].isascii() and text[end].isalpha():
        return _end(_LETTERED, text, end)
    return None


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start + 1
