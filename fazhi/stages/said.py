"""What an expectation says in words, from the suite that declares it."""

from functools import cache

from expectations.frames import looked_at
from expectations.suites import LAYER_SUITES, Entry, suite_of
from fazhi.pages.summary import Said
from fazhi.schema.quality import Result


def said(result: Result) -> Said | None:
    """What holds when the expectation holds; None where no suite declares it (a count of rows that a caller asks for).

    A result names type and columns: entries that have both in common (a lower and an upper bound) are said together.
    """
    entries = _declared().get((result.suite, result.expectation, result.column), [])
    same = [entry for entry in entries if entry.severity == result.severity] or entries
    if not same:
        return None
    zh, en = (dict.fromkeys(texts) for texts in zip(*((e.zh, e.en) for e in same), strict=True))
    return Said(zh="；".join(zh), en="; ".join(en), advice=same[0].advice)


@cache
def _declared() -> dict[tuple[str, str, str | None], list[Entry]]:
    found: dict[tuple[str, str, str | None], list[Entry]] = {}
    for layer in (*LAYER_SUITES, "batch"):
        for part in suite_of(layer).parts:
            for entry in part.entries:
                found.setdefault((part.name, entry.type, looked_at(entry)), []).append(entry)
    return found
