"""Which copy is better."""

import pytest

from fazhi.core.duplicates.official import FILE, GOVERNMENT, OWN, SITE, official
from fazhi.core.duplicates.quality import Copy, rank
from fazhi.core.duplicates.sketch import sketch
from fazhi.core.duplicates.subject import Subject

SKETCH = sketch("")


def copy_of(**other: object) -> Copy:
    fields: dict[str, object] = {
        "doc_id": "a", "subject": Subject("320813", "政府", 2023), "sketch": SKETCH, "source": "a.html",
        "media_type": "text/html", "region_name": "洪泽区", "charset_confidence": 1.0, "repairs": 0, "unrepaired": 0,
        "text_chars": 5000, **other,
    }  # fmt: skip
    return Copy(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"text_chars": 5000, "repairs": 9}, {"text_chars": 3000}),
        ({}, {"repairs": 40, "source": "http://www.hongze.gov.cn/a"}),
        ({}, {"unrepaired": 3}),
        ({}, {"charset_confidence": 0.4}),
        ({"source": "http://www.hongze.gov.cn/a.pdf", "media_type": "application/pdf"}, {"source": "http://www.js.gov.cn/a"}),
        ({"source": "http://www.js.gov.cn/a"}, {"source": "http://www.example.com/a"}),
        ({"source": "http://www.example.com/a"}, {"source": "a.html"}),
        ({"source": "http://www.hongze.gov.cn/a", "repairs": 3}, {"source": "http://www.example.com/a"}),
        ({}, {"subject": Subject(None, None, None)}),
        ({}, {"media_type": "application/pdf", "text_chars": 5100}),
        ({}, {"repairs": 1}),
        ({"text_chars": 5100}, {"text_chars": 5000}),
        ({"doc_id": "a"}, {"doc_id": "b"}),
        ({"repairs": 900}, {"held_back": True}),
    ],
)  # fmt: skip
def test_one_copy_is_better_than_the_other(better: dict[str, object], worse: dict[str, object]) -> None:
    one, other = copy_of(**better), copy_of(**{"doc_id": "b", **worse})
    longest = max(one.legible, other.legible)
    assert rank(one, longest) < rank(other, longest)


@pytest.mark.parametrize(
    ("source", "region", "place"),
    [
        ("http://www.hongze.gov.cn/x", "洪泽区", OWN), ("https://zwgk.sz.gov.cn", "深圳市", OWN),
        ("https://www.hlj.gov.cn/a", "黑龙江省", OWN), ("http://www.shaanxi.gov.cn/", "陕西省", OWN),
        ("http://sfj.lvliang.gov.cn/a.html", "吕梁市", OWN), ("crawl.warc.gz!/http://www.cq.gov.cn/x", "重庆市", OWN),
        ("www.enshi.gov.cn/2023/a.txt", "恩施土家族苗族自治州", OWN), ("http://www.moj.gov.cn/", "洪泽区", GOVERNMENT),
        ("http://www.hongze.gov.cn/x", None, GOVERNMENT), ("http://www.gov.cn.example.com/x", "洪泽区", SITE),
        ("http://www.chinacourt.org/x.html", "洪泽区", SITE), ("a/b.html", "洪泽区", FILE),
        ("a.gov.cn", "洪泽区", GOVERNMENT),
    ],
)  # fmt: skip
def test_how_official_a_source_is(source: str, region: str | None, place: int) -> None:
    assert official(source, region) == place
