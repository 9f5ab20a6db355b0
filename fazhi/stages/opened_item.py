"""How a document in quarantine begins, for a person who asks why it is there. Runs no parser: it may be hostile."""

import contextlib
from pathlib import Path

from fazhi.schema.layers import NormalizedDocument, RawDocument
from fazhi.storage.files import read_rows
from fazhi.storage.folders import files_in
from fazhi.storage.kept import Kept
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place
from fazhi.storage.plain import open_plain

CHARACTERS = 400
_BYTES = 4 * CHARACTERS
_CHARSETS = ("utf-8", "gb18030")


def beginning(layout: Layout, item: Kept) -> str:
    """The first characters: of the normalized text where it came so far, else of the bytes, else what they are."""
    for path in _chunks(layout, NormalizedDocument.layer, item):
        text = _column(path, item.row.doc_id, "text")
        if isinstance(text, str):
            return text[:CHARACTERS]
    for path in _chunks(layout, RawDocument.layer, item):
        content = _column(path, item.row.doc_id, "content")
        if isinstance(content, bytes):
            return _readable(content[:_BYTES])
    with contextlib.suppress(OSError), open_plain(Path(str(item.place.get("path", "")))) as stream:
        return _readable(stream.read(_BYTES))
    return "(no bytes to show)"


def _chunks(layout: Layout, layer: str, item: Kept) -> list[Place]:
    """The files of a layer that may hold the document: named after the file of the raw layer, or the batch's."""
    folder = layout.table(layer, "documents")
    if "file" in item.place:
        path = folder / Path(str(item.place["file"])).name
        return [path] if path.exists() else []
    return files_in(folder, f"{item.row.batch_id}-?????.parquet") if item.row.doc_id else []


def _column(path: Place, doc_id: str | None, name: str) -> object:
    ids = read_rows(path, ["doc_id"])["doc_id"].to_pylist()
    return read_rows(path, [name])[name][ids.index(doc_id)].as_py() if doc_id in ids else None


def _readable(data: bytes) -> str:
    for charset in _CHARSETS:
        text = data.decode(charset, "ignore")
        # A cut in the middle of a character loses four bytes at most.
        if b"\0" not in data and len(text.encode(charset)) >= len(data) - 4:
            return text[:CHARACTERS]
    return f"(no text) {data[:48].hex(' ')}"
