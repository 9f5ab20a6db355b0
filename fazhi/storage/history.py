"""The batches that have ended, in the order in which they did: their names are the user's choice and say nothing."""

import json
from typing import Any

from fazhi.storage.files import read_present
from fazhi.storage.layout import Layout


def manifests(layout: Layout) -> list[dict[str, Any]]:
    """The manifests of the ended batches, the latest last."""
    read = [json.loads(data) for data in read_present(layout.manifests())]
    return sorted(read, key=lambda manifest: (manifest["ended"], manifest["batch_id"]))


def in_order(layout: Layout) -> list[str]:
    """Ids of the ended batches, the latest last."""
    return [manifest["batch_id"] for manifest in manifests(layout)]
