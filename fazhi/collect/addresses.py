"""Where requests may go: http(s), no credentials, no port of another service, public addresses alone.

An address is checked after the name was resolved, and that very address is connected to: a name that answers
differently the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from fazhi.core.refusal import Refused

# Ports of other services: the list "port blocking" of the Fetch standard (WHATWG), which browsers refuse.
_OTHER_SERVICES = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
# Prefixes whose addresses carry an IPv4 address (RFC 6052, 3056, 4291, 2765), and where in the 128 bits it stands.
_CARRIERS = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0), (ipaddress.IPv6Network("2002::/16"), 80),
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0), (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),
)  # fmt: skip
# What IANA gives out as global unicast; nothing else of IPv6 is of the public internet.
_GLOBAL = ipaddress.IPv6Network("2000::/3")
# Local use, although the module `ipaddress` of some versions calls them global: RFC 7600, 7723, 9637, 2928, 7343.
_LOCAL = tuple(ipaddress.ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "2001::/23"))


def checked_url(url: str) -> str:
    """`url` where a request may be made to it at all; raises Refused (`fetch_failed`, `forbidden_address`)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("fetch_failed", f"网址写法有误:{url[:80]};请检查网址") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise Refused("forbidden_address", f"只访问 http 和 https 网址,不访问 {url[:80]}")
    if not host:
        raise Refused("fetch_failed", f"网址没有主机名:{url[:80]};请检查网址")
    if parts.username is not None or parts.password is not None:
        raise Refused("forbidden_address", "网址带有用户名或密码;不予访问")
    if port in _OTHER_SERVICES:
        raise Refused("forbidden_address", f"端口 {port} 属于其他服务;不予访问")
    return url


def host_of(url: str) -> str:
    """The host that a URL names, lower case, without a trailing dot: who is asked politely."""
    return (urlsplit(url).hostname or "").rstrip(".").lower()


def resolved(host: str, port: int) -> list[str]:
    """The addresses of `host`, IPv4 first; raises OSError or UnicodeError."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    return sorted(found, key=lambda address: (":" in address, address))


def checked_address(host: str, port: int, allow_private: bool = False) -> str:
    """An address of `host` to connect to; raises Refused where any of its addresses is not a public one."""
    try:
        found = resolved(host, port)
    except (OSError, UnicodeError) as error:
        raise Refused("fetch_failed", f"主机名 {host[:80]} 无法解析;请检查网址") from error
    private = [address for address in found if not public(address)]
    if not found:
        raise Refused("fetch_failed", f"主机名 {host[:80]} 没有地址;请检查网址")
    if private and not allow_private:
        raise Refused("forbidden_address", f"{host[:80]} 指向非公网地址 {private[0]};不予访问")
    return found[0]


def public(address: str) -> bool:
    """Whether `address` is one of the public internet, and no IPv6 form of one that is not."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _CARRIERS:
            if ip in network:
                return public(str(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
        if ip not in _GLOBAL:
            return False
    local = any(ip.version == network.version and ip in network for network in _LOCAL)
    return ip.is_global and not (ip.is_multicast or ip.is_unspecified or local)
