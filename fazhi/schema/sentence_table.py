"""Sentences held as columns to their table: the joined texts are also the joined words, only cut in more places."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fazhi.schema.arrow import TYPES, schema_of
from fazhi.schema.curated import Sentence
from fazhi.schema.sentences import Sentences
from fazhi.schema.tokens import Words

_TOKENS = TYPES["list<token>"]

Integers = NDArray[np.int32]


def table_of_sentences(documents: Sequence[Sentences]) -> pa.Table:
    """The table of the sentences of several documents, without a record for each, nor a string for each word.

    In: at least one document, all with their words. Raises UnicodeEncodeError for half a surrogate pair.
    """
    counts = [len(held) for held in documents]
    starts = _integers(chain.from_iterable(held.starts for held in documents))
    ends = _integers(chain.from_iterable(held.ends for held in documents))
    said = _Said([text for held in documents for text in held.texts()])
    ids = [f"{held.doc_id}-t{position}" for held in documents for position in range(len(held))]
    columns = {
        "doc_id": pa.array([held.doc_id for held in documents], pa.string()).take(_numbered(counts)),
        "sentence_id": pa.array(ids, pa.string()),
        "section_id": pa.array(chain.from_iterable(held.sections for held in documents), pa.string()),
        "position": pa.array(np.concatenate([np.arange(count, dtype=np.int32) for count in counts])),
        "start": pa.array(starts),
        "end": pa.array(ends),
        "text": said.strings(_bounds(ends - starts)),
        "tokens": _tokens([held.words for held in documents if held.words is not None], counts, starts, ends, said),
    }
    schema = schema_of(Sentence)
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


class _Said:
    """Texts that are joined and encoded once, for columns that cut them in different places."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._data = "".join(texts).encode()
        held = np.frombuffer(self._data, dtype=np.uint8)
        # Where each character begins: at a byte that does not go on with one.
        self._heads = np.append(np.flatnonzero(held & 0xC0 != 0x80), len(held)).astype(np.int32)

    def strings(self, bounds: Integers) -> pa.Array:
        """The strings between each two of `bounds`, which count characters."""
        offsets = pa.py_buffer(self._heads[bounds])
        return pa.StringArray.from_buffers(len(bounds) - 1, offsets, pa.py_buffer(self._data))


def _tokens(
    documents: Sequence[Words], counts: Sequence[int], starts: Integers, ends: Integers, said: _Said
) -> pa.Array:
    """The lists of words of the sentences that begin and end at `starts` and `ends` of their documents.

    The words of all documents are looked at as if they followed each other; those between sentences are left out.
    """
    sizes = [len(words.lengths) for words in documents]
    lengths = np.concatenate([words.lengths for words in documents])
    edges = _bounds(lengths)
    moved = edges[_bounds(sizes)[:-1]] - _integers(words.start for words in documents)
    by_sentence = np.repeat(moved, counts)
    first, last = np.searchsorted(edges, starts + by_sentence), np.searchsorted(edges, ends + by_sentence)
    steps = np.zeros(len(edges), dtype=np.int8)
    steps[first] += 1
    steps[last] -= 1
    held = np.cumsum(steps[:-1], dtype=np.int8) > 0
    by_word = np.repeat(moved, sizes)
    columns = {
        "word": said.strings(_bounds(lengths[held])),
        "pos": _tags(documents, held),
        "start": pa.array((edges[:-1] - by_word)[held]),
        "end": pa.array((edges[1:] - by_word)[held]),
    }
    fields = list(_TOKENS.value_type)
    structs = pa.StructArray.from_arrays([columns[field.name] for field in fields], fields=fields)
    return pa.ListArray.from_arrays(_bounds(last - first), structs, type=_TOKENS)


def _tags(documents: Sequence[Words], held: NDArray[np.bool_]) -> pa.Array:
    """The tags of the words that are held."""
    tags = np.concatenate([words.tags for words in documents])[held]
    # The list of a process: it grows, and one number always stands for the same.
    names = max((words.names for words in documents), key=len)
    return pa.array(names, pa.string()).take(pa.array(tags))


def _numbered(counts: Sequence[int]) -> pa.Array:
    """0 as often as the first count says, then 1 …"""
    return pa.array(np.repeat(np.arange(len(counts), dtype=np.int32), counts))


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, np.int32)


def _bounds(lengths: Integers | Sequence[int]) -> Integers:
    """Where each of several things that follow each other begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int32)), dtype=np.int32)
