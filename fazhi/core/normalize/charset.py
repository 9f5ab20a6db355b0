"""Bytes to text by a ladder: BOM, strict UTF-8, then the reading whose Han text is most plausible, then a detector.

A declared charset is a hint that is checked: it can win a tie, never against the bytes. Bytes cut off or mixed in from
another charset are repaired locally (`byte_repair`) and reported; bytes without a plausible reading are refused.
"""

import codecs
import re
from typing import NamedTuple

from fazhi.core.normalize import byte_repair
from fazhi.core.normalize.plausibility import CHINESE, plausibility
from fazhi.core.refusal import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16le", "utf-16be")

# GBK and its kin are subsets of GB18030, labels of the wild for one family: WHATWG Encoding Standard, § 4.2.
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz",
    "big5": "big5", "cp950": "big5", "big5hkscs": "big5", "utf-8": "utf-8", "utf-8-sig": "utf-8",
    "utf-16": "utf-16le", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be",
}  # fmt: skip

_SAMPLE = 12_000  # bytes looked at where a document is longer
_WINDOWS = 6
_REPAIRED = 3000  # bytes that are repaired to see whether it helps
_DECLARED_BONUS = 0.3  # log10 a character: settles ties of very short texts
_RUN_START = re.compile(rb"[\x00-\x2f](?=[\x80-\xff])")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1a\x1b")


class Decoded(NamedTuple):
    """`text` as read in `charset` (IANA name, lower case): how sure (0 to 1), by which rungs, with what damage."""

    text: str
    charset: str
    confidence: float
    steps: tuple[str, ...]
    damage: tuple[str, ...]


class _Reading(NamedTuple):
    charset: str
    score: float  # mean log10 probability of its characters; -inf without any


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Read `data`, whatever its charset.

    In: bytes, and the charset that transport or page declare, if any. Out: text without BOM, offsets from 0.
    Raises Refused `empty`, `binary` (NULs, control bytes), `undecodable` (no charset gives plausible text).
    """
    if not data:
        raise Refused("empty", "没有任何字节")
    hint = family(declared)
    for bom, charset in _BOMS:
        if data.startswith(bom) and (found := _after_bom(data[len(bom) :], charset)):
            return found
    return _strict_utf8(data, hint) or _utf16_by_pattern(data) or _most_plausible(data, hint)


def family(declared: str | None) -> str | None:
    """The charset that a declared label stands for, None for a label that is unknown or not Chinese."""
    if not declared:
        return None
    try:
        return _FAMILY.get(codecs.lookup(declared.strip().strip("\"'")).name)
    except (LookupError, ValueError, UnicodeError):
        return None


def _after_bom(data: bytes, charset: str) -> Decoded | None:
    """The reading that a BOM names; None where the bytes after it say otherwise."""
    reading = _read(data, charset)
    if not data.strip() or reading.score > CHINESE or _strict(data, charset) is not None:
        return _whole(data, charset, 1.0, ("bom",))
    return None


def _strict_utf8(data: bytes, hint: str | None) -> Decoded | None:
    text = _strict(data, "utf-8")
    if text is None or "\0" in text[:4096] or "\0" in text:
        return None
    if data.isascii():
        return _ascii(data, text, hint)
    if len(data) < 64 and _read(data, "utf-8").score < CHINESE < _read(data, "gb18030").score:
        return None  # a few GBK characters may happen to be valid UTF-8 (联通)
    steps = ("strict utf-8",) if hint in (None, "utf-8") else ("strict utf-8", f"declared {hint} contradicted")
    return Decoded(text, "utf-8", 0.99, steps, ())


def _ascii(data: bytes, text: str, hint: str | None) -> Decoded:
    """ASCII bytes are UTF-8, but for HZ (RFC 1843), whose Chinese stands between `~{` and `~}`."""
    if b"~{" in data and (hz := _strict(data, "hz")) is not None and (plausibility(hz) or -9) > CHINESE:
        return Decoded(hz, "hz-gb-2312", 0.95, ("hz escapes",), ())
    return Decoded(text, "utf-8", 1.0 if hint in (None, "utf-8") else 0.9, ("ascii",), ())


def _utf16_by_pattern(data: bytes) -> Decoded | None:
    """UTF-16 of mostly ASCII text: every second byte is NUL. (Chinese text in UTF-16 is told by plausibility.)"""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head) or min(even, odd) * 20 > max(even, odd):
        return None
    charset = "utf-16le" if odd > even else "utf-16be"
    reading = _read(data, charset)
    return _whole(data, charset, 0.95, ("utf-16 pattern",)) if reading.score > CHINESE or not _strange(head) else None


def _strange(head: bytes) -> bool:
    return any(head.count(b) for b in _CONTROL if b)


def _most_plausible(data: bytes, hint: str | None) -> Decoded:
    windows = {unit: _windows(data, unit) for unit in (1, 2)}
    readings = sorted((_reading(windows[_unit(c)], c) for c in _CANDIDATES), key=lambda r: -_with_hint(r, hint))
    best, second = readings[0], readings[1]
    if best.score > CHINESE:
        margin = min(best.score - second.score, 4.0)
        confidence = round(min(0.98, 0.6 + margin * 0.13), 3)
        return _whole(data, best.charset, confidence, _steps(best, hint))
    return _after_repair(data) or _by_detector(data)


def _after_repair(data: bytes) -> Decoded | None:
    """One long line that a lost byte has put out of step: what it reads like once it is back in step."""
    if _is_binary(data):
        return None
    for charset in ("gb18030", "big5"):
        text, _ = byte_repair.read(data[:_REPAIRED], charset)
        score = plausibility(text.replace("\ufffd", ""))
        if score is not None and score > CHINESE and text.count("\ufffd") * 20 <= len(text):
            return _whole(data, charset, 0.6, (f"plausible as {charset} after repair",))
    return None


def _with_hint(reading: _Reading, hint: str | None) -> float:
    return reading.score + (_DECLARED_BONUS if reading.charset == hint else 0.0)


def _steps(best: _Reading, hint: str | None) -> tuple[str, ...]:
    plausible = f"plausible as {best.charset}"
    if hint is None:
        return (plausible,)
    return (plausible, "declared" if hint == best.charset else f"declared {hint} contradicted")


def _by_detector(data: bytes) -> Decoded:
    """The last rungs: UTF-16 that lost its first byte; what resiliparse's detector says, if its text is plausible."""
    for charset in ("utf-16le", "utf-16be"):
        if _read(data[1:], charset).score > CHINESE:
            rest = _whole(data[1:], charset, 0.6, (f"plausible as {charset} from byte 1",))
            damage = tuple(sorted({"truncated_bytes", *rest.damage}))
            return Decoded(rest.text, charset, rest.confidence, rest.steps, damage)
    if _is_binary(data):
        raise Refused("binary", "含有大量控制字节,不是文本文件")
    from resiliparse.parse.encoding import detect_encoding

    detected = family(detect_encoding(data[:65536]))
    if detected is not None and detected != "hz" and _read(data, detected).score > CHINESE - 0.6:
        return _whole(data, detected, 0.5, (f"detector: {detected}",))
    raise Refused(
        "undecodable", "字节不属于任何可信的字符集:按 UTF-8、GB18030、Big5、UTF-16 读出的都不像中文;请重新获取原文件"
    )


