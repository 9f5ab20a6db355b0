"""What a section is for, from its heading and from the section that it stands in."""

import functools
import re
from typing import NamedTuple

from fazhi.core.knowledge.reading import read_table

# Of a heading that is a whole sentence.
_SENTENCE = re.compile("[，,；;]")


class Cue(NamedTuple):
    """The cues of a role; `within` are the inherited roles that its strong cues may replace.

    What `never` finds in a heading forbids the role, `never_inside` does so in a section that has a role.
    """

    role: str
    within: frozenset[str]
    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    never: re.Pattern[str] | None
    never_inside: re.Pattern[str] | None
    later: re.Pattern[str] | None
    opening: re.Pattern[str] | None
    ahead: re.Pattern[str] | None


@functools.cache
def cues() -> tuple[Cue, ...]:
    """The table of cues, read and compiled once a process."""
    data = read_table("segment/roles.yml")
    return tuple(
        Cue(
            e["role"],
            frozenset(e["within"]),
            _any(e.get("strong")),
            _any(e.get("weak")),
            _any(e.get("never")),
            _any(e.get("never_inside")),
            _any(e.get("later")),
            _any(e.get("opening")),
            _any(e.get("ahead")),
        )
        for e in data["roles"]
    )


def _any(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


def role_of(heading: str | None, inherited: str | None, *, first: bool = False, ahead: bool = False) -> str:
    """Role of a section with `heading` inside a section of role `inherited` (None: it stands in none).

    The strong cue that stands first in the heading decides among those that may replace the inherited role; `first`
    says that no section stands before this one, `ahead` that the heading names a year later than what stands before.
    """
    own = own_role(heading, inherited or "other", first=first, ahead=ahead) if heading else None
    if own is not None:
        return own
    if inherited not in (None, "other"):
        return inherited or "other"
    return _weak_role(heading) if heading else "other"


@functools.lru_cache(maxsize=10_000)
def own_role(heading: str, inherited: str = "other", *, first: bool = False, ahead: bool = False) -> str | None:
    """The role that the heading itself names, None where it names none that `inherited` lets through.

    Remembered, as reports have most of their headings in common.
    """
    inside = inherited != "other"
    places = [
        (place, cue.role)
        for cue in cues()
        if inherited in cue.within
        and (place := _place(cue, heading, _patterns(cue, first=first, ahead=ahead), inside=inside)) is not None
    ]
    return min(places)[1] if places else None


def _patterns(cue: Cue, *, first: bool, ahead: bool) -> list[re.Pattern[str]]:
    """The patterns of a role that hold in such a place."""
    found = (cue.strong, cue.opening if first else cue.later, cue.ahead if ahead else None)
    return [pattern for pattern in found if pattern is not None]


def _place(cue: Cue, heading: str, patterns: list[re.Pattern[str]], *, inside: bool) -> int | None:
    """Where the first cue of a role stands in the heading.

    Inside a section that has a role a sentence says what was done (（二）编制立法计划，制定规章2部): the cue has to
    begin it, or to end its first clause.
    """
    if cue.never is not None and cue.never.search(heading):
        return None
    if inside and cue.never_inside is not None and cue.never_inside.search(heading):
        return None
    found = [match for pattern in patterns for match in pattern.finditer(heading)]
    place = min((match.start() for match in found), default=None)
    if inside and place and (comma := _SENTENCE.search(heading)):
        return place if any(comma.start() <= match.end() <= comma.end() for match in found) else None
    return place


def _weak_role(heading: str) -> str:
    return next((c.role for c in cues() if c.weak is not None and c.weak.search(heading)), "other")
