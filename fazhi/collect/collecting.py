"""A list of URLs to items: hosts side by side, attachments one level deep, results in the order of the list."""

import datetime as dt
import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urldefrag

from fazhi.collect.addresses import checked_url, host_of
from fazhi.collect.asking import Answer, Passing, Rejected, ask
from fazhi.collect.attachments import attachments
from fazhi.collect.connection import client
from fazhi.collect.crew import Crew
from fazhi.collect.listing import Listed
from fazhi.collect.policy import Policy
from fazhi.collect.robots import Robots
from fazhi.collect.turns import Turns
from fazhi.collect.visits import Visits, validators
from fazhi.core.ingest.headers import charset_of, kept_headers
from fazhi.core.ingest.item import Arrival, Item, Unreadable
from fazhi.core.ingest.media import HTML, sniff
from fazhi.core.refusal import Refused
from fazhi.storage.files import keep_bytes
from fazhi.storage.machine import of_the_machine
from fazhi.storage.places import Place


def collected(
    rows: Iterable[Listed | Unreadable],
    spool: Place,
    policy: Policy,
    visits: Visits | None = None,
    decided: Callable[[str], bool] = lambda doc_id: False,
) -> Iterator[Item | Unreadable]:
    """Each of `rows` as an item whose bytes lie in `spool`, or the reason why it could not be had.

    The documents attached to a page follow it. What is listed or linked twice is fetched once and comes twice. Of
    documents that are `decided` (by doc_id) the servers are asked only whether they have changed. Items come in the
    order of the list, whatever order the answers came in. Raises OSError, or what the store's client raises, where
    what comes cannot be kept: that is no fault of a site.
    """
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as folder:
        collection = _Collection(Path(folder), spool, policy, visits or Visits(), decided)
        try:
            yield from collection.items(list(rows))
        finally:
            collection.visits.save()


@dataclass(slots=True)
class _Slot:
    """A URL and what becomes of it. `follow`: whether documents that it links to are fetched too."""

    url: str
    arrival: Arrival
    follow: bool
    result: Item | Unreadable | None = None
    children: list["_Slot"] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """The next request for a slot: to `at`, which is another URL than the slot's after a redirect."""

    slot: _Slot
    at: str
    hops: int = 0
    attempt: int = 1


