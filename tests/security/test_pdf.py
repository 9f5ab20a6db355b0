"""PDF files with scripts, actions, forms and bombs: the text is read, nothing is run, the next document is read too."""

import zlib

import pytest

from fazhi.core.normalize.formats import pdf
from fazhi.core.normalize.formats.sandbox import Limits, Sandbox
from fazhi.core.refusal import Refused
from tests.security.traps import Listener

PDF = "fazhi.core.normalize.formats.pdf:extract"
RESOURCES = "<</Font<</F 5 0 R>>/XObject<</I 10 0 R>>>>"
WORDS = "Annual report on government under the rule of law"


def _pdf(content: bytes, catalog: str = "", page: str = "", objects: tuple[bytes, ...] = (), pages: int = 1) -> bytes:
    """A PDF file of `pages` pages with one content stream; `objects` are numbered from 10 on."""
    parts = {
        1: f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        2: f"<</Type/Pages/Count {pages}/Kids[{'3 0 R ' * pages}]>>".encode(),
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources{RESOURCES}{page}>>".encode(),
        4: content,
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    } | {10 + n: body for n, body in enumerate(objects)}
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return bytes(out + b"trailer<</Size 99/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at)


def _stream(data: bytes, words: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), words) + data + b"\nendstream"


def _packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return _stream(data, b"/Filter[" + b"/FlateDecode " * times + b"]")


TEXT = _stream(f"BT /F 12 Tf 72 700 Td ({WORDS}) Tj ET".encode())
ACTIONS = {
    "script": "/OpenAction<</S/JavaScript/JS(app.launchURL\\('{url}'\\);this.submitForm\\('{url}'\\))>>",
    "launch": "/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>",
    "address": "/OpenAction<</S/URI/URI({url})>>",
    "elsewhere": "/OpenAction<</S/GoToR/F<</FS/URL/F({url}/a.pdf)>>/D[0/Fit]>>",
    "form": "/AcroForm<</Fields[]/XFA({url})>>/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>",
    "file": "/Names<</EmbeddedFiles<</Names[(a)<</F(a.exe)/EF<</F 10 0 R>>>>]>>>>",
}


@pytest.mark.parametrize("name", ACTIONS)
def test_scripts_and_actions_are_not_run(listener: Listener, no_network: list[str], name: str) -> None:
    data = _pdf(
        TEXT,
        ACTIONS[name].format(url=listener.url),
        "/AA<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        (_stream(b"MZ"),),
    )
    assert pdf.extract(data).text == WORDS
    assert (listener.calls, no_network) == (0, [])


@pytest.fixture(scope="module")
def box() -> Sandbox:
    """A child that holds little memory for little time."""
    return Sandbox(Limits(seconds=20, memory_bytes=1 << 30))


def _bombs() -> dict[str, bytes]:
    huge = b"<</Type/XObject/Subtype/Image/Width 1000000/Height 1000000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    image = _stream(zlib.compress(bytes(1 << 16)), huge[2:] + b"/Filter/FlateDecode")
    return {
        "pages": _pdf(TEXT, pages=20_000),
        "stream": _pdf(_packed(b" " * (48 << 20))),
        "filters": _pdf(_packed(b" " * (48 << 20), 3)),
        "image": _pdf(_stream(b"q 612 0 0 792 0 0 cm /I Do Q"), objects=(image,)),
        "itself": _pdf(_stream(b"/I Do"), objects=(
            _stream(b"/I Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 10 0 R>>>>"),)),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["pages", "stream", "filters", "image", "itself"])
def test_bombs_are_refused_and_the_next_file_is_read(box: Sandbox, name: str) -> None:
    with pytest.raises(Refused) as refused:
        box.extract(PDF, _bombs()[name])
    assert refused.value.code in {"too_large", "no_text", "scanned", "bad_file", "crashed", "timeout"}
    assert box.extract(PDF, _pdf(TEXT)).text == WORDS


def test_a_count_of_pages_that_is_a_lie_is_not_believed(box: Sandbox) -> None:
    lying = _pdf(TEXT).replace(b"/Count 1/", b"/Count 2000000000/")
    assert box.extract(PDF, lying).text == WORDS
