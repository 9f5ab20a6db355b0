"""Semicolons: lists of parts that go on in the sentence behind one (其中,查封600件;限产300件;移送100件)."""

from collections.abc import Sequence

from fazhi.core.extract.measurement import Listing, Measurement, Passage
from fazhi.core.extract.parts.openers import opener_pattern
from fazhi.core.extract.parts.sums import LONGEST_LIST, gives
from fazhi.core.extract.parts.totals import is_deed

# Characters from a part to its share; what rounding leaves of a share, in points.
_SHARE_REACH, _SHARE_SLACK = 12, 0.06


def left_open(passage: Passage) -> Listing | None:
    """The list of parts that is open at the end of a sentence, for what goes on behind its semicolon."""
    listed = [m for m in passage.measurements if m.whole is not None and m.role == "part"][-LONGEST_LIST:]
    wholes = [m.whole for m in listed if m.whole is not None]
    if not wholes:
        return None
    whole = next((w for w in wholes if w.end == wholes[-1].start), wholes[-1])
    beside = next((w for w in wholes if w.start == whole.end), None)
    # 其中 at the head of a sentence: its items are all that the sentence has to say.
    alone = whole.start < passage.start and opener_pattern().match(passage.text.lstrip()) is not None
    return Listing(whole, beside, [m for m in listed if m.whole is whole], [], alone)


def go_on(text: str, passage: Passage, listing: Listing) -> None:
    """Parts that go on behind a semicolon.

    They are parts where the list has a sentence of its own, where their share of the total is as stated (求助类80件,
    占26.67%), or where with them the list gives its total exactly.
    """
    whole, beside, parts, waiting, alone = listing
    opener = opener_pattern().search(passage.text)
    end = passage.start + opener.start() if opener else passage.end
    measurements = passage.measurements[:LONGEST_LIST]
    for at, measurement in enumerate(measurements):
        if measurement.start >= end or measurement.value > whole.value:
            break
        if measurement.role != "level" or measurement.unit != whole.unit or measurement.clause.depth:
            continue
        waiting.append(measurement)
        if alone or _has_share(measurements, at, whole):
            found = [waiting.pop()]
        elif gives([*parts, *waiting], whole.value) and _is_item(text, measurement, parts[0]):
            found, waiting[:] = list(waiting), []
        else:
            continue
        for part in found:
            part.role, part.whole, part.listed = "part", whole, parts[0].listed
        parts.extend(found)
        pair = measurements[at + 1] if at + 1 < len(measurements) else None
        if beside is not None and pair is not None and (pair.start, pair.unit) == (measurement.end, beside.unit):
            pair.role, pair.whole, pair.listed = "part", beside, pair


def _is_item(text: str, measurement: Measurement, first: Measurement) -> bool:
    """Whether a number may be an item of the list that `first` begins, and not the next thing that was done.

    制定5件,其中规章2件;废止文件3件 is none, 依法受理180件;不予受理20件 is.
    """
    return is_deed(text, first) or not is_deed(text, measurement)


def _has_share(measurements: Sequence[Measurement], at: int, whole: Measurement) -> bool:
    """Whether a share stands right behind the measurement that it has of the total."""
    part, share = measurements[at], measurements[at + 1] if at + 1 < len(measurements) else None
    if share is None or share.unit != "%" or share.role != "level" or share.start - part.end > _SHARE_REACH:
        return False
    return abs(share.value - 100 * part.value / whole.value) <= _SHARE_SLACK
