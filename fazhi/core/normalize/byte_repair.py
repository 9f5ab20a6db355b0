"""Bytes that their charset does not fit: truncated characters, lost bytes, runs from another charset.

Each line that cannot be read strictly is split by the best path over its bytes: a character of the document's own
charset, of the other charsets that pages are mixed from, or a byte that belongs to none (U+FFFD). A path costs what
`plausibility.weight` says of its characters, so a lost byte puts no more than its own character out of step.
"""

from collections.abc import Iterator

from fazhi.core.normalize.plausibility import CHINESE, plausibility, weight

_LOST = -10.0  # a byte that belongs to no character
_ORPHANS = -7.5  # what is left of one UTF-8 character: up to two bytes
_FOREIGN = -2.5  # a character of a charset that is not the document's own
_STRETCH = 32  # characters that are judged together
_BUDGET = 400_000  # bytes of broken lines that are searched; what comes after is read with replacement characters
# Big5 has no one table: the plain one first, then what Windows and Hong Kong added to it.
_CODECS = {"big5": ("big5", "cp950", "big5hkscs")}
_UTF8_LENGTH = {**dict.fromkeys(range(0xC2, 0xE0), 2), **dict.fromkeys(range(0xE0, 0xF0), 3), 0xF0: 4}


def codecs_of(charset: str) -> tuple[str, ...]:
    """Python's codecs that `charset` may stand for, the strictest first."""
    return _CODECS.get(charset, (charset,))


def read(data: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    """`data` as `charset`, line by line; damage: `truncated_bytes` (an end cut off), `mixed_charset`, `lost_bytes`."""
    if charset.startswith("utf-16"):
        return _utf16(data, charset)
    trimmed, cut = _without_cut_end(data, charset)
    damage = {"truncated_bytes"} if cut else set()
    pieces: list[str] = []
    budget = _BUDGET
    for line in trimmed.splitlines(keepends=True):
        whole = _strict(line, charset)
        if whole is not None and _in_step(whole):
            pieces.append(whole)
            continue
        if len(line) > budget:
            pieces.append(line.decode(codecs_of(charset)[-1], "replace"))
            damage.add("lost_bytes")
            continue
        budget -= len(line)
        text, kinds = _best_path(line, charset)
        pieces.append(text)
        damage |= kinds
    return "".join(pieces), tuple(sorted(damage))


def _in_step(text: str) -> bool:
    """Whether every stretch of `text` reads like Chinese: behind a lost byte all characters are rare ones."""
    han = [c for c in text if c > "\x7f" and not c.isspace()]
    stretches = ("".join(han[at : at + _STRETCH]) for at in range(0, len(han), _STRETCH))
    scores = (plausibility(s) for s in stretches if len(s) * 4 >= _STRETCH)
    return all(score is None or score > CHINESE - 1.0 for score in scores)


def _strict(data: bytes, charset: str) -> str | None:
    for codec in codecs_of(charset):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _utf16(data: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    even = data[: len(data) - len(data) % 2]
    damage = ["truncated_bytes"] if len(even) < len(data) else []
    text = even.decode(charset, "replace")
    if "\ufffd" in text:
        damage.insert(0, "lost_bytes")
    return text, tuple(damage)


def _without_cut_end(data: bytes, charset: str) -> tuple[bytes, bool]:
    """`data` without the first bytes of a character whose rest was cut off at the end of the file."""
    line = data[data.rfind(b"\n") + 1 :]
    if _strict(line, charset) is not None:
        return data, False
    for lost in (1, 2, 3):
        rest = _strict(line[:-lost], charset) if len(line) > lost and line[-lost] >= 0x80 else None
        if rest is not None and _in_step(rest):
            return data[:-lost], True
    return data, False


def _best_path(line: bytes, charset: str) -> tuple[str, set[str]]:
    """The likeliest split of `line` into characters, and the damage that it shows; linear in its length."""
    size = len(line)
    best = [float("-inf")] * (size + 1)
    best[0] = 0.0
    come: list[tuple[int, str, str]] = [(0, "", "")] * (size + 1)
    for at in range(size):
        for length, character, origin, gain in _steps_from(line, at, charset):
            if best[at] + gain > best[at + length]:
                best[at + length] = best[at] + gain
                come[at + length] = (at, character, origin)
    path = list(_walk_back(come, size))[::-1]
    kinds = {origin for _, origin in path if origin}
    return "".join(character for character, _ in path), kinds


def _walk_back(come: list[tuple[int, str, str]], at: int) -> Iterator[tuple[str, str]]:
    while at > 0:
        at, character, origin = come[at]
        yield character, origin


def _steps_from(line: bytes, at: int, charset: str) -> Iterator[tuple[int, str, str, float]]:
    """Every character that may begin at `at`: its bytes, itself, the damage it would show, its log probability."""
    lead = line[at]
    if lead < 0x80:
        yield 1, chr(lead), "", -1.0
        return
    yield 1, "\ufffd", "lost_bytes", _LOST
    if lead == 0x80 and charset == "gb18030":
        yield 1, "€", "", weight("€")  # Windows code page 936 has the euro sign there
    if charset == "utf-8":
        for length in range(1, min(2, len(line) - at) + 1):
            yield length, "\ufffd", "lost_bytes", _ORPHANS
    for name, length in (("utf-8", _UTF8_LENGTH.get(lead, 0)), (charset, 2), ("gb18030", 2)):
        foreign = name != charset
        if not length or (name == "utf-8" and length == 2 and foreign) or (foreign and charset == "big5"):
            continue
        character = _strict(line[at : at + length], name)
        if character is not None and len(character) == 1:
            yield length, character, "mixed_charset" if foreign else "", weight(character) + foreign * _FOREIGN
