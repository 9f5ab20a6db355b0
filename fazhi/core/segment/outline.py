"""The outline: which markers open sections, and how the sections nest.

Depth follows the order in which the styles of this document nest. A style that is already open is continued; a new one
opens below what stands open, unless the document itself shows (by continuing an outer series, or by what it did before)
or custom says (by the usual rank of the styles) that it stands above.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fazhi.core.segment.markers import Marker
from fazhi.core.segment.roles import own_role
from fazhi.core.segment.sentences import Span
from fazhi.core.segment.series import Series

_TERMINAL = frozenset("。！？；;!?.：:”』」")


@dataclass(slots=True)
class Node:
    """A section in the making: its marker, the section it stands in, its depth; `end` is set when it is closed."""

    marker: Marker
    value: int
    parent: int | None
    depth: int
    end: int = -1

    @property
    def run_in(self) -> bool:
        """Whether it began inside a paragraph: such a section ends with it."""
        return self.marker.place != "line"


@dataclass(slots=True)
class Builder:
    """The sections so far, those that stand open (outermost first), and under which styles each style was opened."""

    text: str
    series: Series
    nodes: list[Node] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    parents: dict[str, set[str | None]] = field(default_factory=dict)

    def top(self) -> Node:
        """The innermost open section."""
        return self.nodes[self.open[-1]]

    def enter(self, marker: Marker, value: int) -> None:
        """Open a section for `marker` below what is open."""
        parent = self.open[-1] if self.open else None
        above = self.top().marker.style.id if self.open else None
        self.parents.setdefault(marker.style.id, set()).add(above)
        self.open.append(len(self.nodes))
        self.nodes.append(Node(marker, value, parent, len(self.open) - 1))

    def close(self, keep: int, at: int) -> None:
        """Close all but the `keep` outermost open sections at `at`."""
        while len(self.open) > keep:
            self.nodes[self.open.pop()].end = at

    def level_of(self, marker: Marker) -> int | None:
        """How many sections stand around the open series that `marker` continues, None where there is none."""
        for level in range(len(self.open) - 1, -1, -1):
            node = self.nodes[self.open[level]]
            style = node.marker.style
            if style is marker.style or (style.id in marker.style.kin and node.value == marker.value - 1):
                return level
        return None

    def take(self, index: int, marker: Marker) -> None:
        """Open the section of `marker` (the `index`-th candidate) if it opens one, at the level where it belongs."""
        level = self.level_of(marker)
        if marker.heading_end is not None and self._serves_already(marker):
            return
        if not self.series.opens(index, marker, self.nodes[self.open[level]].value if level is not None else None):
            return
        value = marker.value
        if level is not None:
            value = value or self.nodes[self.open[level]].value + 1
        else:
            level = self._new_level(index, marker)
        self.close(level, marker.start)
        self.enter(marker, value)

    def _serves_already(self, marker: Marker) -> bool:
        """Whether an open section is for the same as the paragraph whose first words stand for a heading."""
        role = own_role(self.text[marker.start : marker.heading_end])
        heads = (self.nodes[index].marker.end for index in self.open)
        return any(own_role(_first_words(self.text, at)) == role for at in heads)

    def _new_level(self, index: int, marker: Marker) -> int:
        """How many of the open sections a style that is not open leaves open."""
        known = self.parents.get(marker.style.id, set())
        for level in range(len(self.open), 0, -1):
            if self.nodes[self.open[level - 1]].marker.style.id in known:
                return level
        if None in known and marker.value > 1:
            return 0
        for level in range(len(self.open), 0, -1):
            if self._holds(self.nodes[self.open[level - 1]], index, marker):
                return level
        return 0

    def _holds(self, node: Node, index: int, marker: Marker) -> bool:
        """Whether the open section may hold one in a style that was not seen inside it before."""
        if self.series.goes_on(index, node.marker.style, node.value):
            return True
        if node.run_in and marker.place == "line":
            return False
        return node.marker.style.rank < marker.style.rank

    def pass_line(self, start: int) -> None:
        """A new paragraph without marker: sections that began inside the paragraph before are over."""
        keep = len(self.open)
        while keep and self.nodes[self.open[keep - 1]].run_in:
            keep -= 1
        self.close(keep, start)


def _first_words(text: str, at: int) -> str:
    """What a heading that starts at `at` says, as far as it matters for its role."""
    return re.split("[。；;\n]", text[at : at + 40], maxsplit=1)[0]


def outline(text: str, sentences: Sequence[Span], candidates: Sequence[Marker]) -> list[Node]:
    """Sections that the candidates open, in order of their start; ends may have blanks before them."""
    builder = Builder(text, Series(text, candidates))
    heads = {marker.start: index for index, marker in enumerate(candidates)}
    within = iter(index for index, marker in enumerate(candidates) if marker.place == "inside")
    inner = next(within, None)
    before: Span | None = None
    for span in sentences:
        index = heads.get(span.start)
        if index is not None:
            builder.take(index, candidates[index])
        elif span.opens == "line" and before is not None and text[before.end - 1] in _TERMINAL:
            builder.pass_line(span.start)
        while inner is not None and candidates[inner].start < span.end:
            builder.take(inner, candidates[inner])
            inner = next(within, None)
        before = span
    builder.close(0, len(text))
    return builder.nodes
