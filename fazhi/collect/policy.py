"""How requests are made: who we say that we are, how often, how long, how much."""

import os
from dataclasses import dataclass

from fazhi.core.ingest.item import MAX_DOCUMENT_BYTES
from fazhi.settings import settings

# What robots.txt knows us by.
AGENT = "fazhi"


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits and manners of a collection; times in seconds, sizes in bytes.

    `pause`: least time between the starts of two requests to one host, of which `per_host` are under way at most;
    `hosts`: requests under way in all. `contact`: URL or mail address that the User-Agent names.
    """

    contact: str = ""
    pause: float = 1.0
    per_host: int = 1
    hosts: int = 16
    attempts: int = 4
    backoff: float = 1.0
    redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    page_seconds: float = 120.0
    max_bytes: int = MAX_DOCUMENT_BYTES
    attachments: int = 10
    # A site may ask for longer pauses: Crawl-delay is honoured up to this, and a site whose Retry-After is longer than
    # that is left alone for this run.
    crawl_delay_most: float = 60.0
    retry_after_most: float = 120.0
    # So many URLs of a host in a row without any answer, and the rest of them is not tried.
    failures_of_host: int = 3
    allow_private: bool = False

    @property
    def user_agent(self) -> str:
        """The header `User-Agent`."""
        from fazhi import __version__

        contact = f"; {self.contact}" if self.contact else ""
        return f"{AGENT}/{__version__} (research on rule-of-law reports{contact})"


def policy_now(allow_private: bool = False) -> Policy:
    """The policy that the settings ask for (group `collect`); `allow_private` is the command line's own wish.

    FAZHI_ALLOW_PRIVATE=1 in the environment stands for the setting too.
    """
    wanted = settings().collect.model_dump()
    wanted["allow_private"] |= allow_private or os.environ.get("FAZHI_ALLOW_PRIVATE") == "1"
    return Policy(**wanted)
