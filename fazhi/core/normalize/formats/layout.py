"""The table of `page_layout.yml`: what elements do to the text, and how government pages name their furniture."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fazhi.core.knowledge.reading import parsed


class Layout(NamedTuple):
    """Elements by what they do, names and words of furniture, metas and labels of a page's title, date and source."""

    block: frozenset[str]
    silent: frozenset[str]
    furniture_elements: frozenset[str]
    furniture_names: frozenset[str]
    foot: re.Pattern[str]
    title_metas: tuple[str, ...]
    date_metas: tuple[str, ...]
    source_metas: tuple[str, ...]
    date_label: re.Pattern[str]
    source_label: re.Pattern[str]


@cache
def layout() -> Layout:
    """The table, read once."""
    table = parsed(files(__package__).joinpath("page_layout.yml").read_text("utf-8"))
    date = r"\s{0,4}[::]?\s{0,4}(?P<y>(?:19|20)\d\d)\s?[-年/.]\s?(?P<m>\d{1,2})\s?[-月/.]\s?(?P<d>\d{1,2})(?!\d)"
    source = r"\s{0,4}[::][\s【\[]{0,4}(?P<source>[^\s|【】\[\]<>,,;;]{2,40})"
    return Layout(
        block=frozenset(table["block"]),
        silent=frozenset(table["silent"]),
        furniture_elements=frozenset(table["furniture_elements"]),
        furniture_names=frozenset(table["furniture_names"]),
        foot=re.compile("|".join(_in_any_case(word) for word in table["foot_words"])),
        title_metas=tuple(table["title_metas"]),
        date_metas=tuple(table["date_metas"]),
        source_metas=tuple(table["source_metas"]),
        date_label=re.compile("(?:" + "|".join(map(_whole, table["date_labels"])) + ")" + date),
        source_label=re.compile("(?:" + "|".join(table["source_labels"]) + ")" + source),
    )


def _in_any_case(word: str) -> str:
    """A pattern whose alternatives begin with a plain letter: only so the search skips what none begins with."""
    rest = f"(?i:{re.escape(word[1:])})"
    return "|".join(re.escape(first) + rest for first in sorted({word[0].lower(), word[0].upper()}))


def _whole(label: str) -> str:
    """A label of two characters stands for itself only where it is no part of a longer word (办理时间)."""
    return label if len(label) > 2 else rf"(?<![\u4e00-\u9fff]){label}"
