"""What a collection remembers for the next one: per URL the validators of its content, its digest, its attachments.

Losing this table costs requests, never documents: it says only what need not be sent again, and that is believed only
of documents that a batch has judged.
"""

import datetime as dt
import logging
from dataclasses import replace

from fazhi.collect.asking import Answer
from fazhi.logs import event
from fazhi.schema.arrow import records_of
from fazhi.schema.layers import Visit
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

# Validators are some dozen characters; requests with long headers are refused.
_LONGEST = 1_000


class Visits:
    """The table, in memory; `save` puts it in place as a whole."""

    def __init__(self, layout: Layout | None = None) -> None:
        """Read the table below `layout`; without one nothing is remembered."""
        self._layout = layout
        self._rows: dict[str, Visit] = {}
        if layout is not None and _path(layout).exists():
            try:
                self._rows = {row.url: row for row in records_of(Visit, read_rows(_path(layout)))}
            except Damaged as damaged:
                event("visits are forgotten", logging.WARNING, why=str(damaged))

    def get(self, url: str) -> Visit | None:
        """What is known of `url`."""
        return self._rows.get(url)

    def answered(self, url: str, answer: Answer, attachments: list[str]) -> None:
        """`url` gave a document."""
        now = dt.datetime.now(dt.UTC)
        self._rows[url] = Visit(
            url=url, final_url=answer.url, status=answer.status, asked_at=now, fetched_at=now, sha256=answer.sha256,
            etag=answer.header("etag"), last_modified=answer.header("last-modified"), attachments=attachments,
        )  # fmt: skip

    def unchanged(self, url: str) -> None:
        """`url` has still what it had."""
        self._rows[url] = replace(self._rows[url], status=304, asked_at=dt.datetime.now(dt.UTC), reason_code=None)

    def failed(self, url: str, code: str, status: int | None) -> None:
        """`url` gave nothing, for the reason `code`; what it gave before is still known."""
        now = dt.datetime.now(dt.UTC)
        before = self._rows.get(url) or Visit(url=url, asked_at=now, attachments=[])
        self._rows[url] = replace(before, status=status, asked_at=now, reason_code=code)

    def save(self) -> None:
        """Put the table in place, atomically."""
        if self._layout is not None and self._rows:
            rows = sorted(self._rows.values(), key=lambda row: row.url)
            write_rows(_path(self._layout), Visit, rows, self._layout.root / "work")


def _path(layout: Layout) -> Place:
    return layout.table(Visit.layer, Visit.table) / "visits.parquet"


def validators(visit: Visit | None, url: str) -> dict[str, str]:
    """Headers that ask for the document at `url` only if it is another than the one of that visit."""
    if visit is None or visit.final_url != url or visit.sha256 is None:
        return {}
    named = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified}
    return {name: value for name, value in named.items() if value and _can_be_sent(value)}


def _can_be_sent(value: str) -> bool:
    """Whether a header's value is one that a request may carry: a site may have sent anything as its own."""
    return len(value) <= _LONGEST and value.isascii() and value.isprintable()
