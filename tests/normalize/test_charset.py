"""Bytes in every charset that government sites send: read right, whatever is declared, or refused."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalize_cases import official_text
from opencc import OpenCC

from fazhi.core.normalize.charset import decode, family
from fazhi.core.refusal import Refused

CHARSETS = {"utf-8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}
BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
DECLARED = (None, "utf-8", "gb2312", "big5", "iso-8859-1", "no-such-charset")


def pieces(size: int = 200, count: int = 12) -> list[str]:
    text = official_text()
    places = random.Random(7)
    return [text[at : at + size] for at in (places.randrange(len(text) - size) for _ in range(count))]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("codec", CHARSETS)
def test_pieces_of_200_characters_are_read_right(codec: str, declared: str | None) -> None:
    for piece in pieces():
        data = piece.encode(codec, "ignore")
        found = decode(data, declared)
        assert found.text == data.decode(codec)
        assert found.charset == CHARSETS[codec]
        assert 0 < found.confidence <= 1


@pytest.mark.parametrize("codec", BOMS)
def test_bom_is_read_and_left_out(codec: str) -> None:
    found = decode(BOMS[codec] + pieces(count=1)[0].encode(codec), "gb2312")
    assert (found.text, found.steps) == (pieces(count=1)[0], ("bom",))


@pytest.mark.parametrize("codec", ["big5", "cp950", "gb18030"])
def test_traditional_text_is_told_apart(codec: str) -> None:
    to_traditional = OpenCC("s2t")
    for piece in pieces():
        data = to_traditional.convert(piece).encode(codec, "ignore")
        assert decode(data).text == data.decode(codec)


def test_a_wrong_declaration_is_named() -> None:
    steps = decode(pieces(count=1)[0].encode("gb18030"), "big5").steps
    assert steps == ("plausible as gb18030", "declared big5 contradicted")


def test_two_characters_that_happen_to_be_valid_utf_8_are_gbk() -> None:
    assert decode("联通".encode("gbk")).text == "联通"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_a_cut_end_costs_one_character(codec: str) -> None:
    piece = pieces(count=1)[0] + "法"
    found = decode(piece.encode(codec)[:-1])
    assert (found.text, found.damage) == (piece[:-1], ("truncated_bytes",))


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_cut_beginning_costs_one_character(codec: str) -> None:
    piece = "法" + pieces(count=1)[0]
    found = decode(piece.encode(codec)[1:])
    assert found.text.lstrip("\ufffd") == piece[1:]
    assert found.damage == ("lost_bytes",)


def test_utf_16_that_lost_its_first_byte_is_read() -> None:
    piece = pieces(count=1)[0]
    found = decode(("法" + piece).encode("utf-16-le")[1:])
    assert (found.text.lstrip("\ufffd")[-len(piece) :], "truncated_bytes" in found.damage) == (piece, True)


@pytest.mark.parametrize(("own", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_in_another_charset_is_read_in_it(own: str, other: str) -> None:
    lines = [pieces()[0], "主办单位:兴安盟行政审批和政务服务局", pieces()[1]]
    data = b"\n".join((lines[0].encode(own), lines[1].encode(other), lines[2].encode(own)))
    found = decode(data)
    assert (found.text, found.charset, found.damage) == ("\n".join(lines), own, ("mixed_charset",))


def test_a_lost_byte_in_gbk_costs_its_own_character_only() -> None:
    piece = pieces(count=1)[0].replace("\n", "")
    data = piece[:100].encode("gb18030") + piece[100:].encode("gb18030")[1:]
    text = decode(data).text
    assert text[:100] == piece[:100]
    assert text[-len(piece[101:]) :] == piece[101:]
    assert text.count("\ufffd") == 1


def test_hz_is_read() -> None:
    assert decode("法治政府建设".encode("hz")).text == "法治政府建设"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\0" * 500, "binary"),
        (bytes(random.Random(1).randbytes(5000)), "binary"),
        (bytes(random.Random(1).choices(range(0x80, 0x100), k=5000)), "undecodable"),
        ("Ünïcödé tëxt ön à pàgé éèêë äöü ".encode("latin-1") * 20, "undecodable"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(data)
    assert refused.value.code == code


@given(st.binary(max_size=600))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    try:
        found = decode(data)
    except Refused as refused:
        assert refused.code in ("empty", "binary", "undecodable")  # noqa: PT017
    else:
        assert found.text.encode("utf-8", "surrogatepass") is not None
        assert found.charset in ("utf-8", "gb18030", "big5", "utf-16le", "utf-16be", "hz-gb-2312")


@pytest.mark.parametrize(
    ("label", "charset"),
    [("GB2312", "gb18030"), ("x-gbk", None), ("cp936", "gb18030"), (" 'UTF8' ", "utf-8"), ("latin1", None), ("", None)],
)
def test_labels_stand_for_families(label: str, charset: str | None) -> None:
    assert family(label) == charset
