"""Words of a text with the tag of jieba's dictionary, cut as jieba cuts them.

rjieba does the cutting, some twenty times faster than jieba, with the same result once its runs of ASCII that are not
alphanumeric are split as jieba splits them (a differential test holds the two together).
"""

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from fazhi.core.segment.dictionary import dictionary, domain_words
from fazhi.schema.tokens import Words

if TYPE_CHECKING:
    import numpy as np
    import rjieba
    from numpy.typing import NDArray

# jieba's finalseg splits a run that no dictionary word explains around these.
_ASCII_WORD = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# Each of these is a word of its own, past which its neighbours do not see: ideographs outside the range that jieba
# segments, and halves of surrogate pairs, which UTF-8 and so rjieba cannot hold.
_ALONE = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00020000-\U0003ffff])")
# Two characters that jieba may put into one word; all others it parts before it looks at anything else.
_TOGETHER = re.compile("[a-zA-Z0-9+#&._%\\-\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2}")
_MAX_SEEN = 50_000

# A word is one number, its tag in these bits and its length above; this one says that jieba would not cut it so.
_TAG_BITS = 16
_OTHERWISE = -1


def cut(text: str, starts: Sequence[int], ends: Sequence[int]) -> Words:
    """Words from the first to the last of the sentences, between which only blanks stand; offsets count into `text`.

    No word reaches across the edge of a sentence. Those that none could reach across are cut at once: a call for each
    costs as much as the cutting.
    """
    import numpy as np

    runs = [_numbers(text[start:end]) for start, end in _runs(text, starts, ends)]
    numbers = np.concatenate(runs) if runs else np.zeros(0, dtype=np.int32)
    tags = numbers & (1 << _TAG_BITS) - 1
    return Words(starts[0] if starts else 0, numbers >> _TAG_BITS, tags, _seen().names)


def _runs(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The sentences in stretches at whose edges alone a word might reach from one into the next."""
    if not starts:
        return
    first = starts[0]
    for end, start in zip(ends, starts[1:], strict=False):
        if end == start and _TOGETHER.match(text, start - 1) is not None:
            yield first, end
            first = start
    yield first, ends[-1]


def words(text: str) -> list[str]:
    """`text` cut into words as `jieba.cut` does; joined they give it back."""
    edges = cut(text, [0], [len(text)]).edges()
    return [text[start:end] for start, end in pairwise(edges)]


def _numbers(text: str) -> "NDArray[np.int32]":
    """The numbers of the words of `text`."""
    import numpy as np

    try:
        found = segmenter().cut(text)
    except UnicodeEncodeError:
        return _numbers_of_pieces(text)
    numbers = np.fromiter(map(_seen().__getitem__, found), np.int32, len(found))
    otherwise = np.flatnonzero(numbers == _OTHERWISE).tolist()
    if not otherwise:
        return numbers
    if any(_ALONE.search(found[at]) for at in otherwise):
        return _numbers_of_pieces(text)
    between = np.split(numbers, [edge for at in otherwise for edge in (at, at + 1)])
    between[1::2] = [np.array([_seen()[part] for part in _parts(found[at])], np.int32) for at in otherwise]
    return np.concatenate(between)


def _numbers_of_pieces(text: str) -> "NDArray[np.int32]":
    """The same for a text with characters that are words of their own."""
    import numpy as np

    pieces = enumerate(_ALONE.split(text))
    return np.concatenate(
        [np.array([_seen().number_of(piece)], np.int32) if at % 2 else _numbers(piece) for at, piece in pieces]
    )


def _parts(word: str) -> list[str]:
    """What jieba cuts a word of rjieba into: the word itself but for a run of ASCII that is not alphanumeric."""
    if len(word) == 1 or not word.isascii() or word.isalnum() or dictionary().get(word) is not None:
        return [word]
    return [part for part in _ASCII_WORD.split(word) if part]


@functools.cache
def segmenter() -> "rjieba.Jieba":
    """rjieba with its copy of jieba's dictionary and the domain dictionary, made once a process."""
    import rjieba

    made = rjieba.Jieba()
    for word, frequency, tag in domain_words():
        made.add_word(word, frequency, tag)
    return made


class _Seen(dict[str, int]):
    """Length and tag of the words met so far: the whole dictionary is too big for the processor's cache, these few are
    not. `names` holds the tags met so far in the order of their numbers.
    """

    def __init__(self) -> None:
        self.names: list[str | None] = [None]
        self._numbers: dict[str | None, int] = {None: 0}
        # One object for each number: there are far fewer than words, and they stay near.
        self._same: dict[int, int] = {}

    def __missing__(self, word: str) -> int:
        if len(self) >= _MAX_SEEN:
            self.clear()
        cut_so = len(_parts(word)) == 1 and _ALONE.search(word) is None
        number = self[word] = self.number_of(word) if cut_so else _OTHERWISE
        return number

    def number_of(self, word: str) -> int:
        """The number that stands for the word, however it was cut."""
        tag = dictionary().get(word)
        if tag not in self._numbers:
            self._numbers[tag] = len(self.names)
            self.names.append(tag)
        number = len(word) << _TAG_BITS | self._numbers[tag]
        return self._same.setdefault(number, number)


@functools.cache
def _seen() -> _Seen:
    return _Seen()
