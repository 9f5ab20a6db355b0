"""Text of documents on a terminal: nothing in it may steer the terminal."""

# Blanks that Chinese texts use, and the line end.
_KEPT = frozenset("\n\t\u3000\u00a0")


def harmless(text: str) -> str:
    """`text` with `·` in place of control, format and unassigned characters (escape sequences, bidi marks)."""
    return "".join(c if c.isprintable() or c in _KEPT else "·" for c in text)


def one_line(text: str) -> str:
    """`text` as one harmless line."""
    return " ".join(harmless(text).split())
