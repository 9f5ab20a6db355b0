"""What was done to a document, for a person: summary by kind, then every change with its line, from, to and why."""

from bisect import bisect_right
from collections import Counter

from fazhi.core.normalize.compose import COSMETIC, UNREPAIRED
from fazhi.core.normalize.edits import Edit
from fazhi.core.normalize.kinds import kind as named
from fazhi.core.normalize.normalized import Normalized

_CONTEXT = 6  # characters shown on both sides
_LONGEST = 60
_SHOWN = 400  # changes of one kind that are listed
_SHOWN_COSMETIC = 30
_MANY = ("script", "layout")
_SCRIPTS = {"hans": "简体", "hant": "繁体", "mixed": "简繁混杂"}


def explain(normalized: Normalized) -> str:
    """A text in Chinese: how the document was read, how often which kind of change was made, and each change."""
    counts = Counter(e.kind for e in normalized.edits)
    lines = [*_about(normalized), "", "改动小计:"]
    lines += [f"  {named(kind).title}({kind}):{count} 处" for kind, count in counts.most_common()] or ["  没有改动"]
    starts = _line_starts(normalized.source_text)
    for kind in sorted(counts, key=lambda k: (k in COSMETIC, k != UNREPAIRED, -counts[k])):
        shown = _SHOWN_COSMETIC if kind in _MANY else _SHOWN
        lines += ["", f"{named(kind).title}:{named(kind).why}"]
        edits = [e for e in normalized.edits if e.kind == kind]
        lines += [_change(e, normalized.source_text, starts) for e in edits[:shown]]
        if len(edits) > shown:
            lines.append(f"  ……另有 {len(edits) - shown} 处")
    return "\n".join(lines)


def _about(n: Normalized) -> list[str]:
    page = [("标题", n.page_title), ("发布日期", n.page_date), ("来源", n.page_source)]
    return [
        f"字符集:{n.charset}(可信度 {n.charset_confidence:.2f}),文字:{_SCRIPTS[n.script]}",
        f"原文 {len(n.source_text)} 字,整理后 {len(n.text)} 字,修复 {len(n.repairs)} 处,无法还原 {n.unrepaired} 处",
        "损坏:" + ("、".join(named(d).title for d in n.damage) or "无"),
        *(f"页面{label}:{value}" for label, value in page if value),
    ]


def _line_starts(text: str) -> list[int]:
    starts = [0]
    while (at := text.find("\n", starts[-1])) >= 0:
        starts.append(at + 1)
    return starts


def _change(edit: Edit, source: str, starts: list[int]) -> str:
    line = bisect_right(starts, edit.start)
    column = edit.start - starts[line - 1] + 1
    before = source[max(0, edit.start - _CONTEXT) : edit.start]
    after = source[edit.end : edit.end + _CONTEXT]
    new = f"改为「{_shown(edit.text)}」" if edit.text else "删去"
    return (
        f"  第 {line} 行第 {column} 字:{_shown(before)}【{_shown(source[edit.start : edit.end])}】{_shown(after)} {new}"
    )


def _shown(text: str) -> str:
    """`text` on one line, what cannot be seen written out, the middle of a long one left out."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
    return "".join(_visible(c) for c in text)


def _visible(character: str) -> str:
    if character == "\n":
        return "⏎"
    return character if character.isprintable() or character == "\u3000" else f"<U+{ord(character):04X}>"
