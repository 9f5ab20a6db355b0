"""Words of a sentence with the tag of jieba's dictionary, cut as jieba cuts them.

rjieba does the cutting, some twenty times faster than jieba, with the same result once its runs of ASCII that are not
alphanumeric are split as jieba splits them (a differential test holds the two together).
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.util import find_spec, module_from_spec
from itertools import accumulate
from sys import intern
from types import ModuleType
from typing import TYPE_CHECKING

from fazhi.schema.tokens import Tokens

if TYPE_CHECKING:
    import rjieba

# jieba's finalseg splits a run that no dictionary word explains around these.
_ASCII_WORD = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# Without two characters of ASCII side by side, one of them not alphanumeric, there is no such run.
_ASCII_MIXED = re.compile(r"[!-/:-@\[-`{-~][!-~]|[!-~][!-/:-@\[-`{-~]")
# Each of these is a word of its own, past which its neighbours do not see: ideographs outside the range that jieba
# segments, and halves of surrogate pairs, which UTF-8 and so rjieba cannot hold.
_ALONE = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00020000-\U0003ffff])")
# Two characters that jieba may put into one word; all others it parts before it looks at anything else.
_TOGETHER = re.compile("[a-zA-Z0-9+#&._%\\-\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2}")
_MAX_SEEN = 50_000

# Where a sentence begins and ends.
Edges = tuple[int, int]


def tokens(text: str, sentences: Sequence[Edges]) -> list[Tokens]:
    """Words of each of the `sentences` of `text`, between which only blanks stand; offsets count into `text`.

    Sentences that no word could reach across are cut at once: a call for each costs as much as the cutting.
    """
    found: list[Tokens] = []
    tag_of = _seen().__getitem__
    for run in _runs(text, sentences):
        base = run[0][0]
        cut = words(text[base : run[-1][1]])
        tags = list(map(tag_of, cut))
        ends = list(accumulate(map(len, cut), initial=base))
        at = 0
        for start, end in run:
            first = bisect_left(ends, start, at)
            at = bisect_left(ends, end, first)
            found.append(Tokens(cut[first:at], tags[first:at], start))
    return found


def _runs(text: str, sentences: Sequence[Edges]) -> Iterator[Sequence[Edges]]:
    """The sentences in stretches at whose edges alone a word might reach from one into the next."""
    first = 0
    for at in range(1, len(sentences)):
        start = sentences[at][0]
        if sentences[at - 1][1] == start and _TOGETHER.match(text, start - 1) is not None:
            yield sentences[first:at]
            first = at
    if sentences:
        yield sentences[first:]


def words(text: str) -> list[str]:
    """`text` cut into words as `jieba.cut` does; joined they give it back."""
    if _ALONE.search(text) is None:
        return _piece_words(text)
    cut: list[str] = []
    for number, piece in enumerate(_ALONE.split(text)):
        cut += [piece] if number % 2 else _piece_words(piece)
    return cut


def _piece_words(piece: str) -> list[str]:
    cut = segmenter().cut(piece)
    if _ASCII_MIXED.search(piece) is None:
        return cut
    known = dictionary_tags()
    mixed = (w for w in set(filter(str.isascii, cut)) if len(w) > 1 and not w.isalnum() and w not in known)
    parts = {w: split for w in mixed if len(split := [p for p in _ASCII_WORD.split(w) if p]) > 1}
    return [p for word in cut for p in parts.get(word, (word,))] if parts else cut


@functools.cache
def segmenter() -> "rjieba.Jieba":
    """rjieba with its copy of jieba's dictionary and the domain dictionary, made once a process."""
    import rjieba

    made = rjieba.Jieba()
    for word, frequency, tag in domain_words():
        made.add_word(word, frequency, tag)
    return made


def domain_words() -> list[tuple[str, int, str]]:
    """Word, frequency and tag of the domain dictionary."""
    lines = files("fazhi.core.knowledge.segment").joinpath("words.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(word, int(frequency), tag) for word, frequency, tag in rows]


@functools.cache
def dictionary_tags() -> dict[str, str]:
    """Tag of every word of jieba's dictionary and of the domain dictionary; jieba's own tag goes first."""
    fields = files(_unopened("jieba")).joinpath("dict.txt").read_text("utf-8").split()
    tags = {word: tag for word, _, tag in domain_words()}
    tags.update(zip(fields[0::3], map(intern, fields[2::3]), strict=True))
    return tags


class _Seen(dict[str, str | None]):
    """Tags of the words met so far: the whole dictionary is too big for the processor's cache, these few are not."""

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MAX_SEEN:
            self.clear()
        tag = self[word] = dictionary_tags().get(word)
        return tag


@functools.cache
def _seen() -> _Seen:
    return _Seen()


def _unopened(package: str) -> ModuleType:
    """A package to read files from whose code is not run: importing jieba costs more than reading its dictionary."""
    spec = find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(package)
    return module_from_spec(spec)
