"""What is known of a report beside its text."""

from typing import NamedTuple

CONTEXT_CHARS = 60_000  # of the text, in which the parents of an ambiguous region are looked for


class Page(NamedTuple):
    """Title and source line of the page; `context` is all words that may name a region's parents.

    The source line is that of the page's metadata, else that of the head of its text.
    """

    title: str | None
    source: str | None
    context: str

    @classmethod
    def of(cls, text: str, title: str | None, page_source: str | None, path: str | None) -> "Page":
        """The page's own words, and the first part of the text with them and the path or URL as context."""
        context = "\n".join((text[:CONTEXT_CHARS], title or "", page_source or "", path or ""))
        return cls(title, page_source, context)
