"""Chinese bytes read one character a byte, as Latin-1, Windows-1252 or code page 437: read again in their own charset.

Such text is runs without Han full of accented letters or box drawing. Which of UTF-8, GB18030 and Big5 they are, all
runs of a text decide together, by how plausible they read; a run that does not read as Chinese stays as it is.
"""

import re
from collections.abc import Iterator
from functools import cache

from fazhi.core.normalize import byte_repair
from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.plausibility import CHINESE, plausibility
from fazhi.core.normalize.profile import Kind, Profile

_CHARSETS = ("utf-8", "gb18030", "big5")
_SAMPLE = 6000
_SHORT = CHINESE - 1.0  # a run of a few characters, where the text as a whole is decided


def single_byte(text: str, profile: Profile) -> list[Edit]:
    """Edits (kind `mojibake_<charset>_as_<view>`) that read such runs again; [] where the text has none."""
    high = profile[Kind.LATIN] + profile[Kind.BOX]
    if high < 8:
        return []
    found = max((_decide(text, view) for view in ("latin1", "cp437")), default=None)
    if found is None or found[0] < CHINESE:
        return []
    _, charset, view = found
    kind = f"mojibake_{charset.replace('-', '')}_as_{view}"
    return [edit for run in _pattern(view, 1).finditer(text) for edit in _reread(run, charset, view, kind)]


def _decide(text: str, view: str) -> tuple[float, str, str]:
    """How plausible the runs of `text`, seen through `view`, read in the best charset."""
    sample = bytearray()
    for run in _pattern(view, 2).finditer(text):
        sample += run[0].translate(_table(view)).encode("latin-1")
        if len(sample) > _SAMPLE:
            break
    read = ((c, bytes(sample).decode(byte_repair.codecs_of(c)[-1], "replace")) for c in _CHARSETS)
    return max((_score(t, c), c, view) for c, t in read)


def _score(text: str, charset: str) -> float:
    """Plausibility of a reading; UTF-8 that gives Latin-1 again, strictly, is one layer of several."""
    high = [c for c in text if c > "\x7f"]
    if len(high) < 4:
        return -9.0
    return CHINESE if _is_layer(text, charset) else plausibility(text) or -9.0


def _is_layer(text: str, charset: str) -> bool:
    return charset == "utf-8" and all(ord(c) in _table("latin1") for c in text if c > "\x7f")


@cache
def _table(view: str) -> dict[int, int]:
    """Code points that `view` shows for bytes above 0x7F, each with its byte."""
    if view == "cp437":
        return {ord(bytes([b]).decode("cp437")): b for b in range(0x80, 0x100)}
    named = {ord(c): b for b in range(0x80, 0xA0) if (c := bytes([b]).decode("cp1252", "ignore"))}
    return {**{b: b for b in range(0x80, 0x100)}, **named}


@cache
def _pattern(view: str, least: int) -> re.Pattern[str]:
    """A run: `least` characters of the view close together, with the ASCII between and right behind them."""
    high = "".join(re.escape(chr(c)) for c in sorted(_table(view)))
    begin = f"[{high}][\\x20-\\x7e]?" * (least - 1)
    return re.compile(f"{begin}[{high}](?:[{high}]|[\\x20-\\x7e])*")


def _reread(run: re.Match[str], charset: str, view: str, kind: str) -> Iterator[Edit]:
    data = run[0].translate(_table(view)).encode("latin-1")
    codec, text = _decoded(data, charset)
    score = plausibility(text)
    if score is not None and score < _SHORT and not _is_layer(text, charset):
        return
    if codec is None:
        yield Edit(run.start(), run.end(), text, kind)
        return
    yield from _stretches(text, codec, run.start(), kind)


def _decoded(data: bytes, charset: str) -> tuple[str | None, str]:
    for codec in byte_repair.codecs_of(charset):
        try:
            return codec, data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None, byte_repair.read(data, charset)[0]


def _stretches(text: str, codec: str, at: int, kind: str) -> Iterator[Edit]:
    """One edit for each stretch of `text` that is not ASCII: a byte of it was one character of the source."""
    start, held = at, ""
    for character in text:
        if character > "\x7f":
            held += character
            at += len(character.encode(codec))
            continue
        if held:
            yield Edit(start, at, held, kind)
        held = ""
        at += 1
        start = at
    if held:
        yield Edit(start, at, held, kind)
