"""The HTTP client: connects to checked addresses, keeps no cookies, lets no answer take longer than allowed."""

import http.cookiejar
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from fazhi.collect.addresses import checked_address
from fazhi.collect.policy import Policy
from fazhi.core.refusal import Refused

# What the wire may be packed with: `fazhi.core.ingest.encodings` undoes these.
_ACCEPTED = "gzip, deflate, br, zstd"


class _Limit(threading.local):
    """When the request of this thread must be over (monotonic seconds)."""

    at = float("inf")


_limit = _Limit()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """No reading or writing of this thread goes on longer than `seconds` from now, however slowly bytes drip.

    What does raises Refused(fetch_failed).
    """
    _limit.at = time.monotonic() + seconds
    try:
        yield
    finally:
        _limit.at = float("inf")


def client(policy: Policy) -> httpx.Client:
    """A client for the threads of one collection; follows no redirects, reads no settings of the environment."""
    timeout = httpx.Timeout(policy.read_seconds, connect=policy.connect_seconds, pool=policy.page_seconds)
    jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    headers = {"User-Agent": policy.user_agent, "Accept-Encoding": _ACCEPTED, "Accept-Language": "zh-CN,zh;q=0.9"}
    return httpx.Client(transport=_transport(policy), timeout=timeout, trust_env=False, cookies=jar, headers=headers)


def _transport(policy: Policy) -> httpx.HTTPTransport:
    context = httpx.create_ssl_context(trust_env=False)
    transport = httpx.HTTPTransport(verify=context)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=context, max_connections=2 * policy.hosts, max_keepalive_connections=policy.hosts,
        keepalive_expiry=5.0, network_backend=_Backend(policy.allow_private),
    )  # fmt: skip
    return transport


class _Backend(httpcore.SyncBackend):
    """Connects to the address that was checked, not to the name."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        address = checked_address(host, port, self._allow_private)
        return _Stream(super().connect_tcp(address, port, *args, **kwargs))


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the request's time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _timed():
            return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _timed():
            self._inner.write(buffer, _left(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _timed():
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


@contextmanager
def _timed() -> Iterator[None]:
    """Tells a wait that ended because the request's time was over from one that the server may do better next time."""
    try:
        yield
    except httpcore.TimeoutException:
        _left(None)
        raise


def _left(timeout: float | None) -> float | None:
    left = _limit.at - time.monotonic()
    if left <= 0:
        raise Refused("fetch_failed", "在时限内没有传完;请稍后再运行")
    if left == float("inf"):
        return timeout
    return left if timeout is None else min(timeout, left)
