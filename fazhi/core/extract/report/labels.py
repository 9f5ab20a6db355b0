"""Labels in the lines above and below a title, as sites print them: 来源:…, [ 来源 ] …, 名　　称:…, 标题:…"""

import re
from functools import cache

from fazhi.core.extract.report.layout import Layout, Line, compact
from fazhi.core.extract.report.organs import knowledge

_BLANK = r"[^\S\n]*"
# A name ends where the next label stands, with or without a blank before it: 来源:县司法局作者:管理员.
_VALUE = (
    r"(?P<value>[一-鿿()（）、·]{2,40}?)"
    r"(?=作者|(?:责任)?编辑|(?:发布|更新)?(?:时间|日期)|浏览|点击|阅读|字[体号]|[^一-鿿()（）、·]|$)"
)
_NEXT_CELL = re.compile(r"\s(?:[一-鿿][^\S\n]{0,4}){2,6}[:：]")


def issuer_label(text: str, layout: Layout) -> str | None:
    """Who issued or sent in the text by the labels of its head, the most telling label first."""
    found = (m for line in layout.head if (m := _issuer().search(text, line.start, line.end)))
    known = knowledge().issuer_labels
    best = min(found, key=lambda match: known.index(compact(match["label"])), default=None)
    return best["value"] if best else None


def titled(text: str, line: Line) -> Line:
    """The line without the label before a title and the cells behind it (名　　称:… 文　号:…), else itself."""
    label = _title().match(text, line.start, line.end) if ":" in line.compact or "：" in line.compact else None
    if label is None or label.end() == line.end:
        return line
    following = _NEXT_CELL.search(text, label.end(), line.end)
    end = following.start() if following else line.end
    written = text[label.end() : end].rstrip()
    return Line(label.end(), label.end() + len(written), compact(written))


@cache
def _issuer() -> re.Pattern[str]:
    label = rf"(?:^|(?<=[\s|｜\[【]))(?P<label>{_spaced(knowledge().issuer_labels)})"
    return re.compile(rf"{label}(?:{_BLANK}[\]】:：]{_BLANK}[|｜]?{_BLANK}|[^\S\n]+){_VALUE}")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(
        rf"[\[【]?{_BLANK}(?:{_spaced(knowledge().title_labels)}){_BLANK}[\]】]?{_BLANK}[:：]{_BLANK}[|｜]?\s*"
    )


def _spaced(labels: tuple[str, ...]) -> str:
    """The labels as a pattern that lets blanks stand between their characters."""
    return "|".join(_BLANK.join(label) for label in labels)
