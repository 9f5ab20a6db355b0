"""The sentences of a document, held as columns: a record for each costs as much as finding it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from fazhi.schema.curated import Sentence
from fazhi.schema.tokens import Tokens, Words


@dataclass(slots=True, eq=False)
class Sentences(Sequence[Sentence]):
    """Sentences of `text` in order, without anything but blanks between them; `sections` holds their `section_id`.

    To a reader a sequence of `Sentence`, made when the first is asked for; without `words` they have no tokens.
    """

    doc_id: str
    text: str
    starts: list[int]
    ends: list[int]
    sections: list[str | None]
    words: Words | None
    _made: list[Sentence] = field(init=False, default_factory=list)

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> "Sentences":
        """`sentences` of one document as columns, the same where they are held as such; else without `text`."""
        if isinstance(sentences, Sentences):
            return sentences
        starts, ends = [s.start for s in sentences], [s.end for s in sentences]
        columns = cls(
            sentences[0].doc_id if sentences else "", "", starts, ends, [s.section_id for s in sentences], None
        )
        columns._made = list(sentences)
        return columns

    def id_at(self, position: int) -> str:
        """The id of one of them, without a record for each."""
        return self._made[position].sentence_id if self._made else f"{self.doc_id}-t{position}"

    def texts(self) -> list[str]:
        """What each of them says."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Sentence]:
        return iter(self._records())

    @overload
    def __getitem__(self, at: int) -> Sentence: ...
    @overload
    def __getitem__(self, at: slice) -> list[Sentence]: ...
    def __getitem__(self, at: int | slice) -> Sentence | list[Sentence]:
        return self._records()[at]

    def _records(self) -> list[Sentence]:
        if not self._made:
            columns = zip(self.starts, self.ends, self.sections, self.texts(), self._tokens(), strict=True)
            self._made = [
                Sentence(
                    doc_id=self.doc_id,
                    sentence_id=self.id_at(position),
                    section_id=section,
                    position=position,
                    start=start,
                    end=end,
                    text=text,
                    tokens=tokens,
                )
                for position, (start, end, section, text, tokens) in enumerate(columns)
            ]
        return self._made

    def _tokens(self) -> list[Tokens] | list[tuple[()]]:
        if self.words is None:
            return [()] * len(self)
        edges, tags, text = self.words.edges(), self.words.pos(), self.text
        found: list[Tokens] = []
        last = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            first = bisect_left(edges, start, last)
            last = bisect_left(edges, end, first)
            words = [text[edges[at] : edges[at + 1]] for at in range(first, last)]
            found.append(Tokens(words, tags[first:last], start))
        return found