class _Collection:
    def __init__(
        self, folder: Path, spool: Place, policy: Policy, visits: Visits, decided: Callable[[str], bool]
    ) -> None:
        self.folder, self.spool, self.policy, self.visits, self.decided = folder, spool, policy, visits, decided
        self.slots: dict[str, _Slot] = {}
        self.shut: dict[str, str] = {}
        self.failures: dict[str, int] = {}
        self.lock = threading.Lock()
        self.broken: Exception | None = None
        self.crew: Crew[_Job] = Crew(Turns(policy.pause, policy.per_host), self._step, policy.hosts)

    def items(self, rows: list[Listed | Unreadable]) -> Iterator[Item | Unreadable]:
        found = [row if isinstance(row, Unreadable) else self._slot(row.url, row.arrival, follow=True) for row in rows]
        with client(self.policy) as self.client:
            self.robots = Robots(self.client, self.policy)
            with self.crew:
                told: set[str] = set()
                for row in found:
                    if isinstance(row, Unreadable):
                        yield row
                    else:
                        yield from self._told(row, first=row.url not in told)
                        told.add(row.url)

    def _told(self, slot: _Slot, first: bool) -> Iterator[Item | Unreadable]:
        yield self._result(slot)
        for child in slot.children if first else ():
            result = self._result(child)
            yield replace(result, arrival=Arrival(**{"linked_from": slot.url, **result.arrival}))
        if first and slot.left_out:
            message = f"页面另有 {slot.left_out} 个附件,超过每页 {self.policy.attachments} 个的上限;请列入清单"
            yield Unreadable(f"{slot.url}!/其余附件", slot.url, "too_large", message)

    def _result(self, slot: _Slot) -> Item | Unreadable:
        self.crew.wait_for(lambda: slot.result is not None or self.broken is not None)
        if self.broken is not None:
            raise self.broken
        assert slot.result is not None
        return slot.result

    def _slot(self, url: str, arrival: Arrival, follow: bool) -> _Slot:
        """The slot of `url`, put to work when it is new."""
        with self.lock:
            slot = self.slots.get(url)
            if slot is not None:
                return slot
            slot = self.slots[url] = _Slot(url, arrival, follow)
        self.crew.put(host_of(url), _Job(slot, url))
        return slot

    def _step(self, host: str, job: _Job) -> None:
        try:
            self._ask(host, job)
        except Passing as error:
            self._again(host, job, error)
        except Refused as refused:
            self._refused(job, refused)
        except Exception as error:
            if of_the_machine(error):
                self.broken = error
            self._refused(job, Refused("internal_error", f"采集程序缺陷({type(error).__name__}: {error});请报告"))

    def _ask(self, host: str, job: _Job) -> None:
        if host in self.shut:
            raise Refused("fetch_failed", self.shut[host])
        self._check_manners(host, checked_url(job.at))
        visit = self.visits.get(job.slot.url)
        known = visit is not None and visit.sha256 is not None and self.decided(visit.sha256[:16])
        answer = ask(self.client, job.at, self.policy, self.folder, validators(visit, job.at) if known else None)
        self.failures[host] = 0
        if answer.location is not None:
            self._elsewhere(job, answer.location)
        elif answer.not_modified and visit is not None:
            self._unchanged(job.slot, answer, visit.sha256 or "", visit.attachments)
        else:
            self._document(job.slot, answer)

    def _check_manners(self, host: str, url: str) -> None:
        """Raises Refused where the site does not want us, now or at all."""
        if not self.robots.allows(url):
            raise Refused("disallowed", "网站的 robots.txt 不允许采集此网址")
        pause = self.robots.pause(url)
        if pause is not None and pause > self.policy.pause:
            self.crew.slow_down(host, min(pause, self.policy.crawl_delay_most))

    def _elsewhere(self, job: _Job, location: str) -> None:
        if job.hops >= self.policy.redirects:
            raise Refused("fetch_failed", f"重定向超过 {self.policy.redirects} 次;请检查网址")
        at = checked_url(urldefrag(location).url)
        self.crew.put(host_of(at), replace(job, at=at, hops=job.hops + 1, attempt=1))

    def _again(self, host: str, job: _Job, error: Passing) -> None:
        """Another attempt later, where there is one left and the server does not want to be left alone for longer."""
        most = self.policy.retry_after_most
        if error.after is not None and error.after > most:
            self.shut.setdefault(host, f"网站要求 {error.after:.0f} 秒后再来({error.why});请稍后再运行")
            self._refused(job, Refused("fetch_failed", self.shut[host]), error.status)
        elif job.attempt >= self.policy.attempts:
            self.failures[host] = self.failures.get(host, 0) + 1
            if self.failures[host] >= self.policy.failures_of_host:
                self.shut.setdefault(host, f"网站连续 {self.failures[host]} 个网址取不到({error.why});本次不再访问")
            why = f"{job.attempt} 次都没取到:{error.why};请检查网址,稍后再运行"
            self._refused(job, Refused("fetch_failed", why), error.status)
        else:
            delay = self.policy.backoff * random.uniform(0.5, 1.0) * 2 ** (job.attempt - 1)
            if error.after is not None:
                self.crew.hold(host, error.after)
                delay = max(delay, error.after)
            self.crew.put(host, replace(job, attempt=job.attempt + 1), delay)

    def _refused(self, job: _Job, why: Refused, status: int | None = None) -> None:
        slot = job.slot
        status = why.status if isinstance(why, Rejected) else status
        with self.lock:
            self.visits.failed(slot.url, why.code, status)
        slot.result = Unreadable(slot.url, slot.url, why.code, why.message, slot.arrival)

    def _unchanged(self, slot: _Slot, answer: Answer, sha256: str, linked: list[str]) -> None:
        self._follow(slot, linked)
        with self.lock:
            self.visits.unchanged(slot.url)
        slot.result = Item(slot.url, "", sha256, 0, unchanged=True, arrival=self._arrival(slot, answer))

    def _document(self, slot: _Slot, answer: Answer) -> None:
        charset = charset_of(answer.header("content-type") or "")
        linked = self._links(answer, charset) if slot.follow and self.policy.attachments else []
        self._follow(slot, linked)
        place = self._keep(answer)
        with self.lock:
            self.visits.answered(slot.url, answer, linked)
        now = dt.datetime.now(dt.UTC).isoformat()
        slot.result = Item(
            slot.url, str(place), answer.sha256, answer.size, charset, now, spooled=True,
            arrival=self._arrival(slot, answer),
        )  # fmt: skip

    def _keep(self, answer: Answer) -> Place:
        """Put what was fetched into the spool."""
        assert answer.path is not None
        place = self.spool / answer.sha256
        if isinstance(place, Path):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(answer.path, place)
        else:
            keep_bytes(place, answer.path.read_bytes())
            answer.path.unlink()
        return place

    def _follow(self, slot: _Slot, linked: list[str]) -> None:
        if slot.follow and self.policy.attachments:
            wanted = linked[: self.policy.attachments]
            slot.left_out = len(linked) - len(wanted)
            slot.children = [self._slot(url, Arrival(), follow=False) for url in wanted]

    def _links(self, answer: Answer, charset: str | None) -> list[str]:
        assert answer.path is not None
        with answer.path.open("rb") as file:
            head = file.read(2 << 20)
        return attachments(head, answer.url, charset) if sniff(head, answer.url) == HTML else []

    def _arrival(self, slot: _Slot, answer: Answer) -> Arrival:
        arrival = Arrival(final_url=answer.url, http_status=answer.status, http_headers=kept_headers(answer.headers))
        return Arrival(**{**slot.arrival, **arrival})
