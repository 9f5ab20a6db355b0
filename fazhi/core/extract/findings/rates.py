"""Rates beside both counts that they come from (受理120件,办结114件,办结率90%), and shares that leave nothing out.

Only where nothing else can be meant: the two counts stand right before the rate, the first is of what was taken on, the
second of what the rate names, and the sentence tells of no cases of other years or still open. 100 % is said of what
was due, and is no contradiction.
"""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.findings.contradiction import Contradiction, name, plain, say, tolerances, written_as
from fazhi.core.extract.lexicon import table
from fazhi.core.extract.measurement import Measurement, Passage

_ALL = 100.0
# What a rate is of and how it is joined to its number, which say no more than its name.
_NOUN, _JOINT = "(?:案件|问题|事项|诉求|纠纷|隐患|信访件|工单|产品|食品|总|(?:行政机关)?负责人)?", "(?:达到?|为|是)?"
# Cases of other years, cases still open, and counts that are not of all.
_OTHERWISE = re.compile("结转|旧存|存[量案]|上年|去年|往年|历年|在办|未到期|到期|正在|尚未|其中|分别|同比|平均|累计")
_BETWEEN = re.compile(r"[^，,；;。：:、]{0,6}[，,、]\s*")
# A count of what was due: the rate of it is none of something else.
_DUE = "应出庭"
# A share by its thing alone, and the rest.
_SHARE_OF = re.compile(r"[，,、；;：:]?\s*(?:其中[，,：:]?)?([一-龥“”]{1,12}?)(?:案件|投诉)?占(?:比)?(?:约|达|为)?")
_REST = ("其他", "其它", "其余")
# Numbers of a rate and both its counts; shares of a list that leaves nothing out.
_FEWEST = 3


def check(passages: Sequence[Passage]) -> list[Contradiction]:
    """Rates that the two counts before them do not give; lists of shares with the rest that do not give 100 %."""
    found: list[Contradiction] = []
    for passage in passages:
        if len(passage.measurements) < _FEWEST or not any(m.unit == "%" for m in passage.measurements):
            continue
        found += _rates(passage)
        found += _lists(passage) if "其" in passage.text else []
    return found


def _rates(passage: Passage) -> list[Contradiction]:
    """Contradictions between the rates of a sentence and the counts right before them."""
    found: list[Contradiction] = []
    measurements = passage.measurements
    for at in range(2, len(measurements)):
        whole, part, rate = measurements[at - 2 : at + 1]
        if not _rate_of(passage, whole, part, rate):
            continue
        expected = _ALL * part.value / whole.value
        if _denied(passage, part, rate):
            expected = _ALL - expected
        if not written_as(expected, rate):
            message = (
                f"{name(whole)}{say(whole.value, whole.unit)}、{name(part)}{say(part.value, part.unit)},"
                f"比率应为{plain(round(expected, 2))}%,文中写为{plain(rate.value)}%。"
            )
            found.append(Contradiction("share_mismatch", "warning", expected, rate.value, (rate, part, whole), message))
    return found


def _rate_of(passage: Passage, whole: Measurement, part: Measurement, rate: Measurement) -> bool:
    """Whether a rate can only be that of the two counts before it."""
    if rate.unit != "%" or rate.role != "level" or rate.qualifier != "exact":
        return False
    if rate.value >= _ALL and _DUE not in _words(passage, whole):
        return False
    counts = (whole, part)
    if whole.unit != part.unit or whole.unit == "%" or not 0 < part.value <= whole.value:
        return False
    if any(m.role not in ("level", "part") or m.qualifier != "exact" or m.group for m in counts):
        return False
    if _OTHERWISE.search(passage.text) or whole.clause is part.clause or part.clause is rate.clause:
        return False
    if not _BETWEEN.fullmatch(_text(passage, part.end, rate.clause.start)):
        return False
    if not _BETWEEN.fullmatch(_text(passage, whole.end, part.clause.start)):
        return False
    own = _words(passage, rate)
    return any(
        named.fullmatch(own) and of.search(_words(passage, part)) and all_of.search(_words(passage, whole))
        for named, of, all_of in _by_name()
    )


@cache
def _by_name() -> list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    """Each rate with the words before the count that it is of, and before the count of all."""
    rates = table("meaning", "findings")["rates_of"]
    return [
        (re.compile(f"{_NOUN}(?:{rate}){_JOINT}"), re.compile(part), re.compile(whole)) for rate, part, whole in rates
    ]


def _denied(passage: Passage, part: Measurement, rate: Measurement) -> bool:
    """Whether the count is of what the rate leaves out: 不合格10批次,合格率98%."""
    return "不合格" in _words(passage, part) and "不合格" not in _words(passage, rate)


def _words(passage: Passage, measurement: Measurement) -> str:
    """The words before a number in its clause."""
    return _text(passage, measurement.clause.start, measurement.start).strip()


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]


def _lists(passage: Passage) -> list[Contradiction]:
    """The list of shares of a sentence that ends with the rest, where it does not give 100 %."""
    run: list[Measurement] = []
    measurements = passage.measurements
    for at, share in enumerate(measurements):
        start = measurements[at - 1].end if at else max(passage.start, share.clause.start)
        said = _SHARE_OF.fullmatch(_text(passage, start if run else share.clause.start, share.start))
        if said is None or share.unit != "%" or share.role != "level" or share.qualifier != "exact":
            run = []
            continue
        run.append(share)
        if not said[1].startswith(_REST):
            continue
        total = sum(m.value for m in run)
        if len(run) >= _FEWEST and abs(total - _ALL) > tolerances(run) + 0.05:
            message = f"各项占比之和为{plain(round(total, 2))}%,不等于100%。"
            return [Contradiction("share_mismatch", "warning", _ALL, total, (share, *run[:-1]), message)]
        run = []
    return []
