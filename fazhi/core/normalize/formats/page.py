"""What every extractor gives: a document's text and what the page says about itself."""

import datetime as dt
from typing import NamedTuple


class Page(NamedTuple):
    """The text of one document as its extractor returned it, before any repair.

    `text`: paragraphs and table rows on lines of their own, cells of a row joined by a tab. `title`, `date`, `source`:
    what the page or file says of itself outside its text (metas, heading, 发布时间 and 来源 lines), None where it says
    nothing. `charset`: IANA name, lower case, that the bytes were decoded with (`utf-8` where the format itself fixes
    its encoding), `charset_confidence` from 0 to 1. `damage`: kinds of damage found while decoding.
    """

    text: str
    title: str | None
    date: dt.date | None
    source: str | None
    charset: str
    charset_confidence: float
    damage: tuple[str, ...] = ()
