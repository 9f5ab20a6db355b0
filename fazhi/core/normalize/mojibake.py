"""Text that was read in a wrong charset and saved: turned back into bytes and read again.

UTF-8 read as GBK is told by the characters that its commonest sequences give (锛 for ，) and taken back stretch by
stretch, so text around it stays. UTF-8, GBK or Big5 read as Latin-1, Windows-1252 or code page 437 leaves runs without
a single Han character; which charset they are in, all of them decide together. Nothing is changed unless the new
reading is plausible Chinese and the old one is not.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, repeat
from typing import NamedTuple

from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.plausibility import CHINESE, plausibility, weight
from fazhi.core.normalize.profile import AS_GBK, Kind, Profile

AS_GBK_KIND = "mojibake_utf8_as_gbk"
UNREADABLE = "□"

_SIGN = re.compile(f"[{AS_GBK}]")
_EURO = re.compile("€(?=[\ufffd€])")
_HAN = re.compile("[\u4e00-\u9fff]")
_THREE_SPACES = re.compile("(?<=[\u4e00-\u9fff])\u3000{3}(?!\u3000)")
_RARE = -6.6  # weight of a character that stands for a lost byte only by chance
_GAIN = 1.2  # log10 a character that a new reading must gain; prose (-2.9) has none to gain
_FLOOR = CHINESE - 1.0  # a few characters of a name are rarer than prose
# Cells that Windows code page 936 reads as private-use characters and GB 18030 gave to others since.
_CELLS = {0xE76C: 0xA2E3, 0xE7C8: 0xA8BF, **{0xE7E7 + i: 0xA989 + i for i in range(13)}}
_UNKNOWN, _FOREIGN = -1, -2  # a byte that was lost; a character that GBK writes in four bytes or not at all
_CODES = 0x1FF  # under this mask the values stand apart as characters; U+01FF is `_UNKNOWN`
_NEXT = "[\x80-\xbf\u01ff]"
_MISS = (
    f"(?:[\x80-\xc1\xf5-\xff\u01ff]|[\xc2-\xdf](?!{_NEXT})"
    f"|[\xe0-\xef]{_NEXT}?+(?!{_NEXT})|[\xf0-\xf4]{_NEXT}{{0,2}}+(?!{_NEXT}))"
)
_RARE_PAIR = "(?:[\xc2-\xdf](?<!\xc2(?=\xb7))[\x80-\xbf])"  # U+0080 to U+07FF: nothing that Chinese writes but ·
# A stretch that ends (two misses in a row) without a character of Chinese: the way through nearly all Chinese text.
_HOPELESS = re.compile(f"((?:(?:P{_MISS})?P{_RARE_PAIR})*+)P{_MISS}P{_MISS}".replace("P", "[\\0-\x7f]*+"))


class _Token(NamedTuple):
    """A character read anew: from byte `start` on; `plain`: ASCII that stands as it is, `lost`: unreadable,
    `guessed`: a byte of it was U+FFFD.
    """

    start: int
    text: str
    plain: bool = False
    lost: bool = False
    guessed: bool = False


def utf8_as_gbk(text: str, profile: Profile) -> list[Edit]:
    """Edits that take back UTF-8 read as GBK; `□` where a byte is lost."""
    if profile[Kind.AS_GBK] < 2:
        return []
    # Where the damage is all over, lines without a sign (names, table cells) are looked at too.
    sign_of = _HAN if profile[Kind.AS_GBK] * 20 > profile.han else _SIGN
    out: list[Edit] = []
    at = 0
    while sign := sign_of.search(text, at):
        start = text.rfind("\n", 0, sign.start()) + 1
        end = text.find("\n", sign.start())
        at = end if end >= 0 else len(text)
        out.extend(_line(text[start:at], start))
    return out


def _line(line: str, offset: int) -> Iterator[Edit]:
    values, owners = _as_bytes(line)
    codes = "".join([chr(value & _CODES) for value in values])
    size, hopeless_at = len(values), _HOPELESS.match
    at = 0
    while at < size:
        if values[at] < 0x80:
            at += 1
            continue
        if (hopeless := hopeless_at(codes, at)) is not None:
            end = hopeless.end(1)
        else:
            tokens, end = _region(values, at)
            if _better(line, owners, tokens, end):
                yield from _edits(tokens, owners, end, offset)
        at = end if end > at else at + 1
        if at < size and owners[at] == owners[at - 1]:
            at += 1  # no character has more than two


def _as_bytes(line: str) -> tuple[list[int], list[int]]:
    """The bytes that GBK read as `line`, and the character each of them belongs to."""
    parts = list(map(_bytes_of, line))
    # GB 18030 has the euro sign at A2E3, code page 936 at 80: what follows a lead byte E3 tells them apart.
    for euro in _EURO.finditer(line):
        parts[euro.start()] = (0xA2, 0xE3)
    owners = chain.from_iterable(map(repeat, range(len(parts)), map(len, parts)))
    return list(chain.from_iterable(parts)), list(owners)


@cache
def _bytes_of(character: str) -> tuple[int, ...]:
    if character < "\x80":
        return (ord(character),)
    if character == "€":
        return (0x80,)  # Windows code page 936
    if character == "\ufffd":
        return (_UNKNOWN,)
    if ord(character) in _CELLS:
        return tuple(_CELLS[ord(character)].to_bytes(2, "big"))
    try:
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return (_FOREIGN,)
    return tuple(encoded) if len(encoded) == 2 else (_FOREIGN,)


def _region(values: list[int], at: int) -> tuple[list[_Token], int]:
    """UTF-8 characters from byte `at` on, up to two bytes in a row that fit nowhere, and where the stretch ends."""
    tokens: list[_Token] = []
    misses = 0
    while at < len(values) and values[at] != _FOREIGN:
        if 0 <= values[at] < 0x80:
            tokens.append(_Token(at, chr(values[at]), plain=True))
            at += 1
            continue
        token, length = _character(values, at)
        misses = misses + 1 if token.lost else 0
        if misses > 1:
            break
        tokens.append(token)
        at += length
    while tokens and (tokens[-1].plain or tokens[-1].lost) and misses != 1:
        at = tokens.pop().start
    return _with_stops(tokens), at


def _with_stops(tokens: list[_Token]) -> list[_Token]:
    """A third ideographic space in front of an indent of two, where no sentence has ended, was 。 (E3 80 82)."""
    if not any(t.guessed for t in tokens):
        return tokens
    read = "".join(t.text for t in tokens)
    stops = {found.start() for found in _THREE_SPACES.finditer(read)}
    return [_Token(t.start, "。") if at in stops and t.guessed else t for at, t in enumerate(tokens)]


def _character(values: list[int], at: int) -> tuple[_Token, int]:
    """The UTF-8 character at `at` and its length in bytes; lost where bytes are missing.

    A lone last byte 0x80 became U+FFFD; any other last byte took the ASCII character behind it along, both gave `?`.
    """
    lead = values[at]
    need = 3 if 0xE0 <= lead < 0xF0 else 2 if 0xC2 <= lead < 0xE0 else 4 if 0xF0 <= lead < 0xF5 else 1
    rest = values[at + 1 : at + need]
    got = next((i for i, v in enumerate(rest) if not (0x80 <= v < 0xC0 or v == _UNKNOWN)), len(rest))
    if need > 1 and got == need - 1:
        read = _read(lead, rest, values[at + need : at + need + 2])
        return (_Token(at, read, guessed=_UNKNOWN in rest) if read else _Token(at, UNREADABLE, lost=True)), need
    swallowed = got < len(rest) and rest[got] == ord("?")
    return _Token(at, UNREADABLE, lost=True), 1 + got + swallowed


def _read(lead: int, rest: list[int], after: list[int]) -> str | None:
    """The character of a complete sequence; None where a byte of it was lost and cannot be known.

    U+FFFD stands for a lone 0x80, but for any byte before ASCII or the end. Before a paragraph's end
    (ideographic spaces, the line's end) two of them after 0xE3 are 。 (E3 80 82).
    """
    if _UNKNOWN not in rest:
        read = bytes([lead, *rest]).decode("utf-8", "replace")
        return read if len(read) == 1 else None
    paragraph_ends = not after or after[0] == 0xE3
    if lead == 0xE3 and rest == [_UNKNOWN, _UNKNOWN] and paragraph_ends:
        return "。"
    if not after or after[0] < 0x80:
        return None
    read = bytes([lead, *(0x80 if v == _UNKNOWN else v for v in rest)]).decode("utf-8", "replace")
    return read if read == "\u3000" or (len(read) == 1 and weight(read) > _RARE) else None


def _better(line: str, owners: list[int], tokens: list[_Token], end: int) -> bool:
    """Whether the new reading is Chinese, and much more so than what stands there."""
    read = "".join(t.text for t in tokens if not t.plain and not t.lost)
    lost = sum(t.lost for t in tokens)
    if len(read) < 2 or lost > 1 + len(read) // 8:
        return False
    new = plausibility(read)
    if new is None or new <= _FLOOR:
        return False
    old = plausibility(line[owners[tokens[0].start] : owners[end - 1] + 1])
    return old is None or new > old + _GAIN


def _edits(tokens: list[_Token], owners: list[int], end: int, offset: int) -> Iterator[Edit]:
    """Tokens of one kind together; a source character belongs to the token that begins in it."""
    starts = [owners[t.start] for t in tokens] + [owners[end - 1] + 1]
    kinds = [_kind(t, owners) for t in tokens]
    at = 0
    for group, kind in enumerate([*kinds[1:], "end"], start=1):
        if kind != kinds[at]:
            if kinds[at]:
                text = "".join(t.text for t in tokens[at:group])
                yield Edit(starts[at] + offset, starts[group] + offset, text, kinds[at])
            at = group


def _kind(token: _Token, owners: list[int]) -> str:
    """Kind of the edit that writes `token`; empty for ASCII that was ASCII, not the second byte of a GBK character."""
    if token.lost:
        return "unrepaired"
    plain = token.plain and (not token.start or owners[token.start - 1] != owners[token.start])
    return "" if plain else AS_GBK_KIND
