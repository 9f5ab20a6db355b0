"""Where sentences begin and end: marks of the end, quotes and brackets that hold them together, lines.

Rules of use of the marks: GB/T 15834-2011 (end marks 。？！, the semicolon between coordinate clauses, quotes and
brackets as units of their own), taken in full and half width because received pages mix both.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# A sentence without any mark is cut here, at a comma or blank if there is one near: beyond any drafted sentence.
MAX_SENTENCE = 2000
# A quote or bracket longer than this does not hold its text together: its closing mark belongs to something else.
MAX_ENCLOSED = 300
# Brackets nested deeper than this are noise; it bounds the search for the partner of a closing mark.
_MAX_NESTING = 8

_LINE = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_PARTNERS = dict(zip("“‘「『《〈(（【[〔", "”’」』》〉)）】]〕", strict=True))
# Marks of one family close each other: half- and full-width brackets are mixed freely.
_FAMILY = {opener: opener for opener in _PARTNERS} | {close: opener for opener, close in _PARTNERS.items()}
_FAMILY |= {"(": "（", ")": "（"}
_CLOSERS = frozenset(_PARTNERS.values())
_OPENERS = frozenset([*_PARTNERS, '"'])
_QUOTES = frozenset("“「『‘")
_NONE = (sys.maxsize, sys.maxsize)
_END = "。！？；;!?."
_ALWAYS = "。！？；"  # half-width marks also stand inside words, numbers and addresses
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What may follow a full quotation without beginning a new sentence.
_CONTINUES = frozenset("的，。、；：！？,;:.!?）)》”’」』】]〕…—")
_NUMBERED = re.compile("[(（]?[一二三四五六七八九十]{1,3}[)）]?")
_NUMBERING = frozenset("一二三四五六七八九十)）")
_LONGEST_NUMBERING = 12
# What stands behind an end mark without anything between belongs to it.
_BEHIND = frozenset("。！？；!?”’」』")


def _whole() -> str:
    """The pattern of what else belongs to the mark just behind which it is tried.

    To an end mark those behind it; to an opening one all up to its partner, if no other enclosure and no line's end
    stands between and it is not too far.
    """
    within = f'[^{re.escape("".join(_FAMILY))}{_LINE}"]{{0,{MAX_ENCLOSED - 1}}}'
    families = [[mark for mark in _FAMILY if _FAMILY[mark] == family] for family in dict.fromkeys(_FAMILY.values())]
    enclosed = "|".join(
        f"(?<=[{re.escape(''.join(m for m in marks if m in _PARTNERS))}]){within}"
        f"[{re.escape(''.join(m for m in marks if m in _CLOSERS))}]"
        for marks in families
    )
    # Which kind of mark it is is asked first, so that not every family is tried behind an end mark.
    return f"(?<=[{_ALWAYS}])[{''.join(sorted(_BEHIND))}]*|(?<=[{re.escape(''.join(_PARTNERS))}])(?:{enclosed})"


_MARK = re.compile(f'[{re.escape("".join(_FAMILY))}"]')
_MARK_OR_END = re.compile(f'[{re.escape("".join(_FAMILY))}{_END}"]')
_LINE_END = re.compile(f"[{_LINE}]")
# First a set of characters: that is what a search is fast at.
_EVENT = re.compile(f"[{re.escape(''.join(sorted(_OPENERS)))}{_END}{_LINE}](?:{_whole()})?")


@dataclass(slots=True)
class Span:
    """A sentence without the blanks around it; `opens` says what stands before: `line`, or the mark that ended the
    sentence before it on the same line (`。` `；` …, `”` after a quotation, empty after a forced cut)."""

    start: int
    end: int
    opens: str


def spans(text: str) -> list[Span]:
    """Sentences of `text` in order; every character that is not blank stands in just one.

    In: any text. Out: spans with offsets in code points. Linear in the length of `text`.
    """
    found: list[Span] = []
    at, opens = 0, "line"
    for end, mark in _ends(text):
        if at == end and mark == "line":
            opens = mark
        elif at < end <= at + MAX_SENTENCE and not (text[at].isspace() or text[end - 1].isspace()):
            found.append(Span(at, end, opens))
            opens = mark
        else:
            opens = _add(text, at, end, opens, mark, found)
        at = end + 1 if mark == "line" else end
    _add(text, at, len(text), opens, "line", found)
    return found


def _add(text: str, start: int, end: int, opens: str, mark: str, found: list[Span]) -> str:
    """Add the sentence in `text[start:end]`, in pieces where it is too long; what stands before the next one."""
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return "line" if "line" in (opens, mark) else opens
    if len(body) < len(piece):
        start += len(piece) - len(piece.lstrip())
    if len(body) <= MAX_SENTENCE:
        found.append(Span(start, start + len(body), opens))
    else:
        found.extend(Span(start + cut.start, start + cut.end, "" if cut.start else opens) for cut in _pieces(body))
    return mark


def _pieces(body: str) -> Iterator[Span]:
    """`body` whole, or cut where it passes `MAX_SENTENCE`, if possible behind a comma or blank."""
    at = 0
    while len(body) - at > MAX_SENTENCE:
        limit = at + MAX_SENTENCE
        window = body[limit - MAX_SENTENCE // 4 : limit]
        soft = max(window.rfind(mark) for mark in "，,、： ")
        cut = limit - len(window) + soft + 1 if soft >= 0 else limit
        piece = body[at:cut]
        blank = len(piece) - len(piece.lstrip())
        yield Span(at + blank, at + len(piece.rstrip()), "")
        at = cut
    rest = body[at:]
    if rest.strip():
        yield Span(at + len(rest) - len(rest.lstrip()), len(body), "")


def _ends(text: str) -> Iterator[tuple[int, str]]:
    """Offsets behind the last character of each sentence, with the mark that ends it (`line` for a line's end).

    Most quotes and brackets hold no other: they are passed in one step. Where one does, or has no partner, the rest of
    the line is looked at mark by mark.
    """
    last = looked = 0
    for match in _EVENT.finditer(text):
        at, end = match.span()
        if at < looked:
            continue
        mark = text[at]
        if mark in _ALWAYS:
            if at >= last:
                yield end, mark
        elif mark in _QUOTES and end > at + 1:
            if _ends_quotation(text, at, end):
                yield end, "”"
        elif mark in _LINE:
            yield at, "line"
        elif mark not in _OPENERS:
            if at >= last and _is_end(text, at, mark):
                last = _behind_marks(text, at)
                yield last, mark
        elif end == at + 1:
            line_end = _LINE_END.search(text, end)
            looked = line_end.start() if line_end is not None else len(text)
            yield from _nested_ends(text, at, looked)


def _nested_ends(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The same for the part of a line in which enclosures hold others, or stand without a partner."""
    shields = iter(_enclosures(text, start, end))
    opened, closed = next(shields, _NONE)
    last = 0
    for match in _MARK_OR_END.finditer(text, start, end):
        at, mark = match.start(), match.group()
        while closed <= at:
            opened, closed = next(shields, _NONE)
        if opened <= at:
            if at == closed - 1 and _ends_quotation(text, opened, closed):
                yield closed, "”"
        elif at >= last and mark in _END and (mark in _ALWAYS or _is_end(text, at, mark)):
            last = _behind_marks(text, at)
            yield last, mark


def _enclosures(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost quotes and brackets of a line that hold their text together: closed on it, not absurdly long."""
    found: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if mark == '"':
            _pair(open_marks, found, mark, at, closing=any(m == '"' for m, _ in open_marks[-_MAX_NESTING:]))
        else:
            _pair(open_marks, found, _FAMILY[mark], at, closing=mark in _CLOSERS)
    return found


def _pair(
    open_marks: list[tuple[str, int]], found: list[tuple[int, int]], family: str, at: int, *, closing: bool
) -> None:
    """Take up an opening mark, or find the partner of a closing one and swallow the enclosures inside it."""
    if not closing:
        open_marks.append((family, at))
        return
    for depth in range(1, min(_MAX_NESTING, len(open_marks)) + 1):
        if open_marks[-depth][0] == family:
            start = open_marks[-depth][1]
            del open_marks[-depth:]
            if at - start <= MAX_ENCLOSED:
                while found and found[-1][0] >= start:
                    found.pop()
                found.append((start, at + 1))
            return


def _ends_quotation(text: str, start: int, end: int) -> bool:
    """Whether `“……。”` ends a sentence: a full sentence quoted after a colon or standing by itself."""
    if text[start] not in _QUOTES or end - start < 3 or text[end - 2] not in "。！？!?":
        return False
    if end < len(text) and text[end] in _CONTINUES:
        return False
    before = text[max(0, start - 8) : start].rstrip()
    return not before or before[-1] in "：:。！？!?"


def _is_end(text: str, at: int, mark: str) -> bool:
    """Whether the half-width mark at `at` ends a sentence."""
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if mark != ".":
        return not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum())
    if _IDEOGRAPH.match(before) or before in _CLOSERS:
        return not (after.isascii() and after.isalnum()) and not _is_numbering(text, at)
    # An English sentence: a word in small letters, a stop, a blank, a capital. Not `U.S. law`, not `No. 5`.
    return (
        at >= 3
        and text[at - 3 : at].isascii()
        and text[at - 3 : at].islower()
        and after == " "
        and text[at + 2 : at + 3].isupper()
    )


def _is_numbering(text: str, at: int) -> bool:
    """Whether the stop at `at` ends a Chinese numeral at the head of its line: 一.主要举措, （一）.加强领导."""
    if text[at - 1] not in _NUMBERING:
        return False
    start = max(0, at - _LONGEST_NUMBERING)
    line = text[start:at].splitlines()[-1]
    return (start == 0 or len(line) < at - start) and _NUMBERED.fullmatch(line.strip()) is not None


def _behind_marks(text: str, at: int) -> int:
    """Behind a run of end marks (`？！`, `。。`) and the closing marks that stand alone behind it."""
    end = at + 1
    while text[end : end + 1] in _BEHIND:
        end += 1
    return end
