"""Semicolons: lists of parts that go on in the sentence behind one (其中,查封600件;限产300件;移送100件)."""

from collections.abc import Sequence

from fazhi.core.extract.measurement import Listing, Measurement, Passage
from fazhi.core.extract.parts.openers import opener_pattern
from fazhi.core.extract.parts.sums import LONGEST_LIST, gives
from fazhi.core.extract.parts.totals import begins_with_verb

# Characters from a part to its share; what rounding leaves of a share, in points.
_SHARE_REACH, _SHARE_SLACK = 8, 0.06


def left_open(passage: Passage) -> Listing | None:
    """The list of parts that is open at the end of a sentence, for what goes on behind its semicolon."""
    listed = [m for m in passage.measurements if m.whole is not None and m.role == "part"][-LONGEST_LIST:]
    whole = listed[-1].whole if listed else None
    if whole is None:
        return None
    # 其中 at the head of a sentence: its items are all that the sentence has to say.
    alone = whole.start < passage.start and opener_pattern().match(passage.text.lstrip()) is not None
    return Listing(whole, [m for m in listed if m.whole is whole], [], alone)


def go_on(text: str, passage: Passage, listing: Listing) -> None:
    """Parts that go on behind a semicolon.

    They are parts where the list has a sentence of its own, where their share of the total is as stated (求助类80件,
    占26.67%), or where with them the list gives its total exactly.
    """
    whole, parts, waiting, alone = listing
    opener = opener_pattern().search(passage.text)
    end = passage.start + opener.start() if opener else passage.end
    for at, measurement in enumerate(passage.measurements[:LONGEST_LIST]):
        if measurement.start >= end or measurement.value > whole.value:
            break
        if measurement.role != "level" or measurement.unit != whole.unit or measurement.clause.depth:
            continue
        if not alone and begins_with_verb(text, measurement) != begins_with_verb(text, parts[0]):
            continue  # 制定5件,其中规章2件;废止3件: no item of the list, but the next thing that was done
        waiting.append(measurement)
        if alone or _has_share(passage.measurements, at, whole):
            found = [waiting.pop()]
        elif gives([*parts, *waiting], whole.value):
            found, waiting[:] = list(waiting), []
        else:
            continue
        for part in found:
            part.role, part.whole, part.listed = "part", whole, parts[0].listed
        parts.extend(found)


def _has_share(measurements: Sequence[Measurement], at: int, whole: Measurement) -> bool:
    """Whether a share stands right behind the measurement that it has of the total."""
    part, share = measurements[at], measurements[at + 1] if at + 1 < len(measurements) else None
    if share is None or share.unit != "%" or share.role != "level" or share.start - part.end > _SHARE_REACH:
        return False
    return abs(share.value - 100 * part.value / whole.value) <= _SHARE_SLACK
