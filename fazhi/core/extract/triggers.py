"""Triggers: where in a text the words stand without which a rule has nothing to do, found in one scan a document.

The rules of roles, parts and periods are regular expressions over the words around a number. Most stretches hold none
of the words that such a rule needs: one automaton over all of them says so for the price of a bisection.
"""

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Literal

from fazhi.core.extract.lexicon import words

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Rule = Literal["change", "parts", "plan", "time"]


class Triggers:
    """The places of every rule's words in one text."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        automaton, rules = _automaton()
        self._starts: dict[str, list[int]] = {rule: [] for rule in _words()}
        for pattern, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            for rule in rules[pattern]:
                self._starts[rule].append(start)
        for starts in self._starts.values():
            starts.sort()

    def any(self, rule: Rule, start: int, end: int) -> bool:
        """Whether a word of the rule begins in `[start, end)`."""
        starts = self._starts[rule]
        at = bisect_left(starts, start)
        return at < len(starts) and starts[at] < end


@cache
def _words() -> dict[Rule, frozenset[str]]:
    """The words of each rule; words of one character that are common elsewhere are left to the rule itself."""
    change = words(
        "meaning", "change", "increase", "decrease", "nouns_increase", "nouns_decrease", "with_object_increase",
        "with_object_decrease",
    )  # fmt: skip
    return {
        "change": frozenset(word for word in change if len(word) > 1),
        "parts": frozenset(word for word in words("meaning", "parts", "open") if len(word) > 1) | {"含", "即"},
        "plan": frozenset(words("meaning", "target", "plan")) | {"计划"},
        "time": frozenset(word for word in words("meaning", "time", "as_of", "stock", "flow") if len(word) > 1),
    }


@cache
def _automaton() -> "tuple[AhoCorasick, list[tuple[Rule, ...]]]":
    from ahocorasick_rs import AhoCorasick, Implementation

    found = sorted(frozenset[str]().union(*_words().values()))
    rules = [tuple(rule for rule, held in _words().items() if word in held) for word in found]
    return AhoCorasick(found, implementation=Implementation.ContiguousNFA), rules
