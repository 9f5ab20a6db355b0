"""Which copy of each report is kept: the best of those that are like each other, decided for all of them at once.

Copies are taken from the best to the worst; each joins the best kept one that it is like, or is kept itself. So every
copy is like its kept copy (likeness is not passed on from copy to copy), no kept copy is a copy of another, and the
same documents give the same answer in whatever order and batches they came. A copy whose issuer is not known takes in
copies of one issuer only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from fazhi.core.duplicates.likeness import LEAST_SLOTS, same
from fazhi.core.duplicates.quality import Copy, rank
from fazhi.core.duplicates.subject import Subject

Likes = dict[str, set[str]]


def likes(copies: Sequence[Copy], groups: Iterable[Iterable[int]]) -> Likes:
    """For each document the others that are copies of the same report.

    `groups`: positions in `copies` of those worth comparing with each other.
    """
    import numpy as np

    found: Likes = defaultdict(set)
    for group in groups:
        members = [copies[place] for place in group]
        slots = np.stack([member.sketch.slots for member in members])
        for at, one in enumerate(members):
            near = (slots[at + 1 :] == slots[at]).sum(axis=1) >= LEAST_SLOTS
            for other in (members[at + 1 + place] for place in np.flatnonzero(near)):
                if other.doc_id not in found[one.doc_id] and same(one.sketch, other.sketch, one.subject, other.subject):
                    found[one.doc_id].add(other.doc_id)
                    found[other.doc_id].add(one.doc_id)
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
    # Kept copies, the best first, with all that is known of their report: what its copies say of it included.
    kept: dict[str, Subject] = {}
    places = {doc_id: place for place, doc_id in enumerate(sorted(copies, key=key))}
    for doc_id in places:
        alike_ones, own = alike.get(doc_id, set()), copies[doc_id].subject
        # Only those that it is like are looked at: a batch keeps nearly all of its documents.
        nearest = min(
            (k for k in alike_ones if k in kept and kept[k].agrees(own)), key=places.__getitem__, default=None
        )
        decided[doc_id] = nearest
        kept[nearest or doc_id] = kept[nearest].with_what_is_known_of(own) if nearest else own
    return decided
