"""Pairs of texts whose answer is known: copies of one report as mirrors, formats and damage make them, and reports that
look alike and are two.

The texts are the benchmark's: real reports, and reports resampled from real sentences, which share many of them.
"""

import random
import re
from collections.abc import Callable, Iterator

from bench.composing import MATERIAL, Composed, compose

_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+|[^。！？\n]+$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)20[012]\d(?=年)")
_HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
_MENU = """首页
机构职能
政务公开
您当前的位置:首页 > 信息公开 > 法治政府建设
发布时间:2024-02-0{day} 10:3{day} 浏览次数:{count} 字体:[大 中 小]
"""
_FOOT = """
打印本页 关闭窗口
主办单位:某某市人民政府办公室 备案号:ICP备0500{count}号
上一篇:关于{count}号建议的答复
"""
_MARKS = {",": "，", "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "“": '"', "”": '"', "\n": "\n\n　　"}


def texts(composed: int) -> list[str]:
    """The real reports, then so many resampled ones."""
    real = [path.read_text("utf8") for path in sorted((MATERIAL / "texts").glob("*.txt"))]
    return real + [as_text(compose(random.Random(f"pairs/{number}"))) for number in range(composed)]


def as_text(report: Composed) -> str:
    """A composed report as one text."""
    table = [f"{label} {value}" for label, value in report.table]
    return "\n".join([report.title, *(p.text for p in report.paragraphs), *table, report.issuer, report.date])


def framed(text: str, rng: random.Random) -> str:
    """A mirror's page around it: menu, date line, foot."""
    day, count = rng.randint(1, 9), rng.randint(100, 9999)
    return _MENU.format(day=day, count=count) + text + _FOOT.format(count=count)


def printed(text: str, rng: random.Random) -> str:
    """As a PDF gives it: lines cut at 38 signs, page numbers between, blanks around figures."""
    lines = [line[at : at + 38] for line in text.split("\n") for at in range(0, max(len(line), 1), 38)]
    for page in range(len(lines) // 30, 0, -1):
        lines.insert(page * 30, f"— {page} —")
    return "\n".join(lines)


def respelled(text: str, rng: random.Random) -> str:
    """Other marks and blanks, as mirrors convert them."""
    return text.translate(str.maketrans(_MARKS))


def damaged(share: float) -> Callable[[str, random.Random], str]:
    """So many of the signs that are no digits are others."""

    def damage(text: str, rng: random.Random) -> str:
        return "".join(rng.choice(_HAN) if not c.isdigit() and c != "\n" and rng.random() < share else c for c in text)

    return damage


def cut(share: float) -> Callable[[str, random.Random], str]:
    """Only the beginning arrived."""
    return lambda text, rng: text[: int(len(text) * share)]


def shortened(text: str, rng: random.Random) -> str:
    """Another editor left three sentences out and changed the date line."""
    parts = _SENTENCE.findall(text)
    gone = set(rng.sample(range(len(parts)), min(3, len(parts) // 10)))
    return "".join(part for n, part in enumerate(parts) if n not in gone)


def mirrored(text: str, rng: random.Random) -> str:
    """Frame, spelling, and five signs in a hundred."""
    return framed(respelled(damaged(0.05)(text, rng), rng), rng)


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "framed": framed, "printed": printed, "respelled": respelled, "damaged 2 %": damaged(0.02),
    "damaged 5 %": damaged(0.05), "damaged 10 %": damaged(0.10), "cut to 90 %": cut(0.9), "cut to 60 %": cut(0.6),
    "shortened": shortened, "mirrored": mirrored,
}  # fmt: skip


def next_year(share: float) -> Callable[[str, random.Random], str]:
    """The next report of the same organ: so many sentences as they were, nine figures in ten others."""

    def write(text: str, rng: random.Random) -> str:
        parts = [p if rng.random() < share else _reworded(p, rng) for p in _SENTENCE.findall(text)]
        later = _YEAR.sub(lambda m: str(int(m[0]) + 1), "".join(parts))
        return _refigured(later, rng, 0.9)

    return write


def other_figures(text: str, rng: random.Random) -> str:
    """The report on another half of the year, or of a neighbour with the same template: every figure is another."""
    return _refigured(text, rng, 0.95)


def summary(text: str, rng: random.Random) -> str:
    """One sentence in three, as they stand in the full text."""
    return "".join(part for n, part in enumerate(_SENTENCE.findall(text)) if n % 3 == 0)


LIKENESSES: dict[str, Callable[[str, random.Random], str]] = {
    "next year, 80 % copied": next_year(0.8), "next year, 95 % copied": next_year(0.95),
    "other figures": other_figures, "summary": summary,
}  # fmt: skip


def made(originals: list[str], kinds: dict[str, Callable[[str, random.Random], str]]) -> Iterator[tuple[str, str, str]]:
    """Kind, original, and what the kind makes of it."""
    for number, text in enumerate(originals):
        for kind, change in kinds.items():
            yield kind, text, change(text, random.Random(f"{kind}/{number}"))


def _reworded(sentence: str, rng: random.Random) -> str:
    signs = [c for c in sentence if c not in "。！？\n"]
    rng.shuffle(signs)
    return "".join(signs) + sentence[len(signs) :]


def _refigured(text: str, rng: random.Random, share: float) -> str:
    def other(found: re.Match[str]) -> str:
        figure = found[0]
        if re.fullmatch(r"20[012]\d", figure) or rng.random() >= share:
            return figure
        return "".join(c if c == "." else str(rng.randint(1, 9)) for c in figure)

    return _NUMBER.sub(other, text)
