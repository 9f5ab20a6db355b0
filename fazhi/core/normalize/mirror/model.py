"""The character trigram model that judges readings: classes of characters, log-probabilities, lazy rows.

The model file `knowledge/mirror/trigrams.npz` is made by `tools/train_mirror_model.py` (origin, digest and split in
`trigrams.json` beside it). Plain arrays: `vocabulary` (code points), one byte a log-probability in steps of `STEP`
nats, `*_rows` the number of entries per history, so that a row is a slice of the sorted words.
"""

import unicodedata
from functools import cache
from importlib import resources

STEP = 0.08
UNKNOWN = "\x00"
BOUNDARY = "\n"

Row = dict[int, float]
_EMPTY: Row = {}


@cache
def folded(character: str) -> str:
    """The class of one character: half width, digits `0`, Latin letters `a`, no spaces; 著 counts as 着."""
    if "\u4e00" <= character <= "\u9fff":
        return "着" if character == "著" else character
    plain = unicodedata.normalize("NFKC", character)[:1] or character
    if plain.isspace() or plain in "\u200b\ufeff":
        return ""
    if "0" <= plain <= "9":
        return "0"
    if plain.isascii() and plain.isalpha():
        return "a"
    return plain


def fold(text: str) -> str:
    """`text` in the classes that the model counts (see `folded`)."""
    return "".join(map(folded, text))


class TrigramModel:
    """log P(c | a b) over symbol numbers; rows become dictionaries when they are first asked for."""

    def __init__(self, arrays: "dict[str, object]") -> None:
        import numpy as np
        import numpy.typing

        def of(name: str) -> "np.typing.NDArray[np.int64]":
            return np.asarray(arrays[name])

        self.vocabulary = "".join(map(chr, of("vocabulary").tolist()))
        self.number = {symbol: at for at, symbol in enumerate(self.vocabulary)}
        self.unigram: list[float] = [-STEP * x for x in of("unigram").tolist()]
        self.backoff: list[float] = [-STEP * x for x in of("backoff").tolist()]
        self._bigram_start = [0, *np.cumsum(of("bigram_rows"), dtype=np.int64).tolist()]
        self._trigram_start = np.concatenate(([0], np.cumsum(of("trigram_rows"), dtype=np.int64)))
        self._bigram_word, self._bigram = of("bigram_word"), of("bigram")
        self._bigram_backoff = of("bigram_backoff")
        self._trigram_word, self._trigram = of("trigram_word"), of("trigram")
        self._rows: dict[int, Row] = {}
        self._deep: dict[tuple[int, int], tuple[float, Row]] = {}

    def row(self, b: int) -> Row:
        """log P(c | b) of every c that was seen after b."""
        row = self._rows.get(b)
        if row is None:
            low, high = self._bigram_start[b], self._bigram_start[b + 1]
            row = dict(
                zip(self._bigram_word[low:high].tolist(), (-STEP * self._bigram[low:high]).tolist(), strict=True)
            )
            self._rows[b] = row
        return row

    def deep_row(self, a: int, b: int) -> tuple[float, Row]:
        """Back-off weight (log) of the history a b, and log P(c | a b) of every c that is kept for it."""
        found = self._deep.get((a, b))
        if found is None:
            found = self._deep[a, b] = self._read_deep(a, b)
        return found

    def _read_deep(self, a: int, b: int) -> tuple[float, Row]:
        low, high = self._bigram_start[a], self._bigram_start[a + 1]
        at = low + int(self._bigram_word[low:high].searchsorted(b))
        if at == high or int(self._bigram_word[at]) != b:
            return 0.0, _EMPTY
        weight = -STEP * int(self._bigram_backoff[at])
        low, high = int(self._trigram_start[at]), int(self._trigram_start[at + 1])
        if low == high:
            return weight, _EMPTY
        words, values = self._trigram_word[low:high].tolist(), (-STEP * self._trigram[low:high]).tolist()
        return weight, dict(zip(words, values, strict=True))

    def score(self, a: int, b: int, c: int) -> float:
        """log P(c | a b) in nats."""
        weight, row = self.deep_row(a, b)
        value = row.get(c)
        if value is not None:
            return value
        value = self.row(b).get(c)
        if value is None:
            value = self.backoff[b] + self.unigram[c]
        return weight + value


@cache
def load() -> TrigramModel:
    """The shipped model, read once."""
    import numpy as np

    source = resources.files("fazhi.core.knowledge.mirror") / "trigrams.npz"
    with source.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return TrigramModel({name: arrays[name] for name in arrays.files})
