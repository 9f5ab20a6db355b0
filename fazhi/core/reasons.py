"""Why items are kept back, in words of both languages."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

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
    import yaml

    source = files("fazhi.core.knowledge").joinpath("reasons.yaml").read_text("utf8")
    read: dict[str, dict[str, str]] = yaml.load(source, Loader=yaml.CSafeLoader)
    return read
