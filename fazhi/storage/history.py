"""The batches that have ended, in the order in which they did: their names are the user's choice and say nothing."""

from typing import Any

from fazhi.storage.damaged import damaged
from fazhi.storage.files import json_of, read_present
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

# What every manifest says of its batch.
_SAID = frozenset({"batch_id", "ended"})


def manifests(layout: Layout) -> list[dict[str, Any]]:
    """The manifests of the ended batches, the latest last; raises Damaged where one is none."""
    read = [_manifest(place, data) for place, data in read_present(layout.manifests())]
    return sorted(read, key=lambda manifest: (manifest["ended"], manifest["batch_id"]))


def in_order(layout: Layout) -> list[str]:
    """Ids of the ended batches, the latest last."""
    return [manifest["batch_id"] for manifest in manifests(layout)]


def _manifest(place: Place, data: bytes) -> dict[str, Any]:
    found = json_of(place, data)
    if not isinstance(found, dict) or not found.keys() >= _SAID:
        raise damaged(place, ValueError("no manifest of a batch"))
    return found
