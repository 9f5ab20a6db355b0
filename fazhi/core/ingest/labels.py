"""Names of archive members as labels: decoded as they were meant, harmless, each given once."""

import unicodedata

_LONGEST = 512
# What operating systems and their archivers leave behind; never a document.
_LITTER_FOLDERS = frozenset({"__macosx", ".git", ".svn", "$recycle.bin"})
_LITTER_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def decode_name(raw: bytes) -> str:
    """A member's name from its bytes: UTF-8 where valid, else GB18030, as Chinese Windows writes it, else CP437."""
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def safe_label(name: str) -> str:
    """`name` as a relative path that leads nowhere else: no drive, root, `..` or control character."""
    visible = "".join("_" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in name[: 4 * _LONGEST])
    parts = [p.strip() for p in visible.replace("\\", "/").split("/")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts[0] = ""
    label = "/".join(p for p in parts if p not in ("", ".", ".."))
    return label[-_LONGEST:] or "unnamed"


def is_litter(label: str) -> bool:
    """Whether a member is a leftover of an operating system, to be passed over."""
    *folders, file = label.lower().split("/")
    return file in _LITTER_FILES or file.startswith("._") or not _LITTER_FOLDERS.isdisjoint(folders)


class Labels:
    """Gives every label once: the second `a.txt` of an archive is `a.txt#2`."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, label: str) -> str:
        """`label`, numbered if it was given before."""
        while (count := self._given.get(label, 0) + 1) > 1:
            self._given[label] = count
            label = f"{label}#{count}"
        self._given[label] = 1
        return label
