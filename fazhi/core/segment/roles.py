"""What a section is for, from its heading and from the section that it stands in."""

import functools
import re
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """The cues of a role; `within` are the inherited roles that its strong cues may replace."""

    role: str
    within: frozenset[str]
    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    never: re.Pattern[str] | None


@functools.cache
def cues() -> tuple[Cue, ...]:
    """The table of cues, read and compiled once a process."""
    import yaml

    data = yaml.safe_load(files("fazhi.core.knowledge.segment").joinpath("roles.yml").read_text("utf-8"))
    return tuple(
        Cue(e["role"], frozenset(e["within"]), _any(e.get("strong")), _any(e.get("weak")), _any(e.get("never")))
        for e in data["roles"]
    )


def _any(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


def role_of(heading: str | None, inherited: str | None) -> str:
    """Role of a section with `heading` inside a section of role `inherited` (None: it stands in none).

    The strong cue that stands first in the heading decides among those that may replace the inherited role.
    """
    own = own_role(heading, inherited or "other") if heading else None
    if own is not None:
        return own
    if inherited not in (None, "other"):
        return inherited or "other"
    return _weak_role(heading) if heading else "other"


def own_role(heading: str, inherited: str = "other") -> str | None:
    """The role that the heading itself names, None where it names none that `inherited` lets through."""
    first: tuple[int, str] | None = None
    for cue in cues():
        if inherited not in cue.within or cue.strong is None or (cue.never is not None and cue.never.search(heading)):
            continue
        match = cue.strong.search(heading)
        if match is not None and (first is None or match.start() < first[0]):
            first = (match.start(), cue.role)
    return first[1] if first else None


def _weak_role(heading: str) -> str:
    return next((c.role for c in cues() if c.weak is not None and c.weak.search(heading)), "other")
