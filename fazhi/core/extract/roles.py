"""Roles: what a value is to its metric (level, from, to, change, rank, ordinal, target), and which way it goes.

Read from the words right before and after the number, in its clause; the verbs are data (`knowledge/meaning/change`).
Sources: the annotation guide, the usual phrasing of changes in statistical prose (由…提升至…, 同比增长…, 压缩…%).
"""

import re
from collections.abc import Sequence
from functools import cache

from fazhi.core.extract.lexicon import either, words
from fazhi.core.extract.measurement import Measurement, Passage

_OF_CHANGE = re.compile(r"的?(增长|增幅|提升|提高|上升|下降|降幅|压缩|压减|缩短|减少|精简)(?!的|率|到|至|为)")
_REACH = 36


def assign(text: str, passage: Passage) -> None:
    """Set `role`, `direction` and `pair` of every measurement of a sentence."""
    for at, measurement in enumerate(passage.measurements):
        if not measurement.leads:
            continue
        before = text[_left(passage.measurements, at, measurement) : measurement.start]
        if not _by_kind(text, measurement):
            _by_words(text, passage, at, before)
        _share(measurement)
    _targets(text, passage)


def _left(measurements: Sequence[Measurement], at: int, measurement: Measurement) -> int:
    """Where the words before a measurement begin: after the number before it, within the clause and within reach."""
    previous = measurements[at - 1].end if at else 0
    return max(previous, measurement.clause.start, measurement.start - _REACH)


def _by_kind(text: str, measurement: Measurement) -> bool:
    """Ranks and ordinals, by the kind of the quantity."""
    if measurement.quantity.kind != "ordinal" and text[measurement.start] != "第":
        return False
    measurement.role = "ordinal" if measurement.unit in words("judgement", "units", "ordinal") else "rank"
    return True


def _by_words(text: str, passage: Passage, at: int, before: str) -> None:
    """From, to and change, by the words around."""
    measurement = passage.measurements[at]
    if to := _to().search(before):
        _set_to(passage, at, to.group("verb"))
    elif direction := _change_direction(before):
        measurement.role, measurement.direction = "change", direction
    elif (of := _OF_CHANGE.match(text, measurement.end)) and measurement.unit in ("%", "百分点", "倍"):
        measurement.role, measurement.direction = "change", _direction_of(of.group(1))
    elif measurement.unit == "百分点" and measurement.direction is None:
        measurement.role, measurement.direction = _points(before)


def _points(before: str) -> tuple[str, str | None]:
    """个百分点 are always a distance: 高于全国1.7个百分点."""
    for direction, key in (("increase", "above"), ("decrease", "below")):
        if _distance(key).search(before):
            return "change", direction
    return "change", None


def _set_to(passage: Passage, at: int, verb: str) -> None:
    """The measurement is where the change arrives; look for where it started."""
    arrived = passage.measurements[at]
    started = _started(passage, at)
    direction = _direction_of(verb)
    if started is None and direction is None:
        return
    if direction is None and started is not None and started.value != arrived.value:
        direction = "increase" if arrived.value > started.value else "decrease"
    arrived.role, arrived.direction = "to", direction
    if started is None:
        return
    for member, origin in zip(arrived.group or [arrived], started.group or [started], strict=False):
        member.pair, origin.pair = origin, member
    for origin in started.group or [started]:
        origin.role, origin.direction = "from", direction
        if origin.unit in ("", "个") and arrived.unit not in ("", "个"):
            origin.unit = arrived.unit


def _started(passage: Passage, at: int) -> Measurement | None:
    """The measurement that the change starts from: 由A…至B, 原A…至B, or A…至B without a break in between."""
    if at == 0:
        return None
    arrived, candidate = passage.measurements[at], passage.measurements[at - 1]
    origin = candidate.group[0] if candidate.group else candidate
    if origin.role not in ("level", "change") or arrived.start - candidate.end > _REACH:
        return None
    text, offset = passage.text, passage.start
    words_before = text[max(origin.clause.start, origin.start - 24) - offset : origin.start - offset]
    between = text[candidate.end - offset : arrived.start - offset]
    same_unit = origin.unit == arrived.unit or "个" in (origin.unit, arrived.unit) or not origin.unit
    if not same_unit:
        return None
    marked = _from().search(words_before) is not None or _former().search(words_before) is not None
    unbroken = re.search(r"[，,。；;、]", between) is None
    adjacent = unbroken and _to_only().fullmatch(between) is not None
    marked |= unbroken and words_before.endswith(("将", "把")) and len(between) <= 3 * _NOUN + 4
    return origin if marked or adjacent else None


