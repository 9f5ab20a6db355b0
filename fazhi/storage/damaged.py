"""A file of the data folder that cannot be read: which it is, and what to do about it."""

from fazhi.storage.places import Place


class Damaged(Exception):
    """A file is cut short, empty or changed; the message names it and says what to do."""


# By the layer in which the file lies.
_ADVICE = {
    "curated": "put it back from a copy; without one move the files of this name in every folder of curated/ and "
    "register/ aside: the next run on their input publishes these documents again",
    "register": "remove it: the next run makes it again",
    "work": "put it back from a copy; without one put curated/ and register/ back as they were before this batch, and "
    "remove the folder that it lies in",
    "quality": "put it back from a copy; without one move it aside: what earlier batches decided in it is forgotten",
}
_OF_A_BATCH = "run the same command again, which makes it again; of a batch that has ended put it back from a copy"


def damaged(path: Place, error: Exception) -> Damaged:
    """What is raised for the file at `path`, which could not be read because of `error`."""
    layer = path.parent.parent.name
    why = (str(error).strip() or type(error).__name__).splitlines()[0]
    return Damaged(f"{path} is damaged ({why}): {_ADVICE.get(layer, _OF_A_BATCH)}")
