"""Subject: who is measured. The organ or area that a clause names, else its sentence's, else the issuer."""

import re
from functools import cache

from fazhi.core.extract.lexicon import either, table, words
from fazhi.core.extract.measurement import Passage

_REACH = 60


def assign(passage: Passage, issuer: str | None, held: str | None = None) -> None:
    """Set `subject` of every measurement of a sentence, and the passage's `who`.

    `issuer` is who reports, or None; `held` who the sentence that it goes on from is of.
    """
    scanned = 0
    for measurement in passage.measurements:
        limit = measurement.start - passage.start
        for found in _subject().finditer(passage.text, max(scanned, limit - _REACH), limit):
            held = found.group("who")
        scanned = limit
        measurement.subject = held or issuer
    passage.who = held


@cache
def _subject() -> re.Pattern[str]:
    area, outside, titles, other = map(_one_of, ("areas", "outside", "titles", "other_words"))
    organ = f"(?:(?:(?!{outside})[一-龥]){{0,8}}?{either(words('meaning', 'subject', 'organs'))}(?!{other}))"
    named = f"(?!全国{_one_of('honours')}|全[国省市县区州盟旗]{titles}){area}{organ}?"
    time = "(?:[^，。；;]{0,8}(?:年|月|末|底|来|目前|年度)[，,]?)?"
    return re.compile(rf"(?:^|[，,。；;]){time}(?P<who>{named}|[省市县区州盟旗](?!域){organ})")


def _one_of(key: str) -> str:
    """A list of regular expressions of the table as one, in a group that does not capture."""
    return "(?:" + "|".join(table("meaning", "subject")[key]) + ")"
