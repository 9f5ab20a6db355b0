"""A data folder that was written before a column was declared."""

import pyarrow.parquet as pq
import pytest

from fazhi.schema.arrow import conformed, schema_of, table_of
from fazhi.schema.curated import Indicator
from fazhi.storage import evolution
from fazhi.storage.evolution import bring_up_to_date, mark_of
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import indicator


def test_files_without_a_declared_column_get_it_once(layout: Layout) -> None:
    path = layout.table("curated", "indicators") / "old.parquet"
    whole = table_of(Indicator, [indicator("a" * 16, "1件", 5)])
    pq.write_table(whole.drop_columns(["correction"]), path)
    assert bring_up_to_date(layout) == 1
    assert pq.read_schema(path).equals(schema_of(Indicator))
    assert pq.read_table(path).equals(whole)
    assert bring_up_to_date(layout) == 0


def test_a_start_with_nothing_changed_opens_no_file(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = table_of(Indicator, [indicator("a" * 16, "1件", 5)])
    pq.write_table(whole, layout.table("curated", "indicators") / "one.parquet")
    opened = []
    monkeypatch.setattr(evolution, "column_names", lambda path: opened.append(path) or pq.read_schema(path).names)
    bring_up_to_date(layout)
    assert [path.name for path in opened if path.parent.name == "indicators"].count("one.parquet") == 1
    opened.clear()
    assert bring_up_to_date(layout) == 0
    assert opened == []


def test_other_columns_than_at_the_last_start_are_looked_for_again(layout: Layout) -> None:
    bring_up_to_date(layout)
    now = mark_of(layout).read_bytes()
    mark_of(layout).write_bytes(b"columns of other code")
    path = layout.table("curated", "indicators") / "old.parquet"
    pq.write_table(table_of(Indicator, [indicator("a" * 16, "1件", 5)]).drop_columns(["correction"]), path)
    assert bring_up_to_date(layout) == 1
    assert mark_of(layout).read_bytes() == now


def test_a_start_that_is_cut_off_leaves_no_mark(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    path = layout.table("curated", "indicators") / "old.parquet"
    pq.write_table(table_of(Indicator, [indicator("a" * 16, "1件", 5)]).drop_columns(["correction"]), path)

    def cut(*_: object) -> int:
        raise OSError("no space left on device")

    with monkeypatch.context() as context, pytest.raises(OSError, match="no space"):
        context.setattr(evolution, "write_tables", cut)
        bring_up_to_date(layout)
    assert not mark_of(layout).exists()
    assert bring_up_to_date(layout) == 1


def test_a_column_that_may_not_be_null_is_not_made_up() -> None:
    whole = table_of(Indicator, [indicator("a" * 16, "1件", 5)])
    with pytest.raises(KeyError, match="value"):
        conformed(Indicator, whole.drop_columns(["value"]))