def _is_binary(data: bytes) -> bool:
    sample = data[: 4 * _SAMPLE]
    return len(sample.translate(None, _CONTROL)) < 0.98 * len(sample)


def _whole(data: bytes, charset: str, confidence: float, steps: tuple[str, ...]) -> Decoded:
    """All of `data` as `charset`, repaired where it does not fit."""
    text = _strict(data, charset)
    if text is not None:
        return Decoded(text, charset, confidence, steps, ())
    text, damage = byte_repair.read(data, charset)
    return Decoded(text, charset, round(confidence * 0.95, 3), (*steps, "byte repair"), damage)


def _strict(data: bytes, charset: str) -> str | None:
    for codec in byte_repair.codecs_of(charset):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _read(data: bytes, charset: str) -> _Reading:
    """How plausible `data` is as `charset`, by a sample."""
    return _reading(_windows(data, _unit(charset)), charset)


def _unit(charset: str) -> int:
    return 2 if charset.startswith("utf-16") else 1


def _reading(windows: list[bytes], charset: str) -> _Reading:
    codec = byte_repair.codecs_of(charset)[-1]
    text = "".join([window.decode(codec, "replace") for window in windows])
    if "\0" in text and _unit(charset) == 2:
        return _Reading(charset, float("-inf"))
    score = plausibility(text)
    return _Reading(charset, float("-inf") if score is None else score)


def _windows(data: bytes, unit: int) -> list[bytes]:
    """Up to `_SAMPLE` bytes from all over `data`, each piece beginning where a character begins."""
    if len(data) <= _SAMPLE:
        return [data]
    size, stride = _SAMPLE // _WINDOWS, len(data) // _WINDOWS
    starts = []
    for at in range(0, stride * _WINDOWS, stride):
        found = _RUN_START.search(data, at - 1, at + stride) if unit == 1 and at else None
        starts.append(found.end() if found else at - at % unit)
    return [data[s : s + size] for s in starts]
