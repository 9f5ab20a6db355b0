"""A data folder that was written before a column was declared."""

import pyarrow.parquet as pq
import pytest

from fazhi.schema.arrow import conformed, schema_of, table_of
from fazhi.schema.curated import Indicator
from fazhi.storage.evolution import bring_up_to_date
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


def test_a_column_that_may_not_be_null_is_not_made_up() -> None:
    whole = table_of(Indicator, [indicator("a" * 16, "1件", 5)])
    with pytest.raises(KeyError, match="value"):
        conformed(Indicator, whole.drop_columns(["value"]))
