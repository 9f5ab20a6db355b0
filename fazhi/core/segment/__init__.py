"""From normalized text to sections and sentences: the outline, the sentences, their words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fazhi.core.segment.lists import headings
from fazhi.core.segment.markers import markers
from fazhi.core.segment.outline import Node, outline
from fazhi.core.segment.roles import role_of
from fazhi.core.segment.sentences import Span, spans
from fazhi.core.segment.tokens import cut
from fazhi.schema.curated import Section, Sentence
from fazhi.schema.sentences import Sentences

__all__ = ["Segmented", "segment"]

_YEAR = re.compile(r"(20\d\d)年(?!\s?\d{1,2}月)")
_TITLE_CHARS = 300
# The upper line of a heading over two lines ends so, or the lower one begins so.
_OPEN = re.compile(r"(?:[的和与及、]|[，,](?:着力|不断|持续|切实)?(?:推进|加强|强化|落实|开展|履行)|存在|第一责任人)$")
_GOES_ON = re.compile(r"(?:[的和与及]|以及|情况|成效|原因|建设(?:情况|工作)|有关情况|工作情况|主要(?:举措|安排|情况))")
_PAUSE = re.compile("[，,、。：:]")
_LOWER = 30
# A heading that is longer is the first sentence of a text, not a heading.
MAX_HEADING = 60


@dataclass(slots=True)
class Segmented:
    """What segment finds: sections in the order of their start, sentences in order."""

    sections: list[Section]
    sentences: Sequence[Sentence]


def segment(doc_id: str, text: str, *, words: bool = True) -> Segmented:
    """Outline and sentences of a normalized text.

    In: the document's id and text. Out: sections (ids `{doc_id}-s{n}`), sentences with tokens (ids `{doc_id}-t{n}`),
    offsets in code points, half open. Every character that is not blank stands in one sentence and, unless the text
    is blank, in a section. Without `words` the sentences have no tokens, and no dictionary is loaded. Linear in the
    length of the text; raises nothing.
    """
    found = spans(text)
    nodes = outline(text, found, headings(text, found, markers(text, found)))
    found = _split_at(text, found, [node.marker.start for node in nodes])
    sections = _sections(doc_id, text, nodes, found)
    starts, ends = [span.start for span in found], [span.end for span in found]
    within = _innermost(starts, sections)
    return Segmented(
        sections, Sentences(doc_id, text, starts, ends, within, cut(text, starts, ends) if words else None)
    )


def _split_at(text: str, found: list[Span], starts: list[int]) -> list[Span]:
    """`found`, with the sentences cut inside which a section starts."""
    heads = {span.start for span in found}
    cuts = [start for start in starts if start not in heads]
    if not cuts:
        return found
    result: list[Span] = []
    for span in found:
        low, high = bisect_right(cuts, span.start), bisect_left(cuts, span.end)
        edges = [span.start, *cuts[low:high], span.end]
        for start, end in pairwise(edges):
            result.append(Span(start, start + len(text[start:end].rstrip()), span.opens if start == span.start else ""))
    return result


def _sections(doc_id: str, text: str, nodes: list[Node], found: list[Span]) -> list[Section]:
    """Section records: the preamble, if any, then the nodes; ends without the blanks before them."""
    if not found:
        return []
    starts = [span.start for span in found]
    made: list[Section] = []
    first = nodes[0].marker.start if nodes else len(text)
    if found[0].start < first:
        made.append(_preamble(doc_id, found[0].start, found[bisect_left(starts, first) - 1].end, bool(nodes)))
    offset = len(made)
    taken = {node.marker.start for node in nodes}
    year = _year(text[: min(first, _TITLE_CHARS)])
    for number, node in enumerate(nodes, offset):
        marker = node.marker
        at = bisect_left(starts, marker.start)
        end = marker.heading_end or _heading_end(text, found[at : at + 2], taken, marker.place)
        heading = _heading(text[marker.end : end])
        said = _year(heading or "")
        ahead, year = bool(year and said and said > year), said or year
        above = made[offset + node.parent] if node.parent is not None else None
        made.append(
            Section(
                doc_id=doc_id,
                section_id=f"{doc_id}-s{number}",
                parent_id=above.section_id if above else None,
                depth=node.depth,
                marker=text[marker.start : marker.written_end] or None,
                heading=heading,
                role=role_of(heading, above.role if above else None, first=number == offset, ahead=ahead),
                start=marker.start,
                end=found[bisect_left(starts, node.end) - 1].end,
            )
        )
    return made


def _preamble(doc_id: str, start: int, end: int, outlined: bool) -> Section:
    """The part before the first heading; a text without any heading is no preamble to anything."""
    role = "preamble" if outlined else "other"
    return Section(doc_id=doc_id, section_id=f"{doc_id}-s0", depth=0, role=role, start=start, end=end)


def _year(words: str) -> str:
    """The first year in `words`, "" without one; the year of a day or month is none."""
    found = _YEAR.search(words)
    return found[1] if found else ""


def _heading_end(text: str, spans: list[Span], taken: set[int], place: str) -> int:
    """Where a heading on a line of its own ends: with its sentence, or with the next line where that goes on with it.

    `spans` are its sentence and the next one. Observed: 三、2024年度推进法治政府建设的 / 主要安排.
    """
    end = spans[0].end
    if place != "line" or len(spans) < 2 or spans[1].opens != "line" or spans[1].start in taken:
        return end
    upper, lower = text[spans[0].start : end], text[spans[1].start : spans[1].end].rstrip("。")
    if "\n" in text[end : spans[1].start].replace("\n", "", 1) or len(lower) > _LOWER or upper[-1] in "。；;:：":
        return end
    if (_OPEN.search(upper) and lower[:1] not in "、，,第") or (_GOES_ON.match(lower) and _PAUSE.search(lower) is None):
        return spans[1].end
    return end


def _heading(written: str) -> str | None:
    """What stands behind the marker in its sentence; of a long sentence the part before an early colon."""
    written = "".join(map(str.strip, written.splitlines())) if "\n" in written else written
    heading = written.strip(" \t\u3000、.．:：,，").rstrip("。；;！!")
    if len(heading) > MAX_HEADING:
        colon = min((at for at in (heading.find("："), heading.find(":")) if at > 0), default=len(heading))
        heading = heading[:colon]
    return heading if 0 < len(heading) <= MAX_HEADING else None


def _innermost(starts: list[int], sections: list[Section]) -> list[str | None]:
    """The ids of the innermost sections that hold the sentences which begin at `starts`."""
    found: list[str | None] = []
    open_sections: list[Section] = []
    ahead = iter(sections)
    following = next(ahead, None)
    for start in starts:
        while following is not None and following.start <= start:
            open_sections.append(following)
            following = next(ahead, None)
        while open_sections and open_sections[-1].end <= start:
            open_sections.pop()
        found.append(open_sections[-1].section_id if open_sections else None)
    return found
