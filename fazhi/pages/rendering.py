"""The template environment: everything escaped, nothing that a browser would have to fetch."""

import datetime as dt
import functools
import json
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fazhi.core.normalize.kinds import kind
from fazhi.core.reasons import reason
from fazhi.pages.charts import bar, columns
from fazhi.pages.escaping import replaced

if TYPE_CHECKING:
    from jinja2 import Environment


@functools.cache
def environment() -> "Environment":
    """Templates of this package, autoescape on."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("fazhi.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(bar=bar, columns=columns, named=kind, reasoned=reason)
    made.filters.update(
        evidence=evidence_link, fragment=lambda anchor: quote(anchor, safe=""), minute=minute, number=number,
        observed=observed, visible=visible,
    )  # fmt: skip
    return made


def render_page(template: str, **values: Any) -> str:
    """The page as text that can be written as UTF-8, whatever characters `values` held."""
    page = environment().get_template(template).render(**values)
    return replaced(page)


def evidence_link(doc_id: str, anchor: str = "") -> str:
    """Address of a report's evidence page, relative to the batch's page."""
    page = f"evidence/{quote(doc_id, safe='')}.html"
    return f"{page}#{quote(anchor, safe='')}" if anchor else page


def number(value: float | None) -> str:
    """A value as a person writes it: no needless decimals, thousands separated."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0")


def minute(moment: str) -> str:
    """A time of ISO 8601 in UTC, to the minute; what is none stays as it is."""
    try:
        return f"{dt.datetime.fromisoformat(moment).astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return moment


def observed(told: str) -> str:
    """What an expectation observed (JSON) as a person reads it: samples as `name value`; not the share of rows.

    What is no JSON stays as it is.
    """
    try:
        said = json.loads(told)
    except ValueError:
        return told
    if isinstance(said, dict):
        said.pop("failed_percent", None)
        said = said["sample"] if list(said) == ["sample"] else said
    return "; ".join(map(_told, said)) if isinstance(said, list) else _told(said)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(one)}" for name, one in value.items() if one is not None)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def visible(text: str) -> str:
    """`text` with blanks and characters that cannot be seen written out, where it holds nothing else."""
    return "".join(map(_seen, text)) if not any(map(_is_seen, text)) else text


def _is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs")


def _seen(character: str) -> str:
    if character == "\n":
        return "⏎"
    return "␣" if character.isspace() else f"U+{ord(character):04X}"
