"""Semicolons: lists of parts that go on in the sentence behind one (其中,查封600件;限产300件;移送100件)."""

from collections.abc import Sequence

from fazhi.core.extract.measurement import Listing, Measurement, Passage
from fazhi.core.extract.parts.openers import opener_pattern
from fazhi.core.extract.parts.pairs import MONEY, stands_beside
from fazhi.core.extract.parts.said import is_act, is_deed, is_outcome, is_rest, said_before
from fazhi.core.extract.parts.sums import LONGEST_LIST, added, gives

# Characters from a part to its share; what rounding leaves of a share, in points.
_SHARE_REACH, _SHARE_SLACK = 12, 0.06
# Characters at the end of what is counted that say which kind of thing it is (食品案件, 药品案件).
_KIND = 2


def left_open(passage: Passage) -> Listing | None:
    """The list of parts that is open at the end of a sentence, for what goes on behind its semicolon."""
    found = [m for m in passage.measurements if m.whole is not None and m.role == "part"][-LONGEST_LIST:]
    # What an aside divides is over with it: 受理180件（含上年结转10件）;不予受理20件.
    listed = [m for m in found if not m.clause.depth] or found
    wholes = [m.whole for m in listed if m.whole is not None]
    if not wholes:
        return None
    last = wholes[-1]
    pairs = last.unit == MONEY and last.start < listed[0].start
    paired = [w for w in wholes if w.end == last.start or (pairs and w.unit != MONEY)]
    whole, beside = (paired[-1], last) if paired else (last, None)
    # 其中 at the head of a sentence: its items are all that the sentence has to say.
    alone = whole.start < passage.start and opener_pattern().match(passage.text.lstrip()) is not None
    return Listing(whole, beside, [m for m in listed if m.whole is whole], [], alone)


def go_on(text: str, passage: Passage, listing: Listing) -> None:
    """Parts that go on behind a semicolon.

    They are parts where the list has a sentence of its own, where their share of the total is as stated (求助类80件,
    占26.67%), where they are named as the parts before them, or where with them the list gives its total exactly.
    """
    whole, beside, parts, waiting, alone = listing
    opener = next((m for m in opener_pattern().finditer(passage.text) if not m.group("among")), None)
    end = passage.start + opener.start() if opener else passage.end
    measurements = passage.measurements[:LONGEST_LIST]
    for at, measurement in enumerate(measurements):
        if measurement.start >= end:
            break
        if measurement.role != "level" or measurement.unit != whole.unit or measurement.clause.depth:
            continue
        if measurement.value > whole.value:
            break
        waiting.append(measurement)
        given = gives(parts, whole.value) and len(parts) > 1
        alone = alone and not given and not is_act(text, measurement, whole, parts[0])
        if alone or _has_share(measurements, at, whole) or (len(waiting) == 1 and _is_like(text, measurement, listing)):
            found = [waiting.pop()]
        elif gives([*parts, *waiting], whole.value) and _is_item(text, measurement, parts[0]):
            found, waiting[:] = list(waiting), []
        else:
            continue
        for part in found:
            part.role, part.whole, part.listed = "part", whole, part if given else parts[0].listed
        parts.extend(found)
        pair = measurements[at + 1] if at + 1 < len(measurements) else None
        if beside is not None and pair is not None and stands_beside(text, measurement, pair, beside):
            pair.role, pair.whole, pair.listed = "part", beside, pair


def _is_like(text: str, measurement: Measurement, listing: Listing) -> bool:
    """Whether a number is named as the first of the list is, which has not given its total yet.

    Decisions are (其中维持60件;撤销20件), also where with them the list is more than its total, and kinds of one thing
    (其中咨询类100件;投诉类80件).
    """
    first, total = listing.parts[0], added(listing.parts)
    if total >= listing.whole.value:
        return False
    if is_outcome(text, first) and (is_outcome(text, measurement) or is_rest(text, measurement)):
        return True
    one, other = said_before(text, first), said_before(text, measurement)
    kind = one[-_KIND:] if len(one) > _KIND else ""
    alike = bool(kind) and len(other) > _KIND and other.endswith(("类", kind) if kind.endswith("类") else kind)
    return alike and not is_deed(text, measurement) and total + measurement.value <= listing.whole.value


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
