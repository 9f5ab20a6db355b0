"""Who reports to a people's congress, and whose congress that is: the lines under the title of a speech."""

import re

from fazhi.core.extract.report.layout import Layout, Line
from fazhi.core.extract.report.organs import Organ, read_organ

_CONGRESS = re.compile(r"在([一-鿿]{2,20}?)(?:第?[一二三四五六七八九十\d]{1,3}届)?(?:人民代表大会|人大)")


def from_congress(text: str, layout: Layout) -> tuple[Organ | None, Organ | None]:
    """Who speaks to a people's congress (an organ alone on a line of the head), and the region whose congress it is."""
    for at, line in enumerate(layout.head):
        found = _CONGRESS.search(text, line.start, line.end)
        region = read_organ(found[1], found.span(1)) if found else None
        if region is not None and region.chain and region.kind is None and region.township is None:
            return _speaker(text, layout.head[at + 1 :]), region
    return None, None


def _speaker(text: str, lines: list[Line]) -> Organ | None:
    organs = (read_organ(text[line.start : line.end], (line.start, line.end)) for line in lines)
    return next((organ for organ in organs if organ is not None and organ.kind is not None), None)
