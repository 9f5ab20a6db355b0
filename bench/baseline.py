"""The stack that a user would assemble: charset-normalizer, trafilatura, opencc-python-reimplemented, jieba.posseg.

It decodes, takes the main text of pages, converts the script and tags words; it reads no figures and writes nothing.
"""

import importlib.metadata
import logging
from functools import cache
from typing import Any

PACKAGES = ("charset-normalizer", "trafilatura", "opencc-python-reimplemented", "jieba")


def versions() -> dict[str, str]:
    """The versions of the stack's packages; raises importlib.metadata.PackageNotFoundError where one is missing."""
    return {name: importlib.metadata.version(name) for name in PACKAGES}


def warm() -> None:
    """Load dictionaries and templates: start-up is no part of the comparison."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    process("<html><body><p>受理行政許可申請一百二十三件。</p></body></html>".encode(), "warm.html")


def process(content: bytes, name: str) -> int:
    """One document through the stack; returns how many words it has."""
    text = decoded(content)
    if name.endswith(".html"):
        text = main_text(text)
    return sum(1 for _ in _tagger().cut(converted(text)))


def decoded(content: bytes) -> str:
    """The bytes as text, as charset-normalizer reads them."""
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    return str(best) if best is not None else ""


def main_text(page: str) -> str:
    """The main text of a page, as trafilatura finds it."""
    from trafilatura import extract

    return extract(page) or ""


def converted(text: str) -> str:
    """The text in simplified script, by opencc-python-reimplemented."""
    simplified: str = _converter().convert(text)
    return simplified


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _tagger() -> Any:
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba.posseg
