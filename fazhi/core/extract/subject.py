"""Subject: who is measured. The organ or area that a clause names, else its sentence's, else the issuer."""

import re

from fazhi.core.extract.measurement import Passage

_AREA = r"(?:全[国省市县区州盟旗镇乡局系]统?|我[省市县区州盟旗局委办厅镇乡院]|本[省市县区局级]|各[省市县区州盟旗]+|[省市县区州盟旗]{2,4}[两三四五]级)"
_ORGAN = (
    r"(?:[一-龥]{0,8}?(?:人民政府|政府办公室|市政府|县政府|区政府|办公室|委员会|司法局|管理局|服务局|审批局|监督局|执法局|公安局|行署|"
    r"法院|检察院|部门|单位|大厅|中心|街道办事处))"
)
_SUBJECT = re.compile(
    rf"(?:^|[，,。；;])(?:[^，。；;]{{0,8}}(?:年|月|末|底|来|目前|年度)[，,]?)?(?P<who>{_AREA}{_ORGAN}?|[省市县区州盟旗]{_ORGAN})"
)
_REACH = 60


def assign(passage: Passage, issuer: str | None) -> None:
    """Set `subject` of every measurement of a sentence."""
    held: str | None = None
    scanned = 0
    for measurement in passage.measurements:
        limit = measurement.start - passage.start
        for found in _SUBJECT.finditer(passage.text, max(scanned, limit - _REACH), limit):
            held = found.group("who")
        scanned = limit
        measurement.subject = held or issuer
