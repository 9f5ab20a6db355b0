"""Series: what the other markers of a document say about one of them."""

from bisect import bisect_right
from collections.abc import Sequence

from fazhi.core.segment.markers import Marker
from fazhi.core.segment.styles import Style

# A series may lose a number or two to damage; a greater leap inside a paragraph is a number of something else.
_MAX_GAP = 3


class Series:
    """The candidates of a document by style, to look ahead in."""

    def __init__(self, text: str, candidates: Sequence[Marker]) -> None:
        self._text = text
        self._candidates = candidates
        self._places: dict[str, list[int]] = {}
        for index, marker in enumerate(candidates):
            self._places.setdefault(marker.style.id, []).append(index)

    def following(self, index: int, style: Style) -> Marker | None:
        """The next candidate behind the `index`-th in `style` or in one that writers mix with it."""
        nearest: int | None = None
        for name in (style.id, *style.kin):
            places = self._places.get(name, [])
            at = bisect_right(places, index)
            if at < len(places) and (nearest is None or places[at] < nearest):
                nearest = places[at]
        return None if nearest is None else self._candidates[nearest]

    def goes_on(self, index: int, style: Style, value: int) -> bool:
        """Whether the series that stands at `value` in `style` goes on with its next number behind the `index`-th."""
        after = self.following(index, style)
        return after is not None and after.value == value + 1

    def opens(self, index: int, marker: Marker, reached: int | None) -> bool:
        """Whether `marker` opens a section; `reached` is the number its open series stands at, None without one.

        At the head of a line a marker is believed, inside a paragraph where its series bears it out; behind a semicolon
        only while its series is open (else `：一是…；二是…` is an enumeration inside one sentence), inside a sentence
        only if the series goes on outside it.
        """
        if marker.value == 0:
            return reached is not None
        if self._is_repeated(index, marker):
            return False
        if marker.place == "clause":
            return reached is not None and reached < marker.value <= reached + _MAX_GAP
        if marker.place == "inside":
            return self._is_borne_out(index, marker)
        if marker.style.place == "line" or not self._asks_series(marker):
            return True
        continued = reached is not None and reached < marker.value <= reached + _MAX_GAP
        return continued or self._is_borne_out(index, marker)

    def _asks_series(self, marker: Marker) -> bool:
        return marker.style.needs_more or (marker.place == "sentence" and marker.style.place != "run_in")

    def _is_borne_out(self, index: int, marker: Marker) -> bool:
        """Whether this is number one and number two follows outside the sentence."""
        after = self.following(index, marker.style)
        return marker.value == 1 and after is not None and after.value == 2 and after.place in ("line", "sentence")

    def _is_repeated(self, index: int, marker: Marker) -> bool:
        """Whether the line just before is the same heading (pages print some headings twice)."""
        before = self._candidates[index - 1] if index else None
        if before is None or marker.place != "line" or before.style is not marker.style or before.value != marker.value:
            return False
        between = self._text[before.start : marker.start]
        return len(between) < 200 and self._text.startswith(between.rstrip(), marker.start) and "\n" in between
