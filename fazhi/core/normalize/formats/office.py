"""Files that are ZIP archives of XML parts (DOCX, OFD): their parts, read within limits and without entities."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from fazhi.core.refusal import Refused

# A part of text: hundreds of books. Pictures are never opened.
_LARGEST_PART = 64 << 20
_READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
    KeyError, IndexError,
)  # fmt: skip


class Package:
    """An office file's parts by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self.names = self._archive.namelist()
        except _READ_ERRORS as error:
            raise Refused("bad_file", f"文档损坏:{type(error).__name__}") from error

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None where the file has no such part; raises Refused(bad_file, too_large)."""
        if name not in self.names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True, recover=False,
        )  # fmt: skip
        try:
            with self._archive.open(name) as part:
                content = part.read(_LARGEST_PART + 1)
            if len(content) > _LARGEST_PART:
                raise Refused("too_large", f"文档正文超过 {_LARGEST_PART >> 20} MB")
            root = etree.fromstring(content, parser)
        except (*_READ_ERRORS, etree.XMLSyntaxError) as error:
            raise Refused("bad_file", f"文档损坏:{type(error).__name__}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise Refused("bad_file", "文档带有 DTD,不是办公软件所存")  # ECMA-376 part 2, § 8.2.5 forbids them
        return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace: transitional and strict files differ in nothing else."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """The attribute of that local name."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that local name."""
    return (inner for inner in element if local(inner) == name)
