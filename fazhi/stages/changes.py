"""What the page of a batch says about documents that an earlier batch had published already."""

from fazhi.pages.summary import Change
from fazhi.stages.diff import Changed, Earlier, compared, documents_of, sides
from fazhi.stages.left import Left
from fazhi.stages.pairing import SEVERITIES
from fazhi.storage.history import manifests

SHOWN = 200


def changes(left: Left) -> tuple[list[Change], int]:
    """The gravest differences from what was published before, and how many there are.

    That a figure only moved is none.
    """
    layout, ended = left.batch.layout, left.manifest["ended"]
    before = [manifest for manifest in manifests(layout) if manifest["ended"] < ended]
    ours = documents_of(left, {"published", "withheld"})
    earlier = Earlier(layout, before, set(ours), {"published"})
    again = any(earlier.doc_id(doc_id, source) for doc_id, source in ours.items())
    if not again and not left.manifest.get("replaced_copies"):
        return [], 0
    rows: dict[str, list[Change]] = {severity: [] for severity in SEVERITIES}
    total = 0
    for changed in compared(left, earlier):
        severity = changed.difference.severity
        if severity == "position":
            continue
        total += 1
        if len(rows[severity]) < SHOWN:
            rows[severity].append(_change(changed))
    return [change for severity in SEVERITIES for change in rows[severity]][:SHOWN], total


def _change(changed: Changed) -> Change:
    d = changed.difference
    one = d.after or d.before
    return Change(
        kind=d.kind, doc_id=changed.after.doc_id, indicator_id=one.indicator_id if one else "",
        report_title=changed.after.title or changed.after.source, before=sides(changed)[0], after=sides(changed)[1],
        cause=changed.cause,
    )  # fmt: skip
