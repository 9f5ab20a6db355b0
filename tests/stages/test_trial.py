"""The trial uses what a document uses: it finds figures, and what comes after it loads nothing more."""

import subprocess
import sys

from fazhi.stages.trial import trial

_AFTER = """
import sys
from fazhi.stages.trial import trial
trial()
assert "rjieba" in sys.modules
loaded = set(sys.modules)
import fazhi.stages.ingest, fazhi.stages.normalize, fazhi.stages.segment, fazhi.stages.extract
print(sorted(m for m in set(sys.modules) - loaded if m.startswith("fazhi.core.")))
"""


def test_the_trial_reads_figures() -> None:
    found = trial()
    assert {"1234件", "5.6%", "2.3万件"} <= {i.quote for i in found.indicators}


def test_what_the_stages_look_up_is_loaded_by_it() -> None:
    said = subprocess.run([sys.executable, "-c", _AFTER], capture_output=True, text=True, timeout=300)
    assert said.returncode == 0, said.stderr
    assert "fazhi.core.extract.quantities" not in said.stdout
    assert "fazhi.core.segment" not in said.stdout
