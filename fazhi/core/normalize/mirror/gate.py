"""Is this page mirror damage at all? Cheap tests first: clean text leaves after one pass of a substring search."""

import re
from dataclasses import dataclass, replace

from .characters import SYLLABLE, TONED, table
from .hypotheses import Costs
from .variety import private_use_shown

# Where a run out of step may begin: a lost byte before a mark, or a reading without its opening bracket.
START = re.compile(rf"\?(?=[，,。！!；;：:、？?]|{SYLLABLE}[)）])")
ANNOTATED = re.compile(rf"([\u4e00-\u9fff])[(（]({SYLLABLE})[)）]")
_QUICK = re.compile(r"\?[，,。！!；;：:、？?a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_WINDOW = 300


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
    annotated = toned and _annotated(text)
    starts = [found.start() for found in START.finditer(text)]
    starts = [at for at in starts if _traditional_around(text, at)]
    if len(starts) * 12 > len(text):
        starts = []
    if not annotated and not starts:
        return None
    return Verdict(annotated, starts, _costs(text, annotated))


def _annotated(text: str) -> bool:
    """Readings stand behind traditional characters, agree with them, always the same one, and hardly elsewhere."""
    known = table()
    agree: dict[str, set[str]] = {}
    count = others = 0
    for character, syllable in ANNOTATED.findall(text):
        if character in known.traditional and known.reads(character, syllable):
            agree.setdefault(character, set()).add(syllable)
            count += 1
        elif syllable in known.by_reading:
            others += 1
    if count < 2 or len(agree) < 2 or others * 100 > (count + others) * 15:
        return False
    if sum(len(syllables) > 1 for syllables in agree.values()) * 10 > len(agree):
        return False
    return count >= 0.7 * sum(text.count(character) for character in agree)


def _traditional_around(text: str, at: int) -> bool:
    """Whether the neighbourhood is written in traditional characters: the pages were converted before the damage."""
    known = table()
    near = text[max(0, at - _WINDOW) : at + _WINDOW]
    traditional = sum(c in known.traditional for c in near)
    return traditional >= 2 and traditional > 2 * sum(c in known.simplified_only for c in near)


def _costs(text: str, annotated: bool) -> Costs:
    half = text.count(",") > text.count("，")
    costs = Costs(start=2.0 if annotated else 8.0, narrowed=1.0 if half else 8.0, half_width=half)
    if private_use_shown(text):
        return replace(costs, dropped=None, question="undefined")
    return costs
