"""Lists of URLs: what is one, what its rows say, and that no row is lost."""

from pathlib import Path

import pytest

from fazhi.collect.listing import Listed, listed
from fazhi.core.ingest.item import Unreadable


def _rows(tmp_path: Path, name: str, content: str | bytes) -> list[Listed | Unreadable] | None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return listed(path)


@pytest.mark.parametrize(
    ("name", "content", "urls"),
    [
        ("a.txt", "# list\nhttp://a.gov.cn/1\n\nhttps://b.gov.cn/2\nhttp://a.gov.cn/1\n", 3),
        ("a.csv", "issuer,url\n甲市,http://a.gov.cn/1\n乙市,http://b.gov.cn/2\n", 2),
        ("b.csv", "http://a.gov.cn/1,甲市\n", 1),
        ("bom.csv", "\ufeffURL;issuer\r\nhttp://a.gov.cn/1;甲市\r\n", 1),
        ("tab.csv", "url\tyear\nhttp://a.gov.cn/1\t2022\n", 1),
        ("zh.csv", "发布机关,网址\n甲市,http://a.gov.cn/1\n", 1),
        ("report.txt", "一、主要举措\n详见 http://a.gov.cn/1\n二、存在的问题\n", None),
        ("c.csv", "项目,数量\n许可,5\n", None),
        ("data.csv", "项目,数量\n许可,5\n处罚,见 http://a.gov.cn\n", None),
        ("d.html", "http://a.gov.cn/1\n", None),
        ("e.txt", "", None),
    ],
)
def test_what_is_a_list_of_urls(tmp_path: Path, name: str, content: str, urls: int | None) -> None:
    rows = _rows(tmp_path, name, content)
    assert (sum(isinstance(row, Listed) for row in rows) if rows is not None else None) == urls


def test_a_bad_row_is_an_item_with_its_line(tmp_path: Path) -> None:
    rows = _rows(
        tmp_path, "urls.csv", 'url,issuer\nhttp://a.gov.cn/1,甲\nwww.b.gov.cn,乙\n,丙\n"http://c.gov.cn/\n3",丁\n'
    )
    assert rows is not None
    first, *bad = rows
    assert first == Listed("http://a.gov.cn/1", {"declared_issuer": "甲"})
    assert [(row.source, row.code) for row in bad if isinstance(row, Unreadable)] == [
        ("urls.csv:3", "bad_row"), ("urls.csv:4", "bad_row"), ("urls.csv:5", "bad_row"),
    ]  # fmt: skip
    assert all("行" in row.message for row in bad if isinstance(row, Unreadable))


def test_a_table_with_a_head_is_a_list_however_bad_its_rows(tmp_path: Path) -> None:
    rows = _rows(tmp_path, "urls.csv", "url\nhttp://a.gov.cn/1\nx\ny\nz\n")
    assert rows is not None
    assert [isinstance(row, Listed) for row in rows] == [True, False, False, False]


def test_what_the_list_declares_goes_with_the_url(tmp_path: Path) -> None:
    rows = _rows(
        tmp_path,
        "u.csv",
        "year,region,url,issuer\n2022年度,甲市,http://a.cn/1#top,甲市政府\n,,http://a.cn/2,\nx,,http://a.cn/3\n",
    )
    assert rows == [
        Listed("http://a.cn/1", {"declared_issuer": "甲市政府", "declared_region": "甲市", "declared_year": 2022}),
        Listed("http://a.cn/2"),
        Listed("http://a.cn/3"),
    ]


def test_lists_of_excel_and_of_old_systems_are_read(tmp_path: Path) -> None:
    content = "网址,发布机关\nhttp://a.gov.cn/1,某某市人民政府办公厅\n"
    for charset in ("gb18030", "utf-8-sig"):
        rows = _rows(tmp_path, "u.csv", content.encode(charset))
        assert rows == [Listed("http://a.gov.cn/1", {"declared_issuer": "某某市人民政府办公厅"})]


@pytest.mark.parametrize(
    "row", ["ftp://a.cn/1", "javascript:x", "http://a.cn/ b", "http://a.cn/\x00", "http://a/" + "x" * 5000]
)
def test_what_is_no_url_to_fetch(tmp_path: Path, row: str) -> None:
    rows = _rows(tmp_path, "u.txt", f"http://a.cn/1\n{row}\n")
    assert rows is not None
    assert isinstance(rows[1], Unreadable)
    assert (rows[1].source, rows[1].code) == ("u.txt:2", "bad_row")
