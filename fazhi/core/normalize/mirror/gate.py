"""Is this page mirror damage at all? Cheap tests first: clean text leaves after one pass of a substring search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .cells import symbol
from .characters import SYLLABLE, TONED, table
from .hypotheses import Costs
from .model import load
from .variety import private_use_shown

# Where a run out of step may begin: a lost byte before a mark, or a reading without its opening bracket.
START = re.compile(rf"\?(?=[，,。！!；;：:、？?]|{SYLLABLE}[)）])")
ANNOTATED = re.compile(rf"([\u4e00-\u9fff])[(（]({SYLLABLE})[)）]")
_QUICK = re.compile(r"\?[，,。！!；;：:、？?a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_WINDOW, _RUN = 300, 25
# No page was hit more often than once in so many characters: what looks so is not prose.
_SPARSE, _FEW = 12, 10
# Log-probability of a character alone: of one that the model never met, and the least that counts as everyday.
_UNHEARD, _EVERYDAY = -13.0, -8.5
# A page full of these is no text: whatever was decoded wrongly is not for this repair.
_UNREADABLE = ("\ufffd", "\x00", "\x01", "\x02", "\x1b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page shows: whether readings were inserted, where runs may begin, how to weigh a beginning."""

    annotated: bool
    starts: list[int]
    costs: Costs


def judge(text: str) -> Verdict | None:
    """None where nothing speaks for damage."""
    toned = TONED.search(text) is not None
    if not toned and ("?" not in text or _QUICK.search(text) is None):
        return None
    if sum(map(text.count, _UNREADABLE)) * 200 > len(text):
        return None
    annotated = toned and _annotated(text)
    starts = _starts(text)
    if not annotated and not starts:
        return None
    return Verdict(annotated, starts, _costs(text, annotated))


def _starts(text: str) -> list[int]:
    """Where runs out of step may begin: on a page that is hit as pages are, among traditional characters."""
    starts = [found.start() for found in START.finditer(text)]
    if (len(starts) - _FEW) * _SPARSE > len(text):
        return []
    in_step = _in_step(text, starts)
    return [at for at in starts if _traditional_around(text, in_step, at)]


def _annotated(text: str) -> bool:
    """Readings stand behind converted characters in common use, agree with them, always the same one, hardly elsewhere.

    A reader's aid looks different: it explains rare characters, or one character's several readings, or all of them.
    """
    known = table()
    agree: dict[str, set[str]] = {}
    count = others = 0
    for character, syllable in ANNOTATED.findall(text):
        if character in known.converted and known.reads(character, syllable):
            agree.setdefault(character, set()).add(syllable)
            count += 1
        elif syllable in known.by_reading:
            others += 1
    if count < (2 if len(agree) > 1 else 3) or others * 100 > (count + others) * 15:
        return False
    if sum(len(syllables) > 1 for syllables in agree.values()) * 10 > len(agree):
        return False
    if count == len(agree) and _rare(agree):
        return False
    return count >= 0.7 * sum(map(text.count, agree))


def _rare(characters: Iterable[str]) -> bool:
    """Whether these are no characters of everyday official prose, on the whole."""
    model = load()
    numbers = [symbol(character, model) for character in characters]
    return sum(model.unigram[n] if n > 0 else _UNHEARD for n in numbers) < _EVERYDAY * len(numbers)


def _in_step(text: str, starts: list[int]) -> str:
    """`text` with blanks where it may be out of step and show any character: right behind each of `starts`."""
    pieces: list[str] = []
    at = 0
    for start in starts:
        end = min(start + _RUN, len(text))
        pieces += text[at:start], " " * (end - max(at, start))
        at = end
    return "".join((*pieces, text[at:]))


def _traditional_around(text: str, in_step: str, at: int) -> bool:
    """Whether the neighbourhood is written in traditional characters: the pages were converted before the damage.

    Simplified characters count where the text is `in_step` alone.
    """
    known = table()
    first, last = max(0, at - _WINDOW), at + _WINDOW
    traditional = sum(map(known.traditional.__contains__, text[first:last]))
    return traditional >= 2 and traditional > 2 * sum(map(known.simplified_only.__contains__, in_step[first:last]))


def _half_width(text: str) -> bool:
    """Whether a crawler narrowed the page: its commas say so, where it has none the rarer marks."""
    narrow, wide = text.count(","), text.count("，")
    if narrow == wide:
        narrow, wide = (sum(map(text.count, marks)) for marks in (";:", "；："))
    return narrow > wide


def _costs(text: str, annotated: bool) -> Costs:
    half = _half_width(text)
    costs = Costs(start=2.0 if annotated else 8.0, narrowed=1.0 if half else 8.0, half_width=half)
    if private_use_shown(text):
        return replace(costs, dropped=None, question="undefined")
    return costs
