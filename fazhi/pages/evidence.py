"""The evidence page of a report: its text with every figure marked, as normalized and as received.

Written by joining strings: a batch has one such page a report, and a template engine took most of the time of publish.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from fazhi.pages.changes import Changes
from fazhi.pages.escaping import escaped, printable
from fazhi.pages.figures import Figure
from fazhi.pages.labels import Name, both, damage, finding_kind, severity
from fazhi.pages.rendering import number
from fazhi.pages.stream import stream
from fazhi.schema.curated import Finding, Report

# The one style of all pages in the folder, as a file: a page of its own would carry 8 KB of it.
STYLE = "evidence.css"
_POLICY = "default-src 'none'; style-src 'self' file:"


def render(
    report: Report,
    source_text: str,
    changes: Changes,
    figures: Sequence[Figure],
    findings: Sequence[Finding],
    systems: "dict[str, Name]",
) -> bytes:
    """The page as UTF-8: no script, nothing to fetch but the style beside it; `#indicator_id` lands on the figure.

    In: the report's row, the changes that lead from `source_text` to `report.text`, its figures in the order of the
    text, its findings, and the names of systems by id. Nothing of the report is read as HTML.
    """
    doubted = frozenset(i for finding in findings for i in finding.indicator_ids)
    text = stream(report.text, source_text, changes, figures, doubted)
    title = escaped(report.title or report.source or report.doc_id)
    page = "".join((
        _head(), "<title>", title, " · 证据</title></head>\n<body>", _top(), "<h1>", title, "</h1>", _BACK,
        '<main id="main">\n', _about(report), _contradictions(findings, figures, report.text), _views(bool(doubted)),
        text, "</div>\n</section>\n", _table(figures, systems), "</main>\n<footer>", both("证据页", "Evidence page"),
        " · <code>", escaped(report.doc_id), "</code></footer>\n</body></html>\n",
    ))  # fmt: skip
    return printable(page)


def style(systems: "dict[str, Name]") -> str:
    """The style sheet of the pages: those of the batch's page and of the marks, and the English names of systems."""
    folder = files("fazhi.pages") / "templates"
    names = (f".s-{key}{{--s:{_quoted(name.en)}}}" for key, name in systems.items())
    return "\n".join([*((folder / name).read_text("utf8") for name in ("style.css", "evidence.css")), *names, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _head() -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="referrer" content="no-referrer"><link rel="stylesheet" href="{STYLE}">'
    )


@cache
def _top() -> str:
    return (
        '<input type="checkbox" id="english" class="hidden" aria-label="English">'
        f'<a class="skip" href="#main">{both("跳到正文", "Skip to the content")}</a>\n<header class="top">'
    )


_BACK = (
    f'<a class="switch" href="../index.html#reports">{both("返回批次", "Batch")}</a>'
    '<label class="switch" for="english"><span class="zh" lang="en">English</span>'
    '<span class="en" lang="zh-CN">中文</span></label></header>\n'
)


def _about(r: Report) -> str:
    region = f" · {escaped(r.region_name)}" if r.region_name else ""
    code = f" <code>{escaped(r.region_code)}</code>" if r.region_code else ""
    published = f" · {both('发布于', 'published')} {r.published_on}" if r.published_on else ""
    unrepaired = f" · {both('无法辨认', 'unreadable')} □ {number(r.unrepaired)}" if r.unrepaired else ""
    text = (
        f"{escaped(r.charset or '—')} · {escaped(r.script or '—')} · {number(r.text_chars)} {both('字', 'characters')}"
        f" · {both('修复', 'repairs')} {number(r.repairs)}{unrepaired} {' '.join(damage(code) for code in r.damage)}"
    )
    facts = (
        (("机关", "Issuer"), f"{escaped(r.issuer or '—')}{region}{code}"),
        (("年度", "Year"), f"{r.report_year or '—'}{published}"),
        (("来源", "Source"), f"<code>{escaped(r.source)}</code>"),
        (("文本", "Text"), text),
        (("编号", "Id"), f"<code>{escaped(r.doc_id)}</code>"),
    )
    told = "".join(f"<dt>{both(*label)}</dt><dd>{value}</dd>\n" for label, value in facts)
    return f'<section id="about"><dl>{told}</dl></section>\n'


def _contradictions(findings: Sequence[Finding], figures: Sequence[Figure], text: str) -> str:
    if not findings:
        return ""
    quotes = {f.indicator_id: escaped(text[f.start : f.end]) for f in figures}
    cards = []
    for f in findings:
        links = " · ".join(f'<a href="#{escaped(i)}">{quotes[i]}</a>' for i in f.indicator_ids if i in quotes)
        cards.append(
            f'<div class="card {escaped(f.severity)}"><p>{severity(f.severity)} <b>{finding_kind(f.kind)}</b></p>'
            f"<p>{escaped(f.message)}</p><p>{links}</p></div>\n"
        )
    title = both("数字矛盾", "Contradictions")
    return f'<section id="findings"><h2>{title} <small>{len(findings)}</small></h2>\n{"".join(cards)}</section>\n'


@cache
def _views(doubted: bool) -> str:
    """The switch between the two readings, and the key to the marks."""
    marks = [("level", "数值", "level"), ("part", "分项", "part"), ("change", "变化", "change")]
    marks += [("found", "数字矛盾", "contradiction")] if doubted else []
    key = "".join(f'<span class="mark {kind}">{both(zh, en)}</span>' for kind, zh, en in marks)
    told = both(
        "划去的是收到时的文字，绿色是替换后的文字；灰色是页面部件、排版和繁简转换。",
        "Struck out: as received. Green: what replaced it. Grey: page furniture, layout and script.",
    )
    return (
        '<section class="views" id="text"><input type="radio" name="view" id="normalized" class="hidden" checked>'
        '<input type="radio" name="view" id="received" class="hidden"><p class="tabs">'
        f'<label for="normalized">{both("规整后的文本", "Normalized text")}</label>'
        f'<label for="received">{both("收到时的文本，标出修改", "As received, changes marked")}</label></p>'
        f'<p class="soft key">{key}</p><p class="soft told">{told}</p>\n<div class="text">'
    )


def _table(figures: Sequence[Figure], systems: "dict[str, Name]") -> str:
    """The figures under the names of their systems."""
    title = f'<section id="indicators"><h2>{both("指标", "Indicators")} <small>{len(figures)}</small></h2>\n'
    if not figures:
        return f'{title}<p class="soft">{both("没有指标。", "No indicators.")}</p></section>\n'
    heads = "".join(f"<th>{both(*name)}</th>" for name in (("原文", "Quote"), ("值", "Value"),
                    ("所计量者", "Metric"), ("期间", "Period")))  # fmt: skip
    rows: dict[str, list[str]] = {key: [] for key in systems}
    for f in figures:
        rows.setdefault(f.system, []).append(f.row)
    names = {key: systems.get(key, Name(key, key)) for key, own in rows.items() if own}
    bodies = "".join(f"{_system(name)}{''.join(rows[key])}</tbody>\n" for key, name in names.items())
    return f'{title}<table class="stack figures-table"><thead><tr>{heads}</tr></thead>{bodies}</table></section>\n'


@cache
def _system(name: Name) -> str:
    """The head of the rows of a system."""
    return f'<tbody><tr><th colspan="4" scope="rowgroup">{both(*name)}</th></tr>\n'
