"""What the processes of the stages have in common: loaded once, by the process that they are forked from.

To import this module is to load it: the core's tables and dictionaries, by a trial page. Forked processes share that
memory and begin at once; each by itself would take 2.5 s of CPU and 185 MB.
"""

from fazhi.garbage import collect_seldom, keep_to_the_end
from fazhi.stages import close, extract, ingest, normalize, segment  # noqa: F401
from fazhi.stages.trial import trial

collect_seldom()
trial()
keep_to_the_end()
