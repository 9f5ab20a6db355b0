"""An inbox that holds the sample reports and one of everything that can be wrong with an item."""

import os
import zipfile
from pathlib import Path

from tests.conftest import INBOX

# source -> reason code that it must be kept back with
EXPECTED = {
    "binary.txt": "binary",
    "brackets.txt": "degenerate",
    "broken.docx": "bad_file",
    "broken.pdf": "bad_file",
    "broken.zip": "bad_archive",
    "digits.txt": "degenerate",
    "empty.txt": "empty",
    "english.txt": "not_chinese",
    "link.txt": "not_a_file",
    "lost.txt": "undecodable",
    "no_text.html": "no_text",
    "pipe": "not_a_file",
}


def fill(folder: Path) -> None:
    """Put the sample reports and the bad items into `folder`."""
    folder.mkdir(parents=True)
    for path in INBOX.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "brackets.txt").write_text("(" * 200_000)
    (folder / "broken.docx").write_bytes(_truncated_docx())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 this is no archive")
    (folder / "digits.txt").write_text("1234567890" * 20_000)
    (folder / "empty.txt").touch()
    (folder / "english.txt").write_text("Annual report on the rule of law.\n" * 50)
    (folder / "link.txt").symlink_to(INBOX / "..")
    (folder / "lost.txt").write_text("锟斤拷锟斤拷锟斤拷\n" * 100, "utf8")
    (folder / "no_text.html").write_text("<html><head><title>x</title></head><body><div></div></body></html>")
    os.mkfifo(folder / "pipe")


def _truncated_docx() -> bytes:
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", "<w:document><w:body><w:p>")
    return buffer.getvalue()
