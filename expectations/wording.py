"""Helper columns about words beside a number: whether they say its qualifier, its year and the way it has changed.

Read without the extraction that is judged by it. Words: 约数 in 《现代汉语八百词》, bounds in 《立法技术规范（试行）》,
and what statistical prose says of changes; tried on 24,000 figures of official texts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations import evidence, joins
from expectations.view import View

# Longest first: 不超过 holds 超过. The last letter of a group's name only keeps the groups apart.
_BOUND = re.compile(
    r"(?P<over_a>不(?:得|能|应|可)?(?:[少低小短早]于|亚于|下于?)|至少|最少|起码|不止)"
    r"|(?P<under_a>不(?:得|能|应|可)?(?:超过?|[多高大长晚]于)|[至最顶]多|不足|不到|[不未]满|未达)"
    r"|(?P<over_b>超[过出]?|逾|突破|[多高大]于|上(?!下)|开外|有余|之多|几(?!乎)|[余多数]|[≥>＞])"
    r"|(?P<under_b>将近|接近|近|[少低小]于|[以之]下|内|[≤<＜])"
    r"|(?P<about_a>约|大[概致]|估计|差不多|几乎|左右|上下|前后|许|光景|≈)"
)
# For Arrow: a character that every word of a bound has; a quote without any says that it is exact.
_HINT = "[不未至最起超逾突多高大上外余几数近少低小下内约估差右后许景≥>＞≤<＜≈]"
_WAYS = {
    "increase": re.compile(
        "增|升|涨|提[高速前效]|[高快优好]于|高出?|[多超翻扩]|上浮|拓展|(?<!参)加(?!强)|[延拉]长|前[移进]"
    ),
    "decrease": re.compile("减|降|缩|压|少|低|跌|落|短|下[滑调浮行]|回调|[负差慢]|精简|削|节省|便宜|萎|[后倒]退|后移"),
}
_OPPOSITE = {"increase": "decrease", "decrease": "increase"}
# Code points before and behind a number in which its own words are expected.
_BEFORE, _BEHIND = 30, 8
# Words that name a time without its year.
_RELATIVE = re.compile(
    r"[去上前次明来]年|上一年|下一?年|同期|以来|历年|[近过]去?.{1,3}年|.年来|五年|十.五|计划|规划|今后|累计|年初|跨年"
)
# Code points before a sentence, and from the start of a text, in which a year may be said that still holds.
_YEAR_BEFORE, _YEAR_AHEAD = 400, 600
_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is looked at: its place in the table, what it says of its number, and where that stands; `offset` and
    `closes` are the ends of its sentence."""

    at: int
    said: Any
    start: int
    end: int
    text: str
    offset: int
    closes: int

    @property
    def sentence(self) -> str:
        """Its sentence."""
        return self.text[self.offset : self.closes]

    def window(self) -> str:
        """The words around the number, within its sentence; to its end where one word holds for several (分别)."""
        first = max(self.offset, self.start - _BEFORE)
        several = "分别" in self.text[first : self.end]
        return self.text[first : self.closes if several else min(self.closes, self.end + _BEHIND)]


def qualifier_said(v: View) -> pa.Array:
    """Whether the quote says the qualifier, or the words around it where it says none; null where it says several,
    or where a person has corrected the row."""
    quote, qualifier, asked = _whole(v, "quote"), _whole(v, "qualifier"), pc.is_null(_whole(v, "correction"))
    plain = pc.and_(pc.equal(qualifier, "exact"), pc.invert(pc.match_substring_regex(quote, pattern=_HINT)))
    said: list[bool | None] = pc.if_else(pc.and_(plain, asked), True, pa.scalar(None, pa.bool_())).to_pylist()
    doubtful, bare = _places(pc.and_not(asked, plain)), []
    for at, words, unit, held in _rows_of(v, doubtful, "quote", "unit", "qualifier"):
        bounds = _bounds(words, unit or "")
        said[at] = None if len(bounds) > 1 else bounds == ({held} - {"exact"})
        if not bounds and not said[at]:
            bare.append(at)
    for row in _beside(v, "qualifier", bare):
        said[row.at] = row.said in _bounds(row.window(), "")
    return pa.array(said, pa.bool_())


