"""A small inbox of everything: clean and damaged reports, other charsets, archives, copies, files that are none."""

import io
import zipfile
from pathlib import Path

from tests.flows.poisoned import fill

_ISSUERS = ("安溪县", "盘州市", "墨脱县", "恩施市", "海曙区", "平果市")
_REPORT = """{issuer}人民政府关于{year}年法治政府建设情况的报告
{issuer}人民政府 {next}年3月{day}日
一、{year}年法治政府建设主要举措和成效
(一)依法全面履行政府职能。全年办理行政许可{a}件,同比增长{p}%,办理时限由{b}个工作日压缩至{c}个工作日。
(二)推进行政复议。收到行政复议申请{d}件,受理{e}件,审结{c}件,其中维持{b}件、撤销{day}件。
二、存在的问题
基层执法力量不足,部分单位学法用法不够深入。
三、{next}年工作安排
继续推进法治政府建设,开展普法活动{b}余场次,覆盖群众{a}.5万人次。
"""


def report(n: int) -> str:
    """Report number `n`: no two are alike in more than their frame."""
    year, a = 2012 + n % 11, 1000 + 37 * n
    return _REPORT.format(
        issuer=_ISSUERS[n % len(_ISSUERS)], year=year, next=year + 1, day=2 + n % 26, a=a, p=3 + n % 40, b=20 + n,
        c=5 + n, d=300 + 11 * n, e=250 + 11 * n,
    )  # fmt: skip


def make(folder: Path) -> None:
    """Fill a new folder: some sixty items, three dozen of them reports that are published."""
    fill(folder)
    (folder / "pipe").unlink()
    for n in range(20):
        (folder / f"report-{n:02d}.txt").write_text(report(n), "utf8")
    for n in range(20, 26):
        (folder / f"report-{n:02d}.txt").write_bytes(report(n).encode("gb18030"))
    for n in range(26, 30):
        text = "".join(f"<p>{line}</p>" for line in report(n).splitlines())
        page = f"<html><head><title>{text[3:20]}</title></head><body><div>{text}</div></body></html>"
        (folder / f"page-{n}.html").write_text(page, "utf8")
    (folder / "copy.txt").write_bytes((folder / "report-00.txt").read_bytes())
    (folder / "reports.zip").write_bytes(archive({f"{n}.txt": report(n).encode() for n in range(30, 38)}))
    (folder / "nested.zip").write_bytes(archive({"inner.zip": archive({"38.txt": report(38).encode(), "39.txt": b""})}))


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return buffer.getvalue()
