"""Whether 30日 is a length of time, not the 30th: 压缩至30日, 法定30日, 由30日缩短为5日."""

import re

_LESS = "压缩|缩短|缩减|压减|精简|减少|降低|提速|[降减]"
_SHORTENED = f"(?:{_LESS}|优化|延长|调整)"
_TIMES = (
    "(?:办理|审批|办结|处理|处置|流转|平均|审查|受理|答复|承诺|审核|响应|审理|整改|办案|结案|用时|办事|评审|等待)的?"
    "(?:时间|时长|周期|天数)?"
)
_TERMS = "(?:公示|有效|举证|宽限|整改|审查|听证|答辩|公告|试用|观察|建设|审理)期"
_BOUNDS = "不得?超过|累计|长达|仅需|只需|仅用"
# What may stand between such a word and the number.
_LINKS = "(?:至|到|为|了|的|约|近|达|仅|仅为|只需|由|从|原来?|平均)"
# Words before a number of days that make it a length; observed: 审批时限压缩至40日, 较法定时限缩短10日.
_BEFORE = re.compile(
    f"(?:{_SHORTENED}|提前|法定|承诺|时限|期限|周期|工期|为期|历时|限期|{_TERMS}|{_TIMES}|{_BOUNDS}){_LINKS}{{0,2}}$"
)
# The value that something came down from: 由30日压缩至5日.
_FROM, _TO = re.compile("[由从原](?:原来|原先|过去|以往|之前)?的?$"), re.compile(f"(?:内)?{_SHORTENED}[至到为]")
_REACH = 10
# Of these only what tells of service measures something (压缩至, 承诺, 平均), not what a law sets: 可以延长三十日.
_MEASURED = re.compile(
    f"(?:{_LESS}|法定|承诺|为期|历时|平均[^，。；,;]{{0,10}}|用时|耗时|(?:办理|审批|办结)时[限间])"
    f"(?:时限|时间|时长)?{_LINKS}{{0,3}}$"
)
_MEASURED_REACH = 20


def is_length(text: str, start: int, end: int) -> bool:
    """Whether the words around the number of days at `start`:`end` of `text` make it a length of time."""
    before = text[max(0, start - _REACH) : start]
    if _BEFORE.search(before):
        return True
    return _came_down(text, before, end)


def is_measured(text: str, start: int, end: int) -> bool:
    """Whether the length of time at `start`:`end` is one of how fast something is done, not one that a law sets."""
    before = text[max(0, start - _MEASURED_REACH) : start]
    return _MEASURED.search(before) is not None or _came_down(text, before, end)


def _came_down(text: str, before: str, end: int) -> bool:
    return _TO.match(text, end) is not None and _FROM.search(before) is not None