def _change_direction(before: str) -> str | None:
    """The direction of a change whose verb stands before the number, None where there is none."""
    if found := _change().search(before):
        return _direction_of(found.group("verb"))
    if found := _noun_change().search(before):
        return "increase" if found.group("noun") in words("meaning", "change", "nouns_increase") else "decrease"
    if (found := _object_change().search(before)) and _rate_end().search(before) is None:
        increase = words("meaning", "change", "with_object_increase")
        return "increase" if found.group("verb") in increase else "decrease"
    return None


def _direction_of(verb: str) -> str | None:
    if verb in words("meaning", "change", "increase"):
        return "increase"
    return "decrease" if verb in words("meaning", "change", "decrease") else None


def _share(leader: Measurement) -> None:
    """Members of a group have the role and direction of its first."""
    for member in leader.group[1:]:
        member.role, member.direction = leader.role, leader.direction


def _targets(text: str, passage: Passage) -> None:
    """Plans and limits: 力争…, 拟…, a number of a plan section, 半天内办结."""
    planned = _plan().search(passage.text)
    begins = passage.start + planned.start() if planned else None
    for measurement in passage.measurements:
        if measurement.role in ("rank", "ordinal") or measurement.pair is not None:
            continue
        future = passage.section_role == "plan" or (begins is not None and begins <= measurement.start)
        if future or (measurement.role == "level" and _is_limit(text, measurement)):
            measurement.role = "target"


def _is_limit(text: str, measurement: Measurement) -> bool:
    """Whether the number bounds the time for handling something: 3个工作日内办结, 不超过5天."""
    if measurement.quantity.kind != "measure" and measurement.unit not in (
        "工作日",
        "天",
        "小时",
        "日",
        "个月",
        "分钟",
    ):
        return False
    if measurement.unit in ("元", "年"):
        return False
    quote, after = text[measurement.start : measurement.end], text[measurement.end : measurement.end + 2]
    limits = words("meaning", "target", "limit_after")
    before = text[max(measurement.clause.start, measurement.start - 6) : measurement.start]
    return (
        quote.endswith(limits)
        or after.startswith(limits)
        or (before + quote).startswith(words("meaning", "target", "limit_before"), len(before))
        or before.endswith(words("meaning", "target", "limit_before"))
    )


# A noun that may stand between a value and where it goes (188个园区整合为120个).
_NOUN = 4


def _verbs(*keys: str) -> str:
    return either(words("meaning", "change", *keys))


@cache
def _from() -> re.Pattern[str]:
    year = r"\d{4}年(?:底|末|初)?的?"
    return re.compile(rf"(?:由|从|自)(?:[^，。；,;、]{{0,12}}?的)?(?:{_verbs('origin')}|{year}){{0,3}}$")


@cache
def _former() -> re.Pattern[str]:
    return re.compile(rf"(?:{_verbs('former')}|(?<![草高平中太五还复])原(?![则因理料油生]))[^，。；,;]{{0,8}}$")


@cache
def _arrived() -> str:
    return rf"了?(?:到|至|为|成|成为){_verbs('arrival')}{{0,3}}$"


@cache
def _to() -> re.Pattern[str]:
    return re.compile(rf"(?P<verb>{_verbs('increase', 'decrease', 'either')})" + _arrived())


@cache
def _to_only() -> re.Pattern[str]:
    verb = _verbs("increase", "decrease", "either")
    return re.compile(rf"\s*[一-龥]{{0,{_NOUN}}}?{_verbs('between')}{{0,3}}{verb}{{1,2}}" + _arrived())


@cache
def _distance(key: str) -> re.Pattern[str]:
    return re.compile(_verbs(key) + "[^，。；,;]{0,8}$")


@cache
def _change() -> re.Pattern[str]:
    several = either(w for w in words("meaning", "change", "increase", "decrease") if len(w) > 1)
    single = "".join(w for w in words("meaning", "change", "increase", "decrease") if len(w) == 1)
    return re.compile(rf"(?P<verb>{several}|(?<![一-龥])[{single}]){_verbs('fill')}{{0,3}}$")


@cache
def _noun_change() -> re.Pattern[str]:
    nouns = either(words("meaning", "change", "nouns_increase", "nouns_decrease"))
    return re.compile(rf"(?P<noun>{nouns}){_verbs('fill')}{{0,3}}$")


@cache
def _object_change() -> re.Pattern[str]:
    verbs = either(words("meaning", "change", "with_object_increase", "with_object_decrease"))
    return re.compile(rf"(?P<verb>{verbs})[^，。；,;、到至]{{1,14}}$")


@cache
def _rate_end() -> re.Pattern[str]:
    return re.compile(
        either(words("meaning", "change", "rates")) + r"(?:为|达|达到|均|已|超过|约|近|分别|高达|是){0,3}$"
    )


@cache
def _plan() -> re.Pattern[str]:
    begun = r"(?<![作为事动])计划(?:新|建|开展|完成|投资|实施|组织|在)"
    return re.compile(rf"{either(words('meaning', 'target', 'plan'))}|{begun}")
