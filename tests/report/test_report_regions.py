"""The table of regions itself, and the names that it finds."""

import re

import pytest

from fazhi.core.extract.report.gazetteer import gazetteer, townships
from fazhi.core.extract.report.organs import kind_of, read_organ
from fazhi.schema.curated import ISSUER_KINDS, REGION_LEVELS

IN_FORCE = 9999


def test_codes_levels_and_parents() -> None:
    table = gazetteer()
    assert len(table.by_code) > 3200
    for region in table.by_code.values():
        assert re.fullmatch(r"\d{6}", region.code)
        assert region.level in REGION_LEVELS
        assert (region.parent == "") == (region.level == "province")
        assert region.parent == "" or region.parent in table.by_code
        assert region.since <= region.until


def test_counts_of_the_official_list() -> None:
    """34 provinces; 333 prefectures of the mainland as the Ministry of Civil Affairs counts them."""
    held = [r for r in gazetteer().by_code.values() if r.until == IN_FORCE]
    assert sum(r.level == "province" for r in held) == 34
    assert sum(r.level == "prefecture" for r in held) == 333
    assert 2840 <= sum(r.level == "county" for r in held) <= 2860


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("兴安盟", {"152200"}),
        ("恩施州", {"422800"}),
        ("恩施市", {"422801"}),
        ("科右前旗", {"152221"}),
        ("阳春市", {"441781"}),
        ("金凤区", {"640106"}),
        ("黔东南州", {"522600"}),
        ("内蒙古", {"150000"}),
        ("吉林", {"220000"}),
        ("白杨市", {"659012"}),
        ("神农架林区", {"429021"}),
        ("积石山县", {"622927"}),
        ("朝阳区", {"110105", "220104"}),
    ],
)
def test_names(name: str, codes: set[str]) -> None:
    assert {r.code for r in gazetteer().by_name[name]} == codes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("在全州县市两级", []),
        ("整治完成县级事项", []),
        ("振兴县域经济", []),
        ("老城区改造", []),
        ("晋城市城区事务", ["晋城市", "城区"]),
        ("恩施州县乡村三级", ["恩施州"]),
        ("内蒙古自治区和兴安盟", ["内蒙古自治区", "兴安盟"]),
    ],
)
def test_mentions_in_running_text(text: str, names: list[str]) -> None:
    assert [m.name for m in gazetteer().mentions(text)] == names


def test_townships_lie_in_known_counties() -> None:
    codes = {code for held in townships().values() for code in held}
    known = gazetteer().by_code
    assert len(codes & known.keys()) / len(codes) > 0.99
    assert townships()["荣家湾镇"] == ("430621",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("阳春市人民政府", "government"),
        ("阳春市人民政府办公室", "department"),
        ("兴安盟行政公署", "government"),
        ("粤海街道办事处", "government"),
        ("苏州工业园区管理委员会", "government"),
        ("发展和改革委员会", "department"),
        ("阳春市人民法院", "court"),
        ("阳春市人民检察院", "court"),
        ("阳春市政务服务中心", "department"),
        ("阳春市疾病预防控制中心", "other"),
        ("中共阳春市委", "other"),
        ("中共阳春市委员会", "other"),
        ("深圳海关", "department"),
        ("中国人民银行天津分行", "department"),
        ("工商银行天津分行", "other"),
        ("阳春市", None),
        ("情况", None),
    ],
)
def test_kinds(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind
    assert kind in (None, *ISSUER_KINDS)


@pytest.mark.parametrize("name", ["人民政府", "办公室", "局", "", "推进情况", "2021年", "a局", "关于情况"])
def test_no_organ(name: str) -> None:
    assert read_organ(name, None) is None
