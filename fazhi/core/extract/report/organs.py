"""Names of organs: what kind of issuer they are, which region, township or open level they begin with."""

import functools
import re
from typing import NamedTuple

from fazhi.core.extract.report.description import Span
from fazhi.core.extract.report.gazetteer import Mention, gazetteer, townships
from fazhi.core.knowledge.reading import read_table

# An office that a government or a party committee sends out is named behind it: 垫江县人民政府桂阳街道办事处.
_TOWNSHIP = re.compile(
    r"(?:[市县区旗]?(?:人民政府|政府|委)(?!员))?([一-鿿]{1,12}?(?:街道|地区|镇|苏木|乡))(?=人民政府|政府|办事处|办公室|党|委员会|委|综合|司法所|便民|$)"
)
_SECOND_NAME = re.compile("[(（][^()（）]{1,30}[)）]$")
_HAN_NAME = re.compile(r"[一-鿿、·()（）]+")
_SHORTEST_TOWNSHIP, _LONGEST_TOWNSHIP = 2, 12
_TOWN_WORDS = ("镇", "乡", "街道", "苏木", "地区办事处")


class Knowledge(NamedTuple):
    """The lists of `issuers.yaml`; `kinds` has the longest last words first."""

    kinds: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    kinds_by_prefix: dict[str, str]
    party_prefixes: tuple[str, ...]
    central_prefixes: tuple[str, ...]
    between_regions: tuple[str, ...]
    zone_words: tuple[str, ...]
    generic_levels: tuple[str, ...]
    not_levels: tuple[str, ...]
    self_names: dict[str, str]
    title_ends: tuple[str, ...]
    title_organs: tuple[str, ...]
    reported: tuple[str, ...]
    subject_cues: tuple[str, ...]
    sentence_words: tuple[str, ...]
    leader_endings: tuple[str, ...]
    elsewhere_cues: tuple[str, ...]
    slogans: tuple[str, ...]
    title_labels: tuple[str, ...]
    issuer_labels: tuple[str, ...]
    site_ends: tuple[str, ...]
    publishing_offices: tuple[str, ...]


class Organ(NamedTuple):
    """An organ's name and where it stands (None: in the page's metadata).

    `chain` are the regions that the name begins with, the widest first, offsets into `name`; `township` the name of a
    township behind them; `level` the word that says the level and leaves the region open (市 in 市司法局). `kind` is
    None for the bare name of a region, which is no organ.
    """

    name: str
    span: Span | None
    kind: str | None
    chain: tuple[Mention, ...] = ()
    township: str | None = None
    level: str | None = None
    central: bool = False

    @property
    def is_full(self) -> bool:
        """Whether the name says which organ it is without knowing who speaks."""
        return self.kind is not None and bool(self.chain or self.township or self.central)

    @property
    def is_name(self) -> bool:
        """Whether this is an organ's name and not only how any text speaks of its own: 我局, 市政府."""
        return not self.is_self and self.name != f"{self.level}政府"

    @property
    def is_self(self) -> bool:
        """Whether the name only says that the text speaks of its own organ: 我局."""
        return self.name.startswith("我")

    @property
    def is_township_self(self) -> bool:
        """Whether it speaks of its own township: 我镇."""
        return self.name in ("我镇", "我乡")


@functools.cache
def knowledge() -> Knowledge:
    """The lists that ship with the package, read once."""
    table = read_table("issuers.yaml")
    kinds = sorted(((w, kind) for kind, words in table.pop("kinds").items() for w in words), key=lambda k: -len(k[0]))
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    by_prefix, ours = table["kinds_by_prefix"], table["self_names"]
    ends = tuple(word for word, _ in kinds)
    return Knowledge(kinds=tuple(kinds), ends=ends, kinds_by_prefix=by_prefix, self_names=ours, **lists)


def kind_of(name: str) -> str | None:
    """Kind of issuer by the longest last word that is in the table; None where the name is no organ's.

    A second name in brackets (城市管理局(综合行政执法局)) leaves the kind to the first.
    """
    known = knowledge()
    if name.endswith((")", "）")):
        name = _SECOND_NAME.sub("", name)
    end = next((kind for word, kind in known.kinds if name.endswith(word)), None)
    for prefix, kind in known.kinds_by_prefix.items():
        if end is not None and name.startswith(prefix):
            return kind
    party = name.startswith(known.party_prefixes) and name.endswith(("委员会", "委", "党组"))
    return "other" if party and end else end


def read_organ(name: str, span: Span | None) -> Organ | None:
    """`name` taken apart; None where it is neither an organ's name nor the bare name of a region or township."""
    if not 2 <= len(name) <= 60 or _HAN_NAME.fullmatch(name) is None:
        return None
    known = knowledge()
    if name in known.ends:
        return None
    at = 0
    while prefix := next((p for p in known.central_prefixes if name.startswith(p, at)), None):
        at += len(prefix)
    at += at > 0 and name.startswith("驻", at)
    chain, at = read_chain(name, at)
    township = _TOWNSHIP.match(name, at)
    kind = kind_of(name)
    if kind is None and at < len(name) and not (township and township.end() == len(name)):
        return None
    if kind is None and not chain and not township:
        return None
    level = None if chain else level_at(name, at)
    town = township[1] if township and not (level and len(township[1]) == len(level)) else None
    return Organ(name, span, kind, chain, town, None if town else level, name.startswith(known.central_prefixes))


def read_chain(name: str, at: int) -> tuple[tuple[Mention, ...], int]:
    """The regions that stand one behind the other from `at`, and where they end."""
    table, known = gazetteer(), knowledge()
    chain: list[Mention] = []
    while True:
        mention = table.at(name, at)
        if mention is None and not chain:
            mention = table.short_at(name, at, ("prefecture",)) or _before_zone(name, at)
        if mention is None or _is_township(name, at, mention):
            break
        chain.append(mention)
        at = mention.end
        between = next((w for w in known.between_regions if name.startswith(w, at)), None)
        if between and table.at(name, at + len(between)):
            at += len(between)
    return tuple(chain), at


def township_at(text: str, at: int) -> str | None:
    """The known township whose name begins at `at`: 大中街道 in 大中街道坚持…"""
    known = townships()
    names = (text[at : at + length] for length in range(_SHORTEST_TOWNSHIP, _LONGEST_TOWNSHIP + 1))
    return next((name for name in names if name.endswith(_TOWN_WORDS) and name in known), None)


def _before_zone(name: str, at: int) -> Mention | None:
    """The county that a zone is named after: 昆山 in 昆山经济技术开发区."""
    mention = gazetteer().short_at(name, at, ("county",))
    return mention if mention and name.startswith(knowledge().zone_words, mention.end) else None


def level_at(name: str, at: int) -> str | None:
    """The word at `at` that says a level and leaves the region open."""
    known = knowledge()
    if name.startswith(known.not_levels, at):
        return None
    return next((w for w in known.generic_levels if name.startswith(w, at)), None)


def _is_township(name: str, at: int, mention: Mention) -> bool:
    """Whether the mention is the beginning of a township's name: 河北镇, 城区街道, 山东路街道."""
    if name.startswith(_TOWN_WORDS, mention.end):
        return True
    bare = mention.name[-1] not in "省市县区州盟旗"
    township = _TOWNSHIP.match(name, at) if bare else None
    return township is not None and township[1] in townships()
