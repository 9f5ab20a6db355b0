"""A batch that other code or rules had begun is dropped aloud, with what it left in the layers."""

from pathlib import Path

from fazhi.schema.layers import RawDocument
from fazhi.stages.opening import open_batch
from fazhi.storage.files import read_json, write_json, write_rows
from fazhi.storage.layout import Layout
from tests.publishing import publish


def test_an_unfinished_batch_of_another_version_is_dropped_with_its_files(layout: Layout, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("洪泽区2023年法治政府建设年度报告", "utf8")
    begun = open_batch(layout, inbox, "night")
    assert begun.dropped == ()
    work = begun.batch.work
    head = read_json(work / "plan.json")
    head["plan"]["version"] = "older"
    write_json(work / "plan.json", head, work)
    left, others = layout.chunk("raw", "documents", "night", 0), layout.chunk("raw", "documents", "night-2", 0)
    for path in (left, others):
        write_rows(path, RawDocument, [], layout.root / "work")
    again = open_batch(layout, inbox, None)
    assert again.dropped == ("night",)
    assert not again.resumed
    assert again.plan.to_process == 1
    assert (left.exists(), others.exists(), work.exists()) == (False, True, False)
    # The plan keeps the names until the end, also where the new batch is cut off and resumed.
    assert publish(layout, inbox, again.batch.id)["dropped"] == ["night"]
    page = (layout.quality(again.batch.id) / "index.html").read_text("utf8")
    assert "<code>night</code>" in page
