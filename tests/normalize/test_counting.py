"""Characters looked at one by one, in a process without numpy, say what they say all at once."""

import subprocess
import sys
from contextlib import ExitStack
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from fazhi.core.normalize import edits, plausibility, profile, script

_CHARACTERS = "法治隊队國\n著，。 锛?％\u3000\ue000\ufffd\ud800\U000323ff"
_TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(_CHARACTERS)))


@given(_TEXTS)
def test_one_by_one_is_as_all_at_once(text: str) -> None:
    import numpy  # noqa: F401  # without it, the first way would be the second

    changed = "".join("的" if c in "法國\n" else c for c in text)

    def told() -> object:
        counted = profile.profile(text)
        return (
            counted, profile.kinds(text), plausibility.plausibility(text), edits.between(text, changed, "script"),
            script.edits(text, counted),
        )  # fmt: skip

    at_once = told()
    with ExitStack() as ways:
        for module in (profile, plausibility, edits):
            ways.enter_context(patch.object(module, "one_by_one", lambda _: True))
        assert told() == at_once


def test_a_short_document_is_normalized_without_numpy() -> None:
    code = """
import sys
from fazhi.core.normalize import normalize_bytes
found = normalize_bytes("國務院關於加強法治政府建設的意見,各級行政機關應當依法履行職責。".encode("big5"))
assert found.charset == "big5" and found.script == "hant", found
assert "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
