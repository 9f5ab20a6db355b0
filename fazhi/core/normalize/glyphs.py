"""Single characters that stand for others: private use, compatibility forms, invisible ones, full-width digits.

Chinese punctuation stays Chinese and half-width punctuation half width: only digits, letters, % and what joins the
digits of one number change their width. A private-use character that no table knows cannot be read: `□`.
"""

import re
import unicodedata
from functools import cache
from typing import TypedDict

from fazhi.core.knowledge.reading import read_table
from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.profile import Kind, Profile

UNREADABLE = "□"

_WIDTH = {code: code - 0xFEE0 for a, b in ("０９", "ＡＺ", "ａｚ") for code in range(ord(a), ord(b) + 1)}
_NUMBER_WIDTH = {**_WIDTH, ord("％"): ord("%"), ord("．"): ord("."), ord("，"): ord(",")}
# Thousands with a full-width comma (５，９６０，２８１), then digits, letters and decimals; a point after one number
# and before no other (１．加强) is a mark of its own.
_WIDE = re.compile(
    "(?<![０-９，．])[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])(?:．[０-９]+)?"
    "|[０-９Ａ-Ｚａ-ｚ％]+(?:．[０-９]+)*|(?<=[0-9])．(?=[0-9０-９])"
)
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\xa0\u2000-\u200a\u202f\u205f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PARAGRAPH_MARK = re.compile("(?<=[。！？；：”）])[\ue000-\uf8ff](?=\u3000|\n|$)")
_COMPATIBILITY = re.compile("[\uf900-\ufaff\u2e80-\u2fd5\U0002f800-\U0002fa1f]")
_LOST = re.compile("\ufffd+|(?:锟斤拷)+(?:锟斤?)?")


class _Glyphs(TypedDict):
    private_use: dict[str, str]
    radicals: dict[str, str]


@cache
def _glyphs() -> _Glyphs:
    glyphs: _Glyphs = read_table("glyphs.yaml")
    return glyphs


def breaks_and_blanks(text: str, profile: Profile) -> list[Edit]:
    """Line breaks become \\n, odd blanks a space (`layout`); control and zero-width characters go (`invisible`)."""
    out: list[Edit] = []
    if profile[Kind.CONTROL] or profile[Kind.INVISIBLE]:
        out += [Edit(m.start(), m.end(), "", "invisible") for m in _HIDDEN.finditer(text)]
    if profile[Kind.ODD_BLANK]:
        out += [Edit(m.start(), m.end(), "\n", "layout") for m in _BREAK.finditer(text)]
        out += [Edit(m.start(), m.end(), " ", "layout") for m in _BLANK.finditer(text)]
    return sorted(out, key=lambda e: e.start)


def private_and_lost(text: str, profile: Profile) -> list[Edit]:
    """Private-use characters by the table (kind `private_use`), lost ones as `□` (kind `unrepaired`)."""
    out: list[Edit] = []
    if profile[Kind.PRIVATE]:
        marks = {m.start() for m in _PARAGRAPH_MARK.finditer(text)}
        known = _glyphs()["private_use"]
        for found in _PRIVATE.finditer(text):
            new = "\n" if found.start() in marks else known.get(found[0], UNREADABLE)
            lost = new == UNREADABLE and found[0] not in known
            out.append(Edit(found.start(), found.end(), new, "unrepaired" if lost else "private_use"))
    if profile[Kind.REPLACEMENT] or "锟斤拷" in text:
        out += [Edit(m.start(), m.end(), UNREADABLE, "unrepaired") for m in _LOST.finditer(text)]
    return sorted(out, key=lambda e: e.start)


def compatibility(text: str, profile: Profile) -> list[Edit]:
    """Compatibility ideographs and radicals become the characters they stand for; kind `compatibility`."""
    if not profile[Kind.COMPATIBILITY]:
        return []
    pairs = ((m, _plain(m[0])) for m in _COMPATIBILITY.finditer(text))
    return [Edit(m.start(), m.end(), new, "compatibility") for m, new in pairs if new != m[0]]


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return _glyphs()["radicals"].get(character, character) if folded == character else folded


def widths(text: str, profile: Profile) -> list[Edit]:
    """Full-width digits, letters and % become half width; kind `width`. No length changes."""
    if not profile[Kind.FULL_WIDTH]:
        return []
    pairs = ((m, m[0].translate(_NUMBER_WIDTH)) for m in _WIDE.finditer(text))
    return [Edit(m.start(), m.end(), new, "width") for m, new in pairs]
