"""Characters: script, simplified form and readings, from `knowledge/mirror/characters.tsv` (origin in its header)."""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

TONED_LETTERS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# What may stand in the brackets of an annotation: a syllable, with or without its tone mark.
SYLLABLE = f"[a-zü{TONED_LETTERS}]{{1,6}}"
TONED = re.compile(f"[{TONED_LETTERS}]")


class Characters(NamedTuple):
    """The table by column: `traditional`/`simplified_only` are the characters of one script alone, `converted` those
    that a conversion to traditional script writes."""

    traditional: frozenset[str]
    converted: frozenset[str]
    simplified_only: frozenset[str]
    simplified: dict[str, str]
    readings: dict[str, tuple[str, ...]]
    by_reading: dict[str, str]

    def reads(self, character: str, syllable: str) -> bool:
        """Whether `syllable` (with its tone mark) is a reading of `character`."""
        return syllable in self.readings.get(character, ())


@cache
def table() -> Characters:
    """The table, read once."""
    text = (resources.files("fazhi.core.knowledge.mirror") / "characters.tsv").read_text(encoding="utf-8")
    script: dict[str, list[str]] = {"": [], "t": [], "s": [], "v": []}
    simplified: dict[str, str] = {}
    readings: dict[str, tuple[str, ...]] = {}
    by_reading: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        character, where, plain, own = line.split("\t")
        script[where].append(character)
        if plain:
            simplified[character] = plain
        readings[character] = tuple(own.split())
        for reading in readings[character]:
            by_reading.setdefault(reading, []).append(character)
    return Characters(
        frozenset(script["t"]),
        frozenset(script["t"] + script["v"]),
        frozenset(script["s"]),
        simplified,
        readings,
        {reading: "".join(characters) for reading, characters in by_reading.items()},
    )
