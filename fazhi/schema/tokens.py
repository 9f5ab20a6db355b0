"""Words, held as columns: a record for each costs more than all else that is done to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True, kw_only=True)
class Token:
    """A word of a sentence; `pos` is its tag in jieba's dictionary, None for a word that it does not hold."""

    word: str
    pos: str | None
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Tokens(Sequence[Token]):
    """Words that follow each other without a gap from `start` of their document on, and their tags.

    To a reader a sequence of `Token`, made when they are asked for.
    """

    words: list[str]
    tags: list[str | None]
    start: int

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Token]:
        ends = accumulate(map(len, self.words), initial=self.start)
        start = next(ends)
        for word, tag, end in zip(self.words, self.tags, ends, strict=True):
            yield Token(word=word, pos=tag, start=start, end=end)
            start = end

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return list(self)[at]


@dataclass(slots=True, eq=False)
class Words:
    """All words of a text from `start` on: how long each is, and which of `names` its tag is.

    What they say is the text itself.
    """

    start: int
    lengths: "NDArray[np.int32]"
    tags: "NDArray[np.int32]"
    names: Sequence[str | None]

    def edges(self) -> list[int]:
        """Where each word begins, and where the last one ends."""
        return list(accumulate(self.lengths.tolist(), initial=self.start))

    def pos(self) -> list[str | None]:
        """The tag of each word."""
        return [self.names[tag] for tag in self.tags.tolist()]
