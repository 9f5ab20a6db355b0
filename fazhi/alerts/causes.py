"""Which alerts a batch and the history of batches give. Pure: manifests in, alerts out."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fazhi.alerts.alert import Alert
from fazhi.logs import masked

_REASON_CHARACTERS = 600


def of_manifest(manifest: dict[str, Any], bound: float, page: str) -> list[Alert]:
    """What an ended batch gives: withheld, and a share of quarantine above `bound` (0 to 1).

    The share is that of the items which this batch judged: what was skipped, is a duplicate, or was in quarantine
    before counts neither way.
    """
    found, name = [], str(manifest["batch_id"])
    if manifest["verdict"] == "withheld":
        found.append(Alert("withheld", name, {"reason": shortened("; ".join(manifest["reasons"])), "page": page}))
    counts = manifest["counts"]
    kept = int(counts["quarantined"]) - int(manifest.get("quarantined_before", 0))
    judged = int(counts["items_in"]) - int(counts["skipped"]) - int(counts["duplicates"])
    judged -= int(manifest.get("quarantined_before", 0))
    if judged > 0 and kept / judged > bound:
        facts = {"judged": str(judged), "quarantined": str(kept), "share": f"{kept / judged:.0%}",
                 "bound": f"{bound:.0%}", "page": page}  # fmt: skip
        found.append(Alert("quarantine", name, facts))
    return found


def of_silence(history: Sequence[dict[str, Any]], began: dt.datetime, now: dt.datetime, bound: float) -> Alert | None:
    """The alert that nothing was published for `bound` days, or None.

    `history`: manifests, the latest last. A batch that published nothing counts as nothing; so do runs without news,
    which leave no manifest. `began`: when somebody first looked, for a folder without any batch.
    """
    last = next((m for m in reversed(history) if m["verdict"] == "published" and m["counts"]["published"]), None)
    since = dt.datetime.fromisoformat(last["ended"]) if last else began
    days = (now - since) / dt.timedelta(days=1)
    if days < bound:
        return None
    facts = {"days": f"{int(days)}", "since": f"{since:%Y-%m-%d}", "bound": f"{bound:g}"}
    return Alert("quiet", last["batch_id"] if last else "none", facts)


def of_failure(batch: str, reason: str) -> Alert:
    """The alert that a batch did not end."""
    return Alert("failed", batch, {"reason": shortened(reason)})


def shortened(text: str) -> str:
    """`text` in one line that a chat shows whole, without passwords and tokens of URLs."""
    line = masked(" ".join(text.split()))
    return line if len(line) <= _REASON_CHARACTERS else line[: _REASON_CHARACTERS - 1] + "…"
