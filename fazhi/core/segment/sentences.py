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
_QUOTES = frozenset("“「『‘")
_END = "。！？；;!?."
_EVENT = re.compile(f'[{re.escape("".join(_FAMILY))}{_END}{_LINE}"]')
_MARK = re.compile(f'[{re.escape("".join(_FAMILY))}{_LINE}"]')
_ALWAYS = "。！？；"  # half-width marks also stand inside words, numbers and addresses
_NONE = (sys.maxsize, sys.maxsize)
_CLOSERS = frozenset(_PARTNERS.values())
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What may follow a full quotation without beginning a new sentence.
_CONTINUES = frozenset("的，。、；：！？,;:.!?）)》”’」』】]〕…—")


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
        at, opens = _close(text, at, end, opens, mark, found)
    _close(text, at, len(text), opens, "line", found)
    return found


def _close(text: str, start: int, end: int, opens: str, mark: str, found: list[Span]) -> tuple[int, str]:
    """Add the sentence `text[start:end]`, in pieces where it is too long; where the next one starts, and after what."""
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return end, "line" if "line" in (opens, mark) else opens
    if len(body) < len(piece):
        start += len(piece) - len(piece.lstrip())
    if len(body) <= MAX_SENTENCE:
        found.append(Span(start, start + len(body), opens))
    else:
        found.extend(Span(start + cut.start, start + cut.end, "" if cut.start else opens) for cut in _pieces(body))
    return end, mark


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
    """Offsets behind the last character of each sentence, with the mark that ends it (`line` for a line's end)."""
    shields = _enclosures(text)
    opened, closed = next(shields, _NONE)
    last = 0
    for match in _EVENT.finditer(text):
        at, mark = match.start(), match.group()
        while closed <= at:
            opened, closed = next(shields, _NONE)
        if mark in _LINE:
            yield at, "line"
        elif opened <= at:
            if at == closed - 1 and _ends_quotation(text, opened, closed):
                yield closed, "”"
        elif at >= last and mark in _END and (mark in _ALWAYS or _is_end(text, at, mark)):
            last = _behind_marks(text, at)
            yield last, mark


def _enclosures(text: str) -> Iterator[tuple[int, int]]:
    """Outermost quotes and brackets that hold their text together: closed on their line, not absurdly long."""
    pending: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        if mark in _LINE:
            if open_marks or pending:
                yield from pending
                pending, open_marks = [], []
        elif mark == '"':
            _pair(open_marks, pending, mark, at, closing=any(m == '"' for m, _ in open_marks[-_MAX_NESTING:]))
        elif mark in _FAMILY:
            _pair(open_marks, pending, _FAMILY[mark], at, closing=mark in _CLOSERS)
    yield from pending


def _pair(
    open_marks: list[tuple[str, int]], pending: list[tuple[int, int]], family: str, at: int, *, closing: bool
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
                while pending and pending[-1][0] >= start:
                    pending.pop()
                pending.append((start, at + 1))
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
        return not (after.isascii() and after.isalnum())
    # An English sentence: a word in small letters, a stop, a blank, a capital. Not `U.S. law`, not `No. 5`.
    return (
        at >= 3
        and text[at - 3 : at].isascii()
        and text[at - 3 : at].islower()
        and after == " "
        and text[at + 2 : at + 3].isupper()
    )


def _behind_marks(text: str, at: int) -> int:
    """Behind a run of end marks (`？！`, `。。`) and the closing marks that stand alone behind it."""
    end = at + 1
    while end < len(text) and text[end] in "。！？；!?”’」』":
        end += 1
    return end
