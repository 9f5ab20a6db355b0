"""The records that meaning is worked out on: a sentence with its quantities, and a measurement in the making."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fazhi.core.extract.clauses import Clause
from fazhi.core.extract.phrases import Phrases
from fazhi.core.extract.quantity import Qualifier, Quantity

# First and last day, either open.
Span = tuple[dt.date | None, dt.date | None]
# System, standard indicator, confidence in both.
Filed = tuple[str, str | None, float]
# How a sentence ends that the next may go on from.
GOES_ON = ("；", ";")
_GAP = 2
# A clause without a number that may stand between the two: 撤销50件;均已按期办结;驳回50件.
_ASIDE = re.compile(r"[^。！？!?\n\d]{0,30}[；;]\s{0,2}")
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}(?:是|要|[）)、.．](?!\d))")


@dataclass(slots=True, kw_only=True, eq=False)
class Measurement:
    """A quantity judged to be an indicator, and what is known of its meaning so far.

    `clause` is the clause that holds it; `group` the coordinated quantities that are read together
    (`85个和60个工作日`), itself included; `whole` the measurement that is its total, `listed` the
    first part of the one list (one 其中) that names it as a part; `label` the
    words around the number that name it; `owner` the measurement that a label without a noun of its own speaks of;
    `base` says that it is a value of an earlier time, which another is compared with.
    """

    quantity: Quantity
    clause: Clause
    value: float
    unit: str
    qualifier: Qualifier
    start: int
    end: int
    role: str = "level"
    direction: str | None = None
    group: list["Measurement"] = field(default_factory=list)
    pair: "Measurement | None" = None
    base: bool = False
    whole: "Measurement | None" = None
    listed: "Measurement | None" = None
    label: str = ""
    owner: "Measurement | None" = None
    metric: str | None = None
    subject: str | None = None
    period: tuple[dt.date | None, dt.date | None] = (None, None)
    filed: Filed | None = None

    @property
    def leads(self) -> bool:
        """Whether it is the first of its group."""
        return not self.group or self.group[0] is self


class Listing(NamedTuple):
    """A list of parts that is open at the end of a sentence.

    `beside` is the total right behind `whole`, of which the numbers right behind its parts are parts (起诉403件579人);
    `waiting` may be parts of `whole` too, if the list turns out to give it; `alone`: the list is all of its sentence.
    """

    whole: Measurement
    beside: Measurement | None
    parts: list[Measurement]
    waiting: list[Measurement]
    alone: bool


@dataclass(slots=True, kw_only=True)
class Passage:
    """A sentence with all its quantities (dates too), its clauses, and the measurements among the quantities.

    `phrases` are those of the whole document, `held` is the span that still holds at its end, `main` the measurement
    whose object its end speaks of, `who` the one that it names as measured, `listing` the list of parts that it leaves
    open; `aiming` says that it lists aims, which what goes on from it does too.
    """

    text: str
    start: int
    end: int
    sentence_id: str
    section_id: str | None
    section_role: str
    quantities: Sequence[Quantity]
    clauses: list[Clause]
    phrases: Phrases
    measurements: list[Measurement] = field(default_factory=list)
    held: Span | None = None
    main: Measurement | None = None
    who: str | None = None
    listing: Listing | None = None
    aiming: bool = False

    @property
    def may_go_on(self) -> bool:
        """Whether it ends like a sentence that the next goes on from."""
        return self.text.endswith(GOES_ON)

    def goes_on_from(self, previous: "Passage", text: str) -> bool:
        """Whether only a semicolon divides it from the sentence before it, and it begins no new item (二是…).

        `text` is that of the document: a short clause without a number may stand between the two.
        """
        if not previous.may_go_on or _ITEM.match(self.text):
            return False
        gap = self.start - previous.end
        return 0 <= gap <= _GAP or (gap > 0 and _ASIDE.fullmatch(text, previous.end, self.start) is not None)
