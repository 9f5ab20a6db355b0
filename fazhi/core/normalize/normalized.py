"""The record that normalize gives: clean text, source text, and every change between the two."""

import datetime as dt
from typing import NamedTuple

from fazhi.core.normalize.alignment import Alignment
from fazhi.core.normalize.compose import COSMETIC, UNREPAIRED
from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.script import Script


class Normalized(NamedTuple):
    """A document's clean text and how it came about.

    `edits`, replayed on `source_text` (the decoded file, or what its extractor returned), give `text`. `script` is that
    of the text as received: hans, hant, mixed. `damage`: sorted kinds of what was wrong. `page_…`: what the page says
    of itself, None where it does not.
    """

    text: str
    source_text: str
    charset: str
    charset_confidence: float
    script: Script
    damage: tuple[str, ...]
    edits: tuple[Edit, ...]
    page_title: str | None
    page_date: dt.date | None
    page_source: str | None

    @property
    def alignment(self) -> Alignment:
        """The way from offsets in `text` to those in `source_text` and back; made anew whenever it is asked for."""
        return Alignment(self.edits)

    @property
    def repairs(self) -> tuple[Edit, ...]:
        """The edits that mend damage: neither furniture nor script nor layout."""
        return tuple(e for e in self.edits if e.kind not in COSMETIC)

    @property
    def unrepaired(self) -> int:
        """Places that could not be read (`□` in the text)."""
        return sum(e.kind == UNREPAIRED for e in self.edits)
