"""From normalized text to sections and sentences: the outline, the sentences, their words."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fazhi.core.segment.markers import markers
from fazhi.core.segment.outline import Node, outline
from fazhi.core.segment.roles import role_of
from fazhi.core.segment.sentences import Span, spans
from fazhi.core.segment.tokens import cut
from fazhi.schema.curated import Section, Sentence
from fazhi.schema.sentences import Sentences

__all__ = ["Segmented", "segment"]

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
    nodes = outline(text, found, markers(text, found))
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
    for number, node in enumerate(nodes, offset):
        marker = node.marker
        sentence = found[bisect_left(starts, marker.start)]
        heading = _heading(text[marker.end : marker.heading_end or sentence.end])
        above = made[offset + node.parent] if node.parent is not None else None
        made.append(
            Section(
                doc_id=doc_id,
                section_id=f"{doc_id}-s{number}",
                parent_id=above.section_id if above else None,
                depth=node.depth,
                marker=text[marker.start : marker.written_end] or None,
                heading=heading,
                role=role_of(heading, above.role if above else None, first=number == offset),
                start=marker.start,
                end=found[bisect_left(starts, node.end) - 1].end,
            )
        )
    return made


def _preamble(doc_id: str, start: int, end: int, outlined: bool) -> Section:
    """The part before the first heading; a text without any heading is no preamble to anything."""
    role = "preamble" if outlined else "other"
    return Section(doc_id=doc_id, section_id=f"{doc_id}-s0", depth=0, role=role, start=start, end=end)


def _heading(written: str) -> str | None:
    """What stands behind the marker in its sentence; of a long sentence the part before an early colon."""
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
