"""Why items are kept back, in words of both languages."""

from functools import cache
from typing import NamedTuple

from fazhi.core.knowledge.reading import read_table
from fazhi.core.refusal import REASONS


class Reason(NamedTuple):
    """A code in Chinese and English, and what to do (in English: the messages say it in Chinese)."""

    zh: str
    en: str
    advice: str


def reason(code: str) -> Reason:
    """What is said of `code`; a code that has no words is its own name."""
    english = english_words().get(code, {})
    return Reason(REASONS.get(code, code), english.get("en", code.replace("_", " ")), english.get("advice", ""))


@cache
def english_words() -> dict[str, dict[str, str]]:
    """knowledge/reasons.yaml: `en` and `advice` by code."""
    read: dict[str, dict[str, str]] = read_table("reasons.yaml")
    return read
