"""Which copy of a report is better: whole before cut, legible before damaged, from the issuer's own site before others.

The order is total and looks at the copies alone, so that it is the same whenever they arrive.
"""

from dataclasses import dataclass

from fazhi.core.duplicates.official import official
from fazhi.core.duplicates.sketch import Sketch
from fazhi.core.duplicates.subject import Subject

# Less than so much of the longest copy is no longer a matter of page furniture: something is missing.
WHOLE = 0.85
# Shares of a text's signs that were repaired or could not be: none worth a word, some, many.
_DAMAGE_STEPS = (0.001, 0.01, 0.05)
# A charset is taken as certain from here on.
_CERTAIN = 0.9
# A place that could not be read weighs as much as so many that were repaired.
_LOST_WEIGHS = 10
_MEDIA = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as one of several copies of a report. `held_back`: the rules of a later batch do not publish it."""

    doc_id: str
    subject: Subject
    sketch: Sketch
    source: str
    media_type: str
    region_name: str | None
    charset_confidence: float | None
    repairs: int
    unrepaired: int
    text_chars: int
    held_back: bool = False

    @property
    def legible(self) -> int:
        """Signs that can be read."""
        return self.text_chars - self.unrepaired


def rank(copy: Copy, longest: int) -> tuple[object, ...]:
    """Sorts copies, the best first; `longest`: legible signs of the longest copy that is like this one."""
    return (
        copy.held_back,
        copy.legible < WHOLE * longest,
        _damage(copy),
        official(copy.source, copy.region_name),
        not copy.subject.known,
        _MEDIA.index(copy.media_type) if copy.media_type in _MEDIA else len(_MEDIA),
        copy.unrepaired,
        copy.repairs,
        -copy.legible,
        copy.doc_id,
    )


def _damage(copy: Copy) -> int:
    certain = copy.charset_confidence is None or copy.charset_confidence >= _CERTAIN
    share = (copy.repairs + _LOST_WEIGHS * copy.unrepaired) / max(1, copy.text_chars)
    return sum(share > step for step in _DAMAGE_STEPS) + (not certain)
