"""All steps in order, each a list of edits on what the step before made, composed into edits on the source text."""

from collections.abc import Callable

from fazhi.core.normalize import glyphs, legibility, residue, script, spacing
from fazhi.core.normalize.charset import decode
from fazhi.core.normalize.compose import COSMETIC, compose
from fazhi.core.normalize.edits import Edit, apply
from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.furniture import furniture
from fazhi.core.normalize.mojibake import utf8_as_gbk
from fazhi.core.normalize.normalized import Normalized
from fazhi.core.normalize.profile import Kind, Profile, profile
from fazhi.core.normalize.single_byte import single_byte
from fazhi.core.refusal import Refused

_PLAIN = "text/plain"
_LAYERS = 3  # times that text may have been read in a wrong charset, one on top of the other


def normalize_text(text: str) -> Normalized:
    """Normalize decoded plain text; raises Refused `empty`, `undecodable`, `not_chinese`, `degenerate`, `no_text`."""
    whole = _without_surrogates(text)
    damage = ("lost_bytes",) if whole != text and "\ufffd" in whole else ()
    return _normalize(Page(whole, None, None, None, "utf-8", 1.0, damage))


def normalize_bytes(
    data: bytes, *, media_type: str | None = None, declared_charset: str | None = None, name: str | None = None
) -> Normalized:
    """Normalize a document as received.

    In: its bytes; the media type, sniffed where it is None (`name` is a hint); the charset that its transport declares.
    Raises Refused with any reason of decoding, extraction or `normalize_text`.
    """
    if not data:
        raise Refused("empty", "没有任何字节")
    if media_type is None:
        from fazhi.core.ingest.media import sniff

        media_type = sniff(data, name)
    if media_type == _PLAIN:
        found = decode(data, declared_charset)
        return _normalize(Page(found.text, None, None, None, found.charset, found.confidence, found.damage))
    from fazhi.core.normalize.formats import extract_text

    return _normalize(extract_text(data, media_type, declared_charset))


def _without_surrogates(text: str) -> str:
    """Halves of surrogate pairs put together; a lone half is no character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class _Draft:
    """A text on its way, with all edits so far as edits on the source."""

    def __init__(self, text: str) -> None:
        self.source = self.text = text
        self.edits: list[Edit] = []
        self._profile: Profile | None = None

    def take(self, edits: list[Edit]) -> bool:
        """Make a step's edits; whether there were any."""
        if edits:
            self.text = apply(self.text, edits)
            self.edits = compose(self.edits, edits)
            self._profile = None
        return bool(edits)

    @property
    def profile(self) -> Profile:
        """The profile of the text as it is."""
        if self._profile is None:
            self._profile = profile(self.text)
        return self._profile

    def steps(self, *steps: Callable[[str, Profile], list[Edit]]) -> None:
        for step in steps:
            self.take(step(self.text, self.profile))


def _normalize(page: Page) -> Normalized:
    draft = _Draft(page.text)
    for _ in range(_LAYERS):
        if not draft.take(utf8_as_gbk(draft.text, draft.profile)) and not draft.take(
            single_byte(draft.text, draft.profile)
        ):
            break
    for residual in (residue.entities, residue.escapes, residue.tags):
        draft.take(residual(draft.text))
    legibility.check(draft.text, draft.profile)
    received = script.classify(draft.profile)
    draft.steps(
        _mirror, glyphs.compatibility, script.edits, glyphs.breaks_and_blanks, glyphs.private_and_lost, glyphs.widths,
        spacing.letter_spacing,
    )  # fmt: skip
    about = furniture(draft.text)
    draft.take(about.edits)
    draft.take(spacing.layout(draft.text))
    legibility.check_body(draft.text)
    source = draft.source
    edits = tuple([e for e in draft.edits if source[e[0] : e[1]] != e[2]])
    return Normalized(
        text=draft.text, source_text=draft.source, charset=page.charset, charset_confidence=page.charset_confidence,
        script=received, damage=_damage(page.damage, edits), edits=edits,
        page_title=page.title, page_date=page.date or about.date, page_source=page.source or about.source,
    )  # fmt: skip


def _mirror(text: str, profile: Profile) -> list[Edit]:
    if not (profile[Kind.TONED] or profile[Kind.LATIN] or profile[Kind.QUESTION]):
        return []  # neither a reading nor a lost byte
    from fazhi.core.normalize.mirror import repair

    return repair(text)


def _damage(decoding: tuple[str, ...], edits: tuple[Edit, ...]) -> tuple[str, ...]:
    return tuple(sorted({*decoding, *({e[3] for e in edits} - {*COSMETIC})}))
