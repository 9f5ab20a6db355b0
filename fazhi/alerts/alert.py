"""An alert, and what it says."""

import functools
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    from fazhi.alerts.settings import Language

Cause = Literal["failed", "withheld", "quarantine", "quiet", "audit", "test", "died", "missed"]


@dataclass(frozen=True, slots=True)
class Alert:
    """A cause for telling people. `batch` and `cause` name it: it is sent once. `facts` fill in its text."""

    cause: Cause
    batch: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.batch}.{self.cause}"

    def title(self, language: "Language") -> str:
        """One line, without the name of the project."""
        return self._said("title", language, " / ")

    def text(self, language: "Language") -> str:
        """What has happened and what to do, a paragraph a language."""
        return self._said("text", language, "\n")

    def _said(self, part: str, language: "Language", between: str) -> str:
        languages = ("zh", "en") if language == "both" else (language,)
        facts = {"batch": self.batch, **self.facts}
        return between.join(_texts()[self.cause][one][part].format_map(facts) for one in languages)


@functools.cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        files("fazhi.alerts").joinpath("messages.yml").read_text("utf8")
    )
    return read
