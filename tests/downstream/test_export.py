"""`fazhi export`: what spreadsheets and programs get."""

from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from fazhi.cli.main import main
from fazhi.schema.arrow import schema_of
from fazhi.schema.curated import Indicator, Report
from fazhi.storage.files import write_json, write_rows
from fazhi.storage.layout import Layout
from fazhi.storage.panel import write_panel
from tests.pages.page_samples import indicator, report

# What a spreadsheet would run, were it not written as text.
ATTACKS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    '=HYPERLINK("http://example.org","x")',
]


def _titled(layout: Layout, titles: list[str]) -> None:
    """One published report a title, each with one figure."""
    reports = [report("共35件。", f"{n:016x}", title=title, report_year=2000 + n) for n, title in enumerate(titles)]
    figures = [
        indicator(1, 4, "共35件。", r.doc_id, value=35.0, indicator_code="power_list.items", system="power_list")
        for r in reports
    ]
    write_rows(layout.table("curated", "reports") / "b.parquet", Report, reports, layout.root / "work")
    write_rows(layout.table("curated", "indicators") / "b.parquet", Indicator, figures, layout.root / "work")


@pytest.mark.slow
def test_csv_and_xlsx_hold_the_same_panel(published: Layout, tmp_path: Path) -> None:
    assert write_panel(published, tmp_path / "p.csv") == write_panel(published, tmp_path / "p.xlsx") == 6
    csv = pd.read_csv(tmp_path / "p.csv", dtype={"region_code": str})
    xlsx = pd.read_excel(tmp_path / "p.xlsx", dtype={"region_code": str})
    pd.testing.assert_frame_equal(csv, xlsx, check_dtype=False)
    row = csv.set_index(["issuer", "report_year"]).loc[("云水市司法局", 2021)]
    assert row["reconsideration_litigation.applications"] == 126
    assert not csv.columns.duplicated().any()


@pytest.mark.slow
def test_the_long_form_holds_every_figure(published: Layout, tmp_path: Path) -> None:
    rows = write_panel(published, tmp_path / "long.parquet")
    long, figures = (
        pd.read_parquet(tmp_path / "long.parquet"),
        pd.read_parquet(published.table("curated", "indicators")),
    )
    assert len(long) == rows == len(figures)
    assert set(long.indicator_id) == set(figures.indicator_id)
    assert long.issuer.notna().any()


def test_the_long_form_has_the_declared_types_even_when_empty(layout: Layout, tmp_path: Path) -> None:
    write_panel(layout, tmp_path / "long.parquet")
    written = pq.read_schema(tmp_path / "long.parquet")
    assert written.field("report_year").type == schema_of(Report).field("report_year").type
    assert written.field("value").type == schema_of(Indicator).field("value").type


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_a_formula_in_csv(layout: Layout, tmp_path: Path, attack: str) -> None:
    _titled(layout, [attack])
    write_panel(layout, tmp_path / "p.csv")
    table = pd.read_csv(tmp_path / "p.csv")
    assert table.title[0].startswith("'")
    assert table.title[0].split() == f"'{attack}".split()
    assert table["power_list.items"][0] == 35


def test_numbers_and_names_in_csv_are_left_alone(layout: Layout, tmp_path: Path) -> None:
    _titled(layout, ["法治政府建设报告 = 2020"])
    write_panel(layout, tmp_path / "p.csv")
    assert pd.read_csv(tmp_path / "p.csv").title[0] == "法治政府建设报告 = 2020"


def test_no_text_is_a_formula_in_xlsx(layout: Layout, tmp_path: Path) -> None:
    _titled(layout, [*ATTACKS, "control\x0b character"])
    write_panel(layout, tmp_path / "p.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["panel"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    titles = [row[4].value for row in sheet.iter_rows(min_row=2)]
    assert [t.replace("_x000D_", "\r").strip() for t in titles[:-1]] == [a.strip() for a in ATTACKS]
    assert titles[-1] == "control\ufffd character"


def test_a_folder_that_is_not_there_is_named(layout: Layout, tmp_path: Path) -> None:
    _titled(layout, ["报告"])
    write_json(layout.manifest("b"), {}, layout.root / "work")
    words = ["export", "--data", str(layout.root), "--output", str(tmp_path / "nowhere" / "p.csv")]
    run = CliRunner().invoke(main, words)
    assert run.exit_code == 1
    assert "nowhere" in run.output
    assert run.exception is None or isinstance(run.exception, SystemExit)
