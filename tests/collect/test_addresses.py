"""Where no request goes: addresses, forms of URLs, redirects, names that change their mind."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.collect import addresses
from fazhi.collect.addresses import checked_address, checked_url, public
from fazhi.collect.collecting import collected
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.core.ingest.item import Unreadable
from fazhi.core.refusal import Refused
from tests.collect.site import Site

PRIVATE = (
    "127.0.0.1 127.8.9.10 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.254 0.0.0.0 0.1.2.3 "
    "192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 "
    "255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12::1 ff02::1 ff0e::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: "
    "2002:a00:1::1 2001:db8::1 100::1 2001::1 ::ffff:0:127.0.0.1 ::ffff:0:10.0.0.1 4000::1 1::1 3fff::1 2001:2::1 "
    "2001:10::1 64:ff9b:1:7f00:1:: ::2 localhost"
)
PUBLIC = "93.184.216.34 1.2.4.8 2606:4700:4700::1111 2400:3200::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://x.gov.cn/a", "forbidden_address"), ("file:///etc/passwd", "forbidden_address"),
        ("gopher://x.gov.cn/", "forbidden_address"), ("http://user:secret@x.gov.cn/", "forbidden_address"),
        ("http://x.gov.cn@10.0.0.1/", "forbidden_address"), ("http://x.gov.cn:22/", "forbidden_address"),
        ("http://x.gov.cn:6379/", "forbidden_address"), ("http://x.gov.cn:99999/", "fetch_failed"),
        ("http://[::1/", "fetch_failed"), ("http:///a", "fetch_failed"), ("javascript:alert(1)", "forbidden_address"),
    ],
)  # fmt: skip
def test_urls_that_no_request_is_made_to(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_url(url)
    assert refused.value.code == code
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "url", ["http://x.gov.cn/", "https://x.gov.cn:8080/甲?b=c", "HTTP://X.GOV.CN:81", "http://市.cn"]
)
def test_urls_of_sites(url: str) -> None:
    assert checked_url(url) == url


FORMS = [
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "127.0.1",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::]", "0", "0.0.0.0", "127.0.0.1.",
    "LOCALHOST", "localhost.", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "%31%32%37.0.0.1",
]  # fmt: skip


def test_private_addresses_in_every_writing_are_refused(site: Site, policy: Policy, tmp_path: Path) -> None:
    urls = [f"http://{form}:{site.server_port}/page" for form in FORMS]
    urls += ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/"]
    found = list(collected([Listed(url) for url in urls], tmp_path / "spool", replace(policy, allow_private=False)))
    # What the resolver of this system does not take for an address has none, and is not asked for either.
    codes = {item.source: item.code for item in found if isinstance(item, Unreadable)}
    assert codes.keys() == set(urls)
    assert set(codes.values()) <= {"forbidden_address", "fetch_failed"}
    assert [code for url, code in codes.items() if "[" in url or "127.0.0.1:" in url] == ["forbidden_address"] * 6
    assert site.told.requests == []
    assert not (tmp_path / "spool").exists()


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["93.184.216.34", "10.0.0.1"]
    monkeypatch.setattr(addresses, "resolved", lambda host, port: found)
    with pytest.raises(Refused) as refused:
        checked_address("mixed.example", 80)
    assert refused.value.code == "forbidden_address"
    assert checked_address("mixed.example", 80, allow_private=True) == "93.184.216.34"


def test_the_address_that_was_checked_is_connected_to(
    site: Site, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name that is public when it is checked and private when it is used is resolved only once."""
    asked: list[str] = []

    def lookup(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        address = "192.0.2.1" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, site.server_port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: lookup(host) if host == "once.example" else real(host, *a, **k)
    )
    site.told.robots["once.example"] = (200, b"User-agent: *\n")  # the page comes over the same connection
    (found,) = collected([Listed(site.url("/page", "once.example"))], tmp_path, policy)
    assert not isinstance(found, Unreadable), found
    assert asked == ["once.example"]


def test_a_redirect_into_the_own_network_is_refused(
    site: Site, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host counts as public here; what it redirects to is checked like any other."""
    real = addresses.public
    monkeypatch.setattr(addresses, "resolved", lambda host, port: ["10.1.1.1" if "inner" in host else "127.0.0.1"])
    monkeypatch.setattr(addresses, "public", lambda address: address == "127.0.0.1" or real(address))
    targets = ("http://inner.example/", "http://u:p@open.example/", "gopher://open.example/", "http://open.example:25/")
    urls = [site.url(f"/to?{target}", "open.example") for target in targets]
    found = list(collected([Listed(url) for url in urls], tmp_path, replace(policy, allow_private=False)))
    assert [item.code for item in found if isinstance(item, Unreadable)] == ["forbidden_address"] * len(targets)


def test_a_name_that_is_none_fails(policy: Policy, tmp_path: Path) -> None:
    urls = ["http://no-such-host.invalid/", f"http://{'a' * 70}.cn/", "http://a..b/"]
    found = list(collected([Listed(url) for url in urls], tmp_path, policy))
    assert [item.code for item in found if isinstance(item, Unreadable)] == ["fetch_failed"] * 3
