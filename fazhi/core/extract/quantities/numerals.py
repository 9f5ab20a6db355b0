"""Numerals: Arabic, Chinese (plain and formal) and mixed, with scales, approximate digits and decimals.

`read` gives a `Numeral`: its place, its value as an exact decimal, and what a range needs to share a scale.
Chinese numerals are evaluated by the rules of GB/T 15835-2011 (数字用法) and everyday elision (两千四百五 is 2450).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi.core.extract.quantities import units

_NAMES = ("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {character: value for value, names in enumerate(_NAMES) for character in names}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = _TENS | _MYRIADS
DIGITS = "".join(_DIGITS)
CHINESE = DIGITS + "".join(_SCALES) + "廿卅"
FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
# Longer runs are identifiers, tables that lost their columns or attacks: no figure of a report has so many digits.
LONGEST = 32
_ONE = Decimal(1)
_MYRIAD = Decimal(10**4)

ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
_SCALE = r"(?:[百佰千仟](?!分)[万亿]?|[万亿](?!分之))[万亿]*+"
# Behind a blank only what a classifier follows is vague: 10 余个, 20 多件.
_COUNTED = "[ ]?[万亿个件名人家户次场条份项处种类起部位天年元吨平台辆套宗例篇批期册张亩公小]"
_TAIL = (
    rf"(?:(?P<gap>[ ]?)(?:个(?=亿))?(?P<scale>{_SCALE})"
    rf"(?P<rest>(?:零?[0-9]{{1,4}}(?:\.[0-9]++)?{_SCALE})*+(?:零?[0-9]{{1,4}}(?![0-9.年月]))?+))?+"
    rf"(?P<vague>(?:多(?![边样云]|元[化文主])|余(?![额地])|来(?![自到源访])|几(?=[个天年岁人家名万亿])"
    rf"|[ ][余多](?={_COUNTED}))(?:[ ]?[万亿]++)?+)?+"
)
_MIXED = re.compile(rf"(?P<number>{ARABIC}){_TAIL}")
# Blanks between thousands: 46 337件, 414 411.52元.
_SPACED = re.compile(rf"(?P<number>[1-9][0-9]{{0,2}}(?:[ ][0-9]{{3}}){{1,4}}+(?![0-9])(?:\.[0-9]++)?+){_TAIL}")
_BEFORE_SPACED = re.compile("(?:[一-鿿](?<![第表图附注号])(?<!附件)|[、；:：（(])[ ]?$")
_SEPARATORS = str.maketrans("", "", ",， ")
_RUN = re.compile(rf"[{CHINESE}几数]++(?:个(?=亿)亿)?+")
_POINT = re.compile(rf"点([{DIGITS}]++)([万亿]*+)")
_VAGUE = re.compile(r"(?:多(?![边样云]|元[化文主])|余(?![额地])|来(?![自到源访]))[万亿]*+")
_NEIGHBOURS = re.compile(
    "(?<![一二三四五六七八九两])(?:一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九)(?![一二三四五六七八九])"
)
# 几百, 十几: some of a scale, or some more than it.
_SOME = re.compile("(?<![十百千万亿])[几数](?=[十百千万亿])|(?<=[十百千万亿])几")
_SHARED = re.compile(r"[万亿]+$|(?<=^.)[百佰千仟]$")


# Not frozen, like the other records of the scan: a frozen one takes four times as long to make.
@dataclass(slots=True)
class Numeral:
    """A numeral at `start:end`: `value` (of 三五万 the low end, `high` the other), last `scale` (3.5万: 10^4)."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    scale: Decimal = Decimal(1)
    chinese: bool = False
    vague: bool = False
    """Holds 多, 余, 来, 几 or 数: the value is the floor of what is meant."""
    bare_scale: bool = False
    """Starts with a scale: 百万, 千余."""
    digits: bool = False
    """Chinese digits in a row without a scale: 二〇二〇."""
    written: str = ""

    @property
    def rough(self) -> bool:
        """Whether it may count a noun without a classifier: of 万 or more, or vague (2000多农民工)."""
        return self.vague or self.scale >= _MYRIAD


def skip(text: str, start: int) -> int:
    """The end of the run of numeral characters at `start`, whether it can be read or not."""
    run = (_MIXED if "0" <= text[start] <= "9" else _RUN).match(text, start)
    return run.end() if run else start + 1


def read(text: str, start: int) -> Numeral | None:
    """The numeral that starts at `start` of `text` (full-width digits folded), or None where its form is none."""
    return _read_arabic(text, start) if "0" <= text[start] <= "9" else _read_chinese(text, start)


def shorten(text: str, start: int, end: int) -> Numeral | None:
    """The numeral at `start` read as if `text` ended at `end`: for 12千米, where 千 belongs to the unit."""
    numeral = read(text[start:end], 0)
    return moved(numeral, start) if numeral and numeral.end == end - start else None


def moved(numeral: Numeral, start: int) -> Numeral:
    """The same numeral at another place."""
    return Numeral(
        start, start + numeral.end - numeral.start, numeral.value, numeral.high, numeral.scale, numeral.chinese,
        numeral.vague, numeral.bare_scale, numeral.digits, numeral.written,
    )  # fmt: skip


def digit(character: str) -> int:
    """The value of one Chinese digit."""
    return _DIGITS[character]


def scale_of(written: str) -> Decimal:
    """The factor of a run of scale characters: 万亿 is 10^12."""
    factor = 1
    for character in written:
        factor *= _SCALES.get(character, 1)
    return Decimal(factor)


