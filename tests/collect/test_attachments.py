"""Which links of a page are followed, and what becomes of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.collect.attachments import attachments
from fazhi.collect.collecting import collected
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.core.ingest.item import Item, Unreadable
from tests.collect.site import PDF, Site

PAGE = "http://www.x.gov.cn/art/2023/1.html"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<a href="a.pdf">附件</a>', ["http://www.x.gov.cn/art/2023/a.pdf"]),
        ('<A class=x HREF=/f/a.DOCX target="_blank"><span>法治政府</span>建设</A>', ["http://www.x.gov.cn/f/a.DOCX"]),
        ("<a href='/f/%E5%B9%B4%E5%BA%A6%E6%8A%A5%E5%91%8A.ofd'>点击</a>",
         ["http://www.x.gov.cn/f/%E5%B9%B4%E5%BA%A6%E6%8A%A5%E5%91%8A.ofd"]),
        ('<a href="/down.jsp?a=1&amp;file=b.pdf">附件下载</a>', ["http://www.x.gov.cn/down.jsp?a=1&file=b.pdf"]),
        ('<a href="/d?id=7">附件1:年度报告.xlsx</a>', ["http://www.x.gov.cn/d?id=7"]),
        ('<a href="http://file.x.gov.cn/a.pdf">附件</a>', ["http://file.x.gov.cn/a.pdf"]),
        ('<a href="a.pdf#page=2">附件</a><a href="a.pdf">附件</a>', ["http://www.x.gov.cn/art/2023/a.pdf"]),
        ('<base href="/b/"><a href="a.pdf">附件</a>', ["http://www.x.gov.cn/b/a.pdf"]),
        ('<iframe src="/viewer/a.pdf"></iframe>', ["http://www.x.gov.cn/viewer/a.pdf"]),
        ('<a href="a.pdf">查看</a>', []),
        ('<a href="a.html">附件</a>', []),
        ('<a href="a.pdf">政府信息公开工作年度报告</a>', []),
        ('<a href="http://y.gov.cn/a.pdf">附件</a>', []),
        ('<a href="http://x.gov.cn.evil.example/a.pdf">附件</a>', []),
        ('<a href="javascript:open(\'a.pdf\')">附件</a>', []),
        ('<a href="file:///etc/a.pdf">附件</a>', []),
        ('<a href="http://[::1/a.pdf">附件</a>', []),
        ("没有链接", []),
    ],
)  # fmt: skip
def test_links_that_are_followed(link: str, found: list[str]) -> None:
    assert attachments(f"<html><body>法治政府建设年度报告{link}</body></html>".encode(), PAGE) == found


def test_a_page_in_gbk_and_a_page_that_is_no_text() -> None:
    page = '<html><p>某某市人民政府法治政府建设年度报告</p><a href="a.pdf">附件</a>'.encode("gb18030")
    assert attachments(page, PAGE, "gbk") == ["http://www.x.gov.cn/art/2023/a.pdf"]
    assert attachments(bytes(range(32)) * 99, PAGE) == []


def test_a_page_made_of_openings_takes_no_time_to_speak_of() -> None:
    for piece in ("<a ", "<a href=x>", "<a href='x'>附件<", "<base ", "<iframe "):
        assert attachments((piece * (400_000 // len(piece))).encode(), PAGE) == []


def test_attachments_are_items_of_their_own(site: Site, policy: Policy, tmp_path: Path) -> None:
    site.told.robots["127.0.0.1"] = (200, b"User-agent: *\nDisallow: /download\n")
    page, pdf, docx = collected([Listed(site.url("/carrier"))], tmp_path, policy)
    assert isinstance(page, Item)
    assert isinstance(pdf, Item)
    assert isinstance(docx, Unreadable)
    assert (pdf.source, Path(pdf.path).read_bytes()) == (site.url("/files/report.pdf"), PDF)
    assert pdf.arrival["linked_from"] == docx.arrival["linked_from"] == page.source
    assert docx.code == "disallowed"
    assert site.told.asked("/files/guide.pdf") == 0


def test_an_attachment_that_is_listed_too_is_fetched_once(site: Site, policy: Policy, tmp_path: Path) -> None:
    listed = Listed(site.url("/files/report.pdf"), {"declared_year": 2022})
    found = list(collected([Listed(site.url("/carrier")), listed], tmp_path, policy))
    assert [item.source.removeprefix(site.url()) for item in found] == [
        "/carrier", "/files/report.pdf", "/download?id=7", "/files/report.pdf",
    ]  # fmt: skip
    assert site.told.asked("/files/report.pdf") == 1
    assert found[1].arrival["declared_year"] == 2022


def test_attachments_of_attachments_are_not_followed(site: Site, policy: Policy, tmp_path: Path) -> None:
    site.told.content = {
        "/files/report.pdf": '<html><body>法治<a href="/deeper.pdf">附件</a></body></html>'.encode(),
        "/deeper.pdf": PDF,
    }
    assert len(list(collected([Listed(site.url("/carrier"))], tmp_path, policy))) == 3
    assert site.told.asked("/deeper.pdf") == 0


def test_many_attachments_are_bounded_and_the_rest_told(site: Site, policy: Policy, tmp_path: Path) -> None:
    links = "".join(f'<a href="/page?{n}.pdf">附件{n}</a>' for n in range(9))
    site.told.content = {"/many": f"<html><body>法治政府{links}</body></html>".encode()}
    found = list(collected([Listed(site.url("/many"))], tmp_path, replace(policy, attachments=3)))
    assert [isinstance(item, Item) for item in found] == [True] * 4 + [False]
    rest = found[-1]
    assert isinstance(rest, Unreadable)
    assert (rest.source, rest.code) == (site.url("/many!/其余附件"), "too_large")
    assert "6 个附件" in rest.message


def test_none_are_followed_where_none_are_wanted(site: Site, policy: Policy, tmp_path: Path) -> None:
    assert len(list(collected([Listed(site.url("/carrier"))], tmp_path, replace(policy, attachments=0)))) == 1
