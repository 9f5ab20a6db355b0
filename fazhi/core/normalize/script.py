"""Traditional script to simplified, decided segment by segment (a line), with OpenCC's tables.

- A segment in which traditional characters outnumber simplified ones is traditional: it becomes what OpenCC's t2s
  makes of it, and 著 becomes 着 but in the words that keep it (OpenCC leaves that to the reader).
- A simplified segment with a good part of traditional characters, or in a text that has them, is half converted:
  those characters are changed that simplified text has no use for.
- In any other segment nothing is changed: a single traditional character is a name (毕昇) or a quotation.

No rule of t2s changes a length, so offsets stay.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from fazhi.core.normalize.edits import Edit, between
from fazhi.core.normalize.profile import Kind, Profile, kinds
from fazhi.core.normalize.variants import phrases, to_simplified, traditional_only, zhu_words

if TYPE_CHECKING:
    from opencc import OpenCC

Script = Literal["hans", "hant", "mixed"]

# Share of traditional characters among those of one script alone.
_TRADITIONAL = 0.9
_SIMPLIFIED = 0.1
_HALF_CONVERTED = 0.05
_LINE = re.compile("[^\n]*\n|[^\n]+")
# What no phrase of OpenCC's reaches across: its own loop works between these (opencc.py, split_chars_re).
_SEPARATORS = re.compile(r"[\s\-,.?!*，。、；：？！…“”‘’『』「」—（）《》～／]")


def classify(profile: Profile) -> Script:
    """The script of a text: `hans`, `hant`, or `mixed` where neither script makes up nine tenths of the evidence."""
    traditional, simplified = profile[Kind.TRADITIONAL], profile[Kind.SIMPLIFIED]
    share = traditional / (traditional + simplified) if traditional else 0.0
    if share >= _TRADITIONAL:
        return "hant"
    return "hans" if share <= _SIMPLIFIED or traditional < 2 else "mixed"


def edits(text: str, profile: Profile) -> list[Edit]:
    """The edits (kind `script`) that bring `text` to simplified script; [] where it is simplified."""
    if not profile[Kind.TRADITIONAL]:
        return []
    others = profile[Kind.SIMPLIFIED]
    half = not others or _is_half_converted(profile[Kind.TRADITIONAL], others)
    found = kinds(text)
    pieces: list[str] = []
    end = 0
    for line in _LINE.findall(text):
        start, end = end, end + len(line)
        traditional = found.count(Kind.TRADITIONAL, start, end)
        simplified = found.count(Kind.SIMPLIFIED, start, end) if traditional else 0
        pieces.append(_converted(line, traditional, simplified, half) if traditional else line)
    return between(text, "".join(pieces), "script")


def _converted(line: str, traditional: int, simplified: int, half: bool) -> str:
    """A segment with so many characters of either script, of a text that is half converted as a whole or not."""
    if traditional > simplified and (half or traditional > 1):
        return _zhe(convert(line))
    if half or _is_half_converted(traditional, simplified):
        return line.translate(_certain())
    return line


def _is_half_converted(traditional: int, simplified: int) -> bool:
    return traditional >= 2 and traditional >= _HALF_CONVERTED * simplified


def convert(line: str) -> str:
    """What OpenCC's t2s makes of `line`: its character table at once, its own loop only around its phrases."""
    out = line.translate(_characters())
    spans = _phrase_spans(line)
    if spans:
        pieces: list[str] = []
        at = 0
        for start, end in spans:
            pieces += (out[at:start], _opencc().convert(line[start:end]))
            at = end
        out = "".join((*pieces, out[at:]))
    if len(out) != len(line):
        raise AssertionError(f"t2s changed a length: {len(line)} to {len(out)}")
    return out


def _phrase_spans(line: str) -> list[tuple[int, int]]:
    """The stretches between separators in which a phrase decides, in order."""
    spans: list[tuple[int, int]] = []
    at = 0
    for found in _phrase_pattern().finditer(line):
        if found.start() < at:
            continue
        before = max(
            (m.end() for m in _SEPARATORS.finditer(line, max(at, found.start() - 200), found.start())), default=at
        )
        after = _SEPARATORS.search(line, found.end())
        at = after.start() if after else len(line)
        spans.append((before, at))
    return spans


def _zhe(line: str) -> str:
    return _zhu_pattern().sub(lambda m: m[0] if m[1] else "着", line) if "著" in line else line


@cache
def _characters() -> dict[int, str]:
    return str.maketrans(dict(to_simplified()))


@cache
def _certain() -> dict[int, str]:
    return str.maketrans({c: to_simplified()[c] for c in traditional_only()})


@cache
def _phrase_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, phrases()), key=len, reverse=True)))


@cache
def _zhu_pattern() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(zhu_words())})|著")


@cache
def _opencc() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")
