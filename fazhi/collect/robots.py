"""robots.txt by RFC 9309: read once a site and run; where it cannot be had for a reason of the server's, nothing is."""

import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from protego import Protego

from fazhi.collect.addresses import checked_url
from fazhi.collect.asking import Passing, Rejected, ask
from fazhi.collect.policy import AGENT, Policy
from fazhi.core.normalize.charset import decode
from fazhi.core.refusal import Refused

# RFC 9309, 2.5: at least 500 KiB of the rules must be read; what is more may be passed over.
_LARGEST = 512 << 10
_HOPS = 5
# What stands where rules should, and is none: allowed, like no file at all (RFC 9309, 2.3.1.3).
_NO_RULES = frozenset({"empty", "binary", "undecodable"})


class Robots:
    """What the sites of a collection allow. Safe to use from several threads."""

    def __init__(self, client: httpx.Client, policy: Policy) -> None:
        self._client, self._policy = client, policy
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def allows(self, url: str) -> bool:
        """Whether we may ask for `url`. Raises Passing where the rules cannot be had now (5xx, no connection)."""
        return bool(self._rules_for(url).can_fetch(url, AGENT))

    def pause(self, url: str) -> float | None:
        """Seconds that the site wants between requests (Crawl-delay, Request-rate), None where it does not say."""
        rules = self._rules_for(url)
        delay = rules.crawl_delay(AGENT)
        rate = rules.request_rate(AGENT)
        wanted = [float(delay)] if delay is not None else []
        if rate is not None and rate.requests:
            wanted.append(rate.seconds / rate.requests)
        return max(wanted, default=None)

    def _rules_for(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}".lower()
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            if site not in self._rules:
                self._rules[site] = Protego.parse(self._text(f"{site}/robots.txt"))
            return self._rules[site]

    def _text(self, url: str) -> str:
        """The rules; none where the site has none (4xx, too many redirects)."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                return self._asked(url, Path(folder))
            except Passing as error:
                raise Passing(f"robots.txt 取不到({error.why}),按规范暂不采集", error.status, error.after) from error
            except Rejected as rejected:
                if rejected.status >= 500:
                    raise
            except Refused as refused:
                if refused.code not in _NO_RULES:
                    raise
        return ""

    def _asked(self, url: str, folder: Path) -> str:
        limits = replace(self._policy, max_bytes=_LARGEST)
        for _ in range(_HOPS + 1):
            answer = ask(self._client, checked_url(url), limits, folder, cut=True)
            if answer.path is not None:
                return decode(_whole_lines(answer.path.read_bytes())).text
            url = answer.location or url
        return ""


def _whole_lines(rules: bytes) -> bytes:
    """Without the line that was cut off where rules are longer than what is read of them."""
    return rules if len(rules) < _LARGEST else rules[: rules.rfind(b"\n") + 1] or rules
