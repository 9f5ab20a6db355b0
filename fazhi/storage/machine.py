"""Errors that are this machine's or the store's, whatever file or site they come up at."""

import errno

from fazhi.storage.objects import out_of_reach

# No space, quota used up, read-only; no more open files, no memory.
_WORDS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


def of_the_machine(error: BaseException) -> bool:
    """Whether an error says nothing about the document at hand: the run is to end with it and to be repeated."""
    return out_of_reach(error) or (isinstance(error, OSError) and error.errno in _WORDS)
