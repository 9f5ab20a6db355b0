"""What was fetched as a WARC file: one response a document, its headers and the bytes as they were unpacked."""

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fazhi.core.ingest.item import Item, Unreadable
from fazhi.storage.files import staged

# What the bytes no longer are, once they are unpacked.
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def write_warc(items: Iterable[Item | Unreadable], path: Path) -> Iterator[Item | Unreadable]:
    """Hand `items` on, writing each that has bytes to `path`, which is put in place whole at the end.

    Each document is written once; where a run of `items` is cut off nothing is left.
    """
    written: set[str] = set()
    with staged(path, path.parent) as temporary, temporary.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for item in items:
            if isinstance(item, Item) and not item.unchanged and item.source not in written:
                written.add(item.source)
                _write(writer, item)
            yield item


def _write(writer: WARCWriter, item: Item) -> None:
    content = Path(item.path).read_bytes()
    kept: dict[str, str] = json.loads(item.arrival.get("http_headers", "{}"))
    headers = [(name, value) for name, value in kept.items() if name not in _OF_THE_WIRE and value.isascii()]
    headers.append(("Content-Length", str(len(content))))
    date = (item.fetched_at or "")[:19] + "Z"
    writer.write_record(
        writer.create_warc_record(
            item.source, "response", payload=io.BytesIO(content), warc_headers_dict={"WARC-Date": date},
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        )
    )  # fmt: skip
