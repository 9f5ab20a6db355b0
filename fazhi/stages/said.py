"""What an expectation says in words, from the suite that declares it."""

from functools import cache

from expectations.frames import looked_at
from expectations.suites import LAYER_SUITES, Entry, suite_of
from fazhi.pages.summary import Said
from fazhi.schema.quality import Result

Asked = tuple[str, str, str | None]


def asked_by(result: Result) -> Asked:
    """What a result tells of its expectation: suite, type, columns."""
    return result.suite, result.expectation, result.column


def said(asked: Asked, place: int = 0) -> Said | None:
    """What holds when the expectation holds; None where no suite declares it (a count of rows that a caller asks for).

    `place`: as for `entry_of`.
    """
    entry = entry_of(asked, place)
    return None if entry is None else Said(zh=entry.zh, en=entry.en, advice=entry.advice)


def entry_of(asked: Asked, place: int = 0) -> Entry | None:
    """The entry of a suite that was asked.

    `place`: the how manieth of those that ask the same of the same columns, in the order of the suite.
    """
    entries = _declared().get(asked, [])
    return entries[place] if place < len(entries) else None


@cache
def _declared() -> dict[Asked, list[Entry]]:
    found: dict[Asked, list[Entry]] = {}
    for layer in (*LAYER_SUITES, "batch"):
        for part in suite_of(layer).parts:
            for entry in part.entries:
                found.setdefault((part.name, entry.type, looked_at(entry)), []).append(entry)
    return found
