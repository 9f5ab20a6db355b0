"""The damage, forwards: what a mirror site did to a page, as bytes of GBK (docs/decisions/0003-mirror-repair.md).

`damage(clean, ...)` takes undamaged simplified or traditional text and gives the page as a reader saw it. Written from
the description of the damage alone: it shares no code and no table with the repair but the readings of characters.
"""

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from fazhi.core.normalize.mirror.characters import table

PrivateUse = Literal["keep", "drop", "question"]
# The order in which the marks were replaced: what one takes is lost to the next.
MARKS = "，！？；：。、"
NARROWED = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})


@dataclass(frozen=True)
class Variety:
    """One kind of page: how many characters carry their reading, how marks and private-use cells came out."""

    annotated: int = 75
    half_width: bool = False
    private_use: PrivateUse = "keep"
    share_of_hits: float = 1.0


@cache
def to_traditional() -> dict[str, str]:
    """Simplified -> traditional, character by character; a few stay, as on the pages that were seen."""
    text = (resources.files("opencc") / "dictionary" / "STCharacters.txt").read_text(encoding="utf-8")
    found = {key: values.split(" ")[0] for key, values in (line.split("\t") for line in text.splitlines() if line)}
    return {key: value for key, value in found.items() if key not in "后里干系范制于"} | {
        "台": "臺",
        "准": "準",
        "着": "著",
    }


def traditional(text: str) -> str:
    """`text` with every simplified character replaced by its first traditional form that GBK holds."""
    return "".join(to_traditional().get(c, c) if _in_gbk(to_traditional().get(c, c)) else c for c in text)


def _in_gbk(character: str) -> bool:
    try:
        return len(character.encode("gbk")) > 0
    except UnicodeEncodeError:
        return False


def annotation_table(text: str, size: int, seed: int) -> list[str]:
    """`size` of the converted characters of `text`, the frequent ones more likely, in the order of replacement."""
    chance = random.Random(seed)
    seen = [c for c in text if c in table().traditional and table().readings.get(c)]
    chance.shuffle(seen)
    order = list(dict.fromkeys(seen))[:size]
    chance.shuffle(order)
    return order


def _annotate(data: bytes, order: list[str]) -> bytes:
    """Bytewise replacement, one character after the other; a reading is a number between \\x01 and \\x02."""
    for number, character in enumerate(order):
        pair = character.encode("gbk")
        data = data.replace(pair, pair + b"\x01%d\x02" % number)
    return data


def _split_marks(data: bytes, share: float, chance: random.Random) -> list[tuple[bytes, str]]:
    """Fragments, each with the mark that follows it; false hits are kept with probability `share`."""
    fragments = [(data, "")]
    for mark in MARKS:
        pair = mark.encode("gbk")
        fragments = [part for piece, after in fragments for part in _cut(piece, after, pair, mark, share, chance)]
    return fragments


def _cut(
    piece: bytes, after: str, pair: bytes, mark: str, share: float, chance: random.Random
) -> list[tuple[bytes, str]]:
    parts: list[tuple[bytes, str]] = []
    rest = start = 0
    while (at := piece.find(pair, start)) >= 0:
        start = at + 1
        if _aligned(piece[rest:at]) or chance.random() < share:
            parts.append((piece[rest:at], mark))
            rest = start = at + 2
    return [*parts, (piece[rest:], after)]


def _aligned(data: bytes) -> bool:
    """Whether the bytes end with a whole character."""
    at = 0
    while at < len(data):
        if data[at] >= 0x81 and at + 1 == len(data):
            return False
        at += 2 if data[at] >= 0x81 and data[at + 1] >= 0x40 else 1
    return True


def _decode(data: bytes, order: list[str], private_use: PrivateUse) -> str:
    """As cp936 shows it: a lead byte with an impossible second byte, or with none, is one `?` for both."""
    shown: list[str] = []
    at = 0
    while at < len(data):
        byte = data[at]
        if byte == 0x01 or (byte > 0x80 and data[at + 1 : at + 2] == b"\x01"):
            start, end = data.index(0x01, at), data.index(0x02, at)
            reading = table().readings[order[int(data[start + 1 : end])]][0]
            shown.append(("(" if byte == 0x01 else "?") + reading + ")")
            at = end + 1
        elif byte <= 0x80:
            shown.append("€" if byte == 0x80 else chr(byte))
            at += 1
        else:
            shown.append(_cell(data[at : at + 2], private_use))
            at += 2
    return "".join(shown)


def _cell(pair: bytes, private_use: PrivateUse) -> str:
    if len(pair) == 2 and (pair[1] >= 0xA1 and (0xAA <= pair[0] <= 0xAF or 0xF8 <= pair[0] <= 0xFE)):
        row = pair[0] - (0xAA if pair[0] <= 0xAF else 0xF2)
        return {"keep": chr(0xE000 + row * 94 + pair[1] - 0xA1), "drop": "", "question": "?"}[private_use]
    if len(pair) == 2 and 0xA1 <= pair[0] <= 0xA7 and 0x40 <= pair[1] <= 0xA0 and pair[1] != 0x7F:
        at = 0xE4C6 + (pair[0] - 0xA1) * 96 + pair[1] - 0x40 - (pair[1] > 0x7F)
        return {"keep": chr(at), "drop": "", "question": "?"}[private_use]
    shown = pair.decode("gbk", errors="replace")
    return shown if len(shown) == 1 and shown != "\ufffd" else "?"


def damage(clean: str, variety: Variety, seed: int = 0) -> str:
    """The page as it was seen; characters outside GBK must not be in `clean`."""
    text = traditional(clean)
    order = annotation_table(text, variety.annotated, seed)
    data = _annotate(text.encode("gbk"), order)
    chance = random.Random(seed)
    fragments = _split_marks(data, variety.share_of_hits, chance)
    shown = "".join(_decode(fragment, order, variety.private_use) + mark for fragment, mark in fragments)
    if variety.half_width:
        shown = shown.translate(NARROWED)
    return re.sub(r"(?m)^[ \u3000]+", "", shown)


def folded(text: str) -> str:
    """For comparison: half width, no white space, script and layout aside."""
    plain = unicodedata.normalize("NFKC", "".join(table().simplified.get(c, c) for c in text))
    return "".join(c for c in plain if not c.isspace())
