"""Whether a text can be read at all: what is refused, and why. Thresholds let every short genuine notice pass."""

import re
from collections import Counter

from fazhi.core.normalize.plausibility import plausibility
from fazhi.core.normalize.profile import Kind, Profile, has_han
from fazhi.core.refusal import Refused

_LOST_RUN = re.compile(r"[?？]{3,}")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_KUN = "锟斤拷"  # U+FFFD in UTF-8 (EF BF BD EF BF BD), read as GBK

# Shares of the characters that are not blank.
_LOST_SHARE = 0.05
_QUESTION_SHARE = 0.1
_CONTROL_SHARE = 0.05
_HAN_SHARE = 0.03  # among letters of any script
_LONG = 300  # shorter texts are never degenerate
_SAMPLE = 200_000
_MANY_HAN = 60
_SPREAD = 400  # characters looked at, from all over the text
_GARBLED = -5.2  # mean log10 probability of Han: prose lies above -3.7, GBK or UTF-8 read as Big5 below -5.7
_FEW = 12  # different characters that make no language
_ONE_SHARE = 0.9


def check(text: str, profile: Profile) -> None:
    """Raises Refused where `text` cannot be read: `empty`, `binary`, `undecodable`, `degenerate`, `not_chinese`."""
    if not profile.visible:
        raise Refused("empty", "没有任何文字")
    if profile[Kind.CONTROL] > _CONTROL_SHARE * profile.visible:
        raise Refused("binary", "含有大量控制字符,不是文本")
    _check_lost(text, profile)
    _check_repetition(text, profile)
    if profile.han < 1 or profile.han < _HAN_SHARE * (profile.han + profile[Kind.LETTER] + profile[Kind.LATIN]):
        raise Refused("not_chinese", "几乎没有汉字;请确认文件是中文文档")

    _check_plausible(text, profile)


def check_body(text: str) -> None:
    """Raises Refused `no_text` where nothing but page furniture was there."""
    if not has_han(text):
        raise Refused("no_text", "去掉页面框架后没有正文")


def _check_lost(text: str, profile: Profile) -> None:
    """Characters destroyed in bulk by a wrong conversion: nothing tells what they were."""
    kun = 3 * text.count(_KUN) if _KUN in text else 0
    lost = profile[Kind.REPLACEMENT] + kun
    if lost >= 3 and lost > _LOST_SHARE * profile.visible:
        raise Refused("undecodable", f"{lost} 个字符已被替换字符(U+FFFD、锟斤拷)毁坏,无法还原;请重新获取原文件")
    if profile[Kind.QUESTION] > _QUESTION_SHARE * profile.visible:
        gone = sum(len(run) for run in _LOST_RUN.findall(text))
        if gone > _QUESTION_SHARE * profile.visible:
            raise Refused("undecodable", f"{gone} 个字符已变成问号,无法还原;请重新获取原文件")


def _check_plausible(text: str, profile: Profile) -> None:
    """Text that a wrong charset made of Chinese, and that no step could take back, is a mass of rare characters."""
    if profile.han < _MANY_HAN:
        return
    han = "".join(_HAN_RUN.findall(text[:: len(text) // _SPREAD + 1]))
    score = plausibility(han) if len(han) >= _MANY_HAN // 2 else None
    if score is not None and score < _GARBLED:
        raise Refused("undecodable", "几乎全是罕用字,不成文句:多半是用错误的字符集读出的;请重新获取原文件")


def _check_repetition(text: str, profile: Profile) -> None:
    """Endless brackets, digits or one phrase over and over."""
    few_han = profile.han * 20 < profile.visible
    if profile.visible < _LONG or (len(set(text[:: len(text) // _LONG])) > 4 * _FEW and not few_han):
        return
    sample = "".join(text[:_SAMPLE].split())
    different = set(sample)
    if len(different) <= _FEW:
        raise Refused("degenerate", "同一短语的无尽重复,不是文章")
    if few_han and Counter(sample).most_common(1)[0][1] > _ONE_SHARE * len(sample):
        raise Refused("degenerate", "单一字符的无尽重复,不是文章")
