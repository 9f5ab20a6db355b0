"""What the processes of the stages have in common: loaded once, by the process that they are forked from.

To import this module is to load it: the stages, the core's tables and dictionaries by a trial page. Forked processes
share that memory and begin at once; each by itself would take 2 s of CPU and 185 MB.
"""

from importlib import import_module

from fazhi import beginning
from fazhi.garbage import begun, collect_later
from fazhi.lists import only_lists


def _load() -> None:
    collect_later()
    beginning.begin("stages")
    only_lists()
    for stage in ("ingest", "normalize", "segment", "extract", "close"):
        import_module(f"fazhi.stages.{stage}")
    from fazhi.stages.trial import trial

    trial()
    beginning.save()
    begun()


_load()