def _read_arabic(text: str, start: int) -> Numeral | None:
    match = (_spaced(text, start) if " " in text[start + 1 : start + 4] else None) or _MIXED.match(text, start)
    if match is None:
        return None
    digits, _, scaled, rest, vague = match.groups()
    if len(digits) > LONGEST:
        return None
    number = Decimal(digits.translate(_SEPARATORS))
    if scaled is None and vague is None:
        return Numeral(start, match.end(), number, written=match[0])
    scale = scale_of(scaled or "")
    value = number * scale + _rest(rest or "", scale)
    if vague:
        more = scale_of(vague)
        value, scale = value * more, scale * more
    shared = _ONE if rest else scale
    return Numeral(start, match.end(), value, scale=shared, vague=vague is not None, written=match[0])


def _spaced(text: str, start: int) -> re.Match[str] | None:
    """46 337件: a number whose thousands are parted by blanks, between a word or mark and a unit; not 附件1 200份."""
    match = _SPACED.match(text, start) if _BEFORE_SPACED.search(text, max(0, start - 2), start) else None
    if match is None:
        return None
    behind = match.end() + text.startswith(" ", match.end())
    return match if units.match(text, behind) else None


def _rest(written: str, scale: Decimal) -> Decimal:
    """The value of 6千 or 4千6百 after 25万 or 5万; a last single digit is elided (2万5 is 25000)."""
    if len(written) == 1:
        return Decimal(written) * scale / 10
    total, number = Decimal(0), ""
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?|[百佰千仟万亿]+", written):
        if part[0].isdigit():
            number = part
        else:
            total += Decimal(number or 1) * scale_of(part)
            number = ""
    return total + Decimal(number or 0)


def _read_chinese(text: str, start: int) -> Numeral | None:
    run = _RUN.match(text, start)
    if run is None or run.end() - start > LONGEST:
        return None
    whole, end = run[0], run.end()
    if len(whole) > 1 and whole[-1] == "两" and whole != "一两":
        # 二两, 三百两: the tael, for as a digit 两 stands before a scale or a classifier.
        return _evaluated(start, end - 1, whole[:-1], False, whole[:-1])
    some = "几" in whole or "数" in whole
    point = _POINT.match(text, end)
    if point and len(point[1]) <= LONGEST and not some:
        return _with_point(start, point, whole)
    if "个" in whole:
        return _evaluated(start, end, whole.replace("个", ""), False, whole)
    written = _SOME.sub("", whole) if some else whole
    if some and ("几" in written or "数" in written):
        return None
    vague = written != whole
    after = _VAGUE.match(text, end)
    if after and _floor(written) is not None and (written[-1] in _SCALES or len(after[0]) > 1):
        written, end, vague = written + after[0][1:], after.end(), True
    return _evaluated(start, end, written, vague, text[start:end])


def _with_point(start: int, point: re.Match[str], whole: str) -> Numeral | None:
    """二十点一万: digits after 点, then a scale that holds for all of it."""
    floor = _floor(whole)
    if floor is None:
        return None
    fraction = "".join(str(_DIGITS[c]) for c in point[1])
    scale = scale_of(point[2])
    value = (floor + Decimal("0." + fraction)) * scale
    return Numeral(start, point.end(), value, scale=scale, chinese=True, written=whole + point[0])


def _evaluated(start: int, end: int, written: str, vague: bool, whole: str) -> Numeral | None:
    if len(written) == 1 and written in _DIGITS:
        return Numeral(start, end, Decimal(_DIGITS[written]), None, _ONE, True, vague, False, False, whole)
    neighbours = list(_NEIGHBOURS.finditer(written))
    high: Decimal | None = None
    digits = len(written) > 1 and not any(c in _SCALES or c in "廿卅" for c in written)
    if len(neighbours) == 1 and not (digits and len(written) > 2):
        at = neighbours[0].start()
        value, high = _floor(written[: at + 1] + written[at + 2 :]), _floor(written[:at] + written[at + 1 :])
        digits = False
    elif digits:
        value = Decimal("".join(str(_DIGITS[c]) for c in written)) if all(c in _DIGITS for c in written) else None
    else:
        value = _floor(written)
    if value is None or (neighbours and high is None and not digits):
        return None
    shared = _SHARED.search(written) if written[-1] in _SCALES else None
    scale = scale_of(shared[0]) if shared else _ONE
    bare = whole[0] in _SCALES and whole[0] not in "十拾"
    return Numeral(start, end, value, high, scale, True, vague, bare, digits, whole)


def _floor(written: str) -> Decimal | None:
    """The value of a well-formed Chinese numeral, or None: one pass, a section of four places between 万 and 亿."""
    total = part = section = 0
    digit: int | None = None
    least = 10**5
    elided = 0
    for i, character in enumerate(written.replace("廿", "二十").replace("卅", "三十")):
        if character in _DIGITS:
            if digit:
                return None
            digit, elided = _DIGITS[character], (0 if digit == 0 or _DIGITS[character] == 0 else elided)
        elif character in _TENS:
            unit = _TENS[character]
            if unit >= least or (digit is None and unit > 10 and i > 0) or (digit == 0 and unit > 10):
                return None
            section += (digit or 1) * unit
            digit, least, elided = None, unit, unit // 10 if unit > 10 else 0
        elif character not in _MYRIADS:
            return None
        else:
            section += digit or 0
            below = part + section if character == "亿" else section
            unit = _MYRIADS[character]
            if below == 0 and i > 0:
                if not total and not part:
                    return None
                total, part = (total + part) * unit if character == "亿" else total * unit, 0
            elif character == "亿":
                if total % 10**12 or (total and below >= 10**4):
                    return None
                total, part = total + (below or 1) * unit, 0
            else:
                part += (below or 1) * unit
            section, digit, least, elided = 0, None, 10**5, unit // 10
    last = (digit or 0) * (elided if elided and written[-1] in _DIGITS else 1)
    return Decimal(total + part + section + last)
