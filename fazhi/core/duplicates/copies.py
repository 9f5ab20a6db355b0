"""Which copy of each report is kept: the best of those that are like each other, decided for all of them at once.

Copies are taken from the best to the worst; each joins the best kept one that it is like, or is kept itself. So every
copy is like its kept copy (likeness is not passed on from copy to copy), no kept copy is a copy of another, and the
same documents give the same answer in whatever order and batches they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fazhi.core.duplicates.likeness import same
from fazhi.core.duplicates.quality import Copy, rank

Likes = dict[str, set[str]]


def likes(copies: Mapping[str, Copy], candidates: Iterable[tuple[str, str]]) -> Likes:
    """For each document the others that are copies of the same report; `candidates`: pairs worth comparing."""
    found: Likes = defaultdict(set)
    for one, other in candidates:
        a, b = copies[one], copies[other]
        if same(a.sketch, b.sketch, a.subject, b.subject):
            found[one].add(other)
            found[other].add(one)
    return found


def reachable(start: Iterable[str], alike: Likes) -> set[str]:
    """Everything that is like one of `start`, like what is like it, and so on."""
    reached, waiting = set[str](), list(start)
    while waiting:
        doc_id = waiting.pop()
        if doc_id not in reached:
            reached.add(doc_id)
            waiting += alike.get(doc_id, ())
    return reached


def kept_copies(copies: Mapping[str, Copy], alike: Likes) -> dict[str, str | None]:
    """doc_id -> the kept copy, None for the kept ones themselves."""

    def key(doc_id: str) -> tuple[object, ...]:
        own = copies[doc_id]
        return rank(own, max([own.legible, *(copies[other].legible for other in alike.get(doc_id, ()))]))

    decided: dict[str, str | None] = {}
    kept: list[str] = []
    place: dict[str, int] = {}
    for doc_id in sorted(copies, key=key):
        nearest = min((o for o in alike.get(doc_id, ()) if o in place), key=place.__getitem__, default=None)
        decided[doc_id] = nearest
        if nearest is None:
            place[doc_id] = len(kept)
            kept.append(doc_id)
    return decided
