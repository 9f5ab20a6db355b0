"""Which copies are kept, and what is looked at for it."""

from collections.abc import Iterator

from fazhi.core.duplicates.copies import kept_copies
from tests.duplicates.test_quality import copy_of


class Counted(set[str]):
    """A set that knows how often it was looked into."""

    looks = 0

    def __contains__(self, item: object) -> bool:
        Counted.looks += 1
        return super().__contains__(item)

    def __iter__(self) -> Iterator[str]:
        Counted.looks += len(self)
        return super().__iter__()


def test_a_copy_is_compared_with_those_alone_that_it_is_like() -> None:
    names = [f"{n:03d}" for n in range(400)]
    copies = {name: copy_of(doc_id=name) for name in names}
    alike = {name: Counted({f"{int(name) ^ 1:03d}"}) for name in names}
    Counted.looks = 0
    kept = kept_copies(copies, alike)  # type: ignore[arg-type]
    assert kept == {name: None if int(name) % 2 == 0 else f"{int(name) - 1:03d}" for name in names}
    assert Counted.looks <= 10 * len(names)