def direction_said(v: View) -> pa.Array:
    """Whether the words of the sentence say the way of a change; null for what is no change, or has no direction."""
    said: list[bool | None] = [None] * v.table.num_rows
    has_way = pc.is_in(_whole(v, "direction"), value_set=pa.array([*_WAYS]))
    asked = pc.and_(pc.is_null(_whole(v, "correction")), pc.equal(_whole(v, "role"), "change"))
    for row in _beside(v, "direction", _places(pc.and_(asked, has_way))):
        said[row.at] = _goes(row)
    return pa.array(said, pa.bool_())


def year_said(column: str) -> Callable[[View], pa.Array]:
    """Whether the text says the year of the date `column`: null in the year of the report, for plans in the next, and
    where the report has none or a person has corrected the row."""

    def said_of(v: View) -> pa.Array:
        said: list[bool | None] = [None] * v.table.num_rows
        for row in _beside(v, column, _places(_in_other_years(v, column))):
            said[row.at] = _names(row, str(row.said.year))
        return pa.array(said, pa.bool_())

    return said_of


def _in_other_years(v: View, column: str) -> pa.Array:
    """Where the date is of another year than the report, and, for targets and rows of plans, than the year after."""
    ahead = pc.subtract(pc.year(_whole(v, column)), evidence.document_year(v))
    sections = v.other("sections")
    roles = joins.whole(sections["role"]).take(v.rows_of(v.table["section_id"], sections["section_id"]))
    aimed = pc.or_(pc.equal(_whole(v, "role"), "target"), pc.fill_null(pc.equal(roles, "plan"), False))
    asked = pc.and_(pc.is_null(_whole(v, "correction")), pc.not_equal(ahead, 0))
    return pc.and_not(asked, pc.and_(aimed, pc.equal(ahead, 1)))


def _names(row: _Row, year: str) -> bool:
    """Whether the year, or a word for a time, stands in the sentence, or the year before it or at the text's start."""
    before = row.text[:_YEAR_AHEAD] + row.text[max(0, row.offset - _YEAR_BEFORE) : row.offset] + row.sentence
    return year in before.translate(_DIGITS) or _RELATIVE.search(row.sentence) is not None


def _goes(row: _Row) -> bool:
    """A word of its way stands in the sentence, and near the number where a word of the other way does."""
    own, other, near = _WAYS[row.said], _WAYS[_OPPOSITE[row.said]], row.window()
    return bool(own.search(row.sentence)) and (bool(own.search(near)) or not other.search(near))


def _bounds(words: str, unit: str) -> frozenset[str]:
    """The qualifiers that `words` say; those of the unit's name (内设机构) say none."""
    read = words.replace(unit, " ") if unit else words
    return frozenset((m.lastgroup or "").rpartition("_")[0] for m in _BOUND.finditer(read))


def _beside(v: View, column: str, places: list[int]) -> Iterator[_Row]:
    """The rows at `places` whose sentence and text are known; `column` is what is asked of them."""
    if not places:
        return
    sentences, documents = v.other("sentences"), v.documents
    taken = v.table.select(["doc_id", "sentence_id"]).take(places)
    spans = sentences.select(["start", "end"]).take(v.rows_of(taken["sentence_id"], sentences["sentence_id"]))
    owners = v.rows_of(taken["doc_id"], documents["doc_id"]).to_pylist()
    texts = v.strings(documents["text"])
    rows = zip(_rows_of(v, places, "start", "end", column), owners, *(c.to_pylist() for c in spans), strict=True)
    for (at, start, end, said), owner, first, last in rows:
        if None not in (owner, start, end, said, first, last):
            yield _Row(at, said, start, end, texts[owner], first, last)


def _rows_of(v: View, places: list[int], *names: str) -> Iterator[tuple[Any, ...]]:
    """Each place with its values in the columns `names`."""
    return zip(places, *(_whole(v, name).take(pa.array(places, pa.int64())).to_pylist() for name in names), strict=True)


def _places(mask: pa.Array) -> list[int]:
    """Where `mask` holds; a null does not."""
    places: list[int] = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    return places


def _whole(v: View, name: str) -> pa.Array:
    return joins.whole(v.table[name])
