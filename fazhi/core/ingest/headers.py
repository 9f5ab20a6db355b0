"""Response headers: what is kept of them beside the content, and what they say about it."""

import email.message
import json
from collections.abc import Iterable

# Sessions are nobody's business; the rest is evidence of how the document was served.
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2"})
_MOST = 100
_LONGEST = 2_000


def kept_headers(headers: Iterable[tuple[str, str]]) -> str:
    """The headers as JSON, an object of lower-case names; several of one name are joined with `, ` (RFC 9110, 5.3)."""
    kept: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()[:_LONGEST]
        if key in _NOT_KEPT or (len(kept) >= _MOST and key not in kept):
            continue
        value = value.encode("utf8", "backslashreplace").decode()
        kept[key] = (f"{kept[key]}, {value}" if key in kept else value)[:_LONGEST]
    return json.dumps(kept, ensure_ascii=False)


def charset_of(content_type: str) -> str | None:
    """The charset that a `Content-Type` declares, lower case, quotes undone."""
    message = email.message.Message()
    message["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    charset = message.get_content_charset()
    return charset[:40] if charset else None
