"""Digits that are no number: clock times, telephone numbers, addresses, versions, document numbers, model names.

`skip` tells where such a string ends, so that the grammar passes over it.
"""

import re

_CLOCK = re.compile(
    r"(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d)"
    r"|(?:[01]?\d|2[0-4])[点时](?=[0-5]?\d分|[0-5]?\d(?![\d.万亿个项%])|半(?!年)|整|许|左右|前(?!提|置|后)|后|钟|[一三]刻|至|到|[-—–~]|[，。,：])(?:[0-5]?\d分?|半|整|钟)?"
)
_DOTTED = re.compile(r"\d++(?:[.]\d++){2,}|\d++(?:\.\d++)?(?:[xX×*]\d++)+|\d++(?:\+\d++)+")
_TELEPHONE = re.compile(r"0\d{2,3}-\d{7,8}(?:-\d+)?|400-\d{3,4}-\d{3,4}|[48]00\d{7}(?!\d)|\d{2,4}-\d{2,4}-\d{3,8}")
_LETTERED = re.compile(r"[0-9A-Za-z]++(?:[-_.@/]+[0-9A-Za-z]++)*+")
_NUMBERED = re.compile(r"\d++[)）\]〕】]\s*第?\d++号")
_CODE_LETTERS = re.compile(r"[A-Za-z_#@]")


def skip(text: str, start: int) -> int | None:
    """The end of the identifier that the digits at `start` open, or None."""
    if start and _CODE_LETTERS.match(text[start - 1]):
        return _end(_LETTERED, text, start)
    if start > 1 and text[start - 1] == "-" and text[start - 2].isascii() and text[start - 2].isalpha():
        return _end(_LETTERED, text, start)
    if start and text[start - 1] in "〔[【([（":
        numbered = _NUMBERED.match(text, start)
        if numbered:
            return numbered.end()
    for pattern in (_CLOCK, _DOTTED, _TELEPHONE):
        match = pattern.match(text, start)
        if match:
            return match.end()
    return None


def lettered(text: str, end: int) -> int | None:
    """The end of letters that follow a number at `end` and make it a name (5G, 3D); None where there are none."""
    if end < len(text) and text[end].isascii() and text[end].isalpha():
        return _end(_LETTERED, text, end)
    return None


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start + 1
