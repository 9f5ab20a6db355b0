"""Phrases: where in a text the words stand that judgement and meaning ask for, found in one scan a document.

One automaton holds them all: the names inside which no number measures, the cues of the taxonomy's systems, and the
words without which a rule of roles, parts or periods, a regular expression over the words around a number, has nothing
to do: most stretches hold none of them, and a bisection says so.
"""

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Literal

from fazhi.core.extract.lexicon import table, words
from fazhi.core.extract.taxonomy import systems

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Rule = Literal["change", "parts", "plan", "time"]
# What a cue says: the systems that it speaks for, each with its weight.
Votes = tuple[tuple[str, int], ...]


class Phrases:
    """The places of all phrases in one text, those inside others too.

    `names` and `cues` begin with their start and their end as a negative number: sorted, the longest of those with one
    start comes first.
    """

    __slots__ = ("_starts", "cues", "names")

    def __init__(self, text: str) -> None:
        automaton, meanings = _automaton()
        self.names: list[tuple[int, int]] = []
        self.cues: list[tuple[int, int, Votes]] = []
        self._starts: dict[Rule, list[int]] = {rule: [] for rule in _triggers()}
        for phrase, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            votes, rules, is_name = meanings[phrase]
            if votes:
                self.cues.append((start, -end, votes))
            for rule in rules:
                self._starts[rule].append(start)
            if is_name:
                self.names.append((start, -end))
        for starts in self._starts.values():
            starts.sort()

    def any(self, rule: Rule, start: int, end: int) -> bool:
        """Whether a word of the rule begins in `[start, end)`."""
        starts = self._starts[rule]
        at = bisect_left(starts, start)
        return at < len(starts) and starts[at] < end


@cache
def _triggers() -> dict[Rule, frozenset[str]]:
    """The words of each rule; words of one character that are common elsewhere are left to the rule itself."""
    change = words(
        "meaning", "change", "increase", "decrease", "nouns_increase", "nouns_decrease", "with_object_increase",
        "with_object_decrease", "lengthening",
    )  # fmt: skip
    return {
        "change": frozenset(word for word in change if len(word) > 1),
        "parts": frozenset(words("meaning", "parts", "open", "among", "settled", "views"))
        | {"中" + word for word in words("meaning", "parts", "picked")},
        "plan": frozenset(words("meaning", "target", "plan", "will", "aims")),
        "time": frozenset(word for word in words("meaning", "time", "as_of", "stock", "flow") if len(word) > 1),
    }


@cache
def _cues() -> dict[str, Votes]:
    """The cues of all systems, each with what it says."""
    said: dict[str, Votes] = {}
    for system in systems():
        for cue, weight in system.cues.items():
            said[cue] = (*said.get(cue, ()), (system.id, weight))
    return said


@cache
def _automaton() -> "tuple[AhoCorasick, list[tuple[Votes, tuple[Rule, ...], bool]]]":
    """All phrases, and what each of them is: the votes of a cue, the rules that it triggers, whether it is a name."""
    from ahocorasick_rs import AhoCorasick, Implementation

    cues, triggers = _cues(), _triggers()
    names = frozenset(name for group in table("judgement", "names").values() for name in group)
    phrases = sorted(names.union(cues, *triggers.values()))
    meanings = [
        (cues.get(phrase, ()), tuple(rule for rule, held in triggers.items() if phrase in held), phrase in names)
        for phrase in phrases
    ]
    # Small enough to stay in the processor's cache, which a full table of transitions is not.
    return AhoCorasick(phrases, implementation=Implementation.ContiguousNFA), meanings
