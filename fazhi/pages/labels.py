"""What the pages call things, in both languages, as HTML: both stand in the page and the style shows one."""

from functools import cache
from typing import NamedTuple

from fazhi.core.normalize.kinds import kind
from fazhi.pages.escaping import escaped


class Name(NamedTuple):
    """What something is called."""

    zh: str
    en: str


ROLES = {
    "level": Name("数值", "level"), "part": Name("分项", "part"), "from": Name("起点", "from"),
    "to": Name("终点", "to"), "change": Name("变化", "change"), "rank": Name("位次", "rank"),
    "ordinal": Name("序数", "ordinal"),     "target": Name("目标", "target"),
}  # fmt: skip
FINDING_KINDS = {
    "sum_of_parts": Name("分项之和不符", "sum of parts"), "share_mismatch": Name("占比不符", "share mismatch"),
    "impossible_share": Name("占比越界", "impossible share"),
    "change_mismatch": Name("变化幅度不符", "change mismatch"),
    "conflicting_values": Name("前后数值不一", "conflicting values"),
}  # fmt: skip
SEVERITIES = {"critical": Name("严重", "critical"), "warning": Name("警告", "warning"), "info": Name("提示", "info")}


@cache
def both(zh: str, en: str) -> str:
    """A label of the page's own, in both languages."""
    return f'<span class="zh">{escaped(zh)}</span><span class="en" lang="en">{escaped(en)}</span>'


@cache
def role(code: str) -> str:
    """A role in words; one that is not listed as it is."""
    return both(*ROLES.get(code, Name(code, code)))


@cache
def finding_kind(code: str) -> str:
    """A kind of finding in words."""
    return both(*FINDING_KINDS.get(code, Name(code, code.replace("_", " "))))


@cache
def severity(code: str) -> str:
    """A severity as a tag."""
    known = code if code in SEVERITIES else ""
    return f'<span class="tag {known}">{both(*SEVERITIES.get(code, Name(code, code)))}</span>'


@cache
def damage(code: str) -> str:
    """A kind of damage as a tag that says why."""
    named = kind(code)
    why = escaped(named.why or code)
    return f'<span class="tag" title="{why}">{both(named.title, named.en)}</span>'


@cache
def change(code: str) -> str:
    """A kind of change in words, for the title of a place."""
    named = kind(code)
    return escaped(f"{named.title} · {named.en}")
