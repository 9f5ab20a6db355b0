"""The words that are known: jieba's dictionary with its tags, and the domain dictionary."""

import functools
from collections.abc import Sequence
from importlib.resources import files

from fazhi.core.knowledge.reading import packaged


class Dictionary:
    """Words and their tags: as columns, since a `dict` of jieba's 350,000 words holds 50 MB of every process.

    The words lie in the order of their hashes, so that one is found by halving. It is asked for each word that a text
    has for the first time; 2 µs each.
    """

    def __init__(self, words: Sequence[str], tags: Sequence[str]) -> None:
        """Of a word that is given twice the last tag counts."""
        import numpy as np  # the text logic is also run by programs that need no words

        hashes = np.fromiter(map(hash, words), np.int64, len(words))
        order = np.argsort(hashes, kind="stable")
        numbers = {tag: number for number, tag in enumerate(dict.fromkeys(tags))}
        self._hashes = hashes[order]
        self._words = np.array(words, dtype=np.dtypes.StringDType())[order]
        self._tags = np.fromiter(map(numbers.__getitem__, tags), np.int32, len(tags))[order]
        self.names = list(numbers)

    def __len__(self) -> int:
        return len(self._words)

    def get(self, word: str) -> str | None:
        """The tag of the word, None where it is not known."""
        sought = hash(word)
        first, behind = self._hashes.searchsorted(sought), self._hashes.searchsorted(sought, side="right")
        same = [at for at in range(first, behind) if self._words[at] == word]
        return self.names[self._tags[same[-1]]] if same else None


def domain_words() -> list[tuple[str, int, str]]:
    """Word, frequency and tag of the domain dictionary."""
    lines = files("fazhi.core.knowledge.segment").joinpath("words.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(word, int(frequency), tag) for word, frequency, tag in rows]


@functools.cache
def dictionary() -> Dictionary:
    """The words of jieba's dictionary and of the domain dictionary, read once a process; jieba's own tag goes first."""
    own = domain_words()
    fields = packaged("jieba").joinpath("dict.txt").read_text("utf-8").split()
    return Dictionary([*(word for word, _, _ in own), *fields[0::3]], [*(tag for _, _, tag in own), *fields[2::3]])
