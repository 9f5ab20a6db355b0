"""Years, months and days as reports write them: 2021, ２０２１, 二〇二一, 二○二一, 十五."""

_DIGITS = "〇一二三四五六七八九"
_ZEROS = str.maketrans("○零OoＯ0０", "〇" * 7)

# A year of this century up to 2049, when the plans of today end.
YEAR = r"(?:[2２][0０][0-4０-４][0-9０-９]|二[〇○零OoＯ0０][〇○零OoＯ0０一二三四][〇○零OoＯ0０一二三四五六七八九])"
# A month or a day.
SMALL = r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十廿卅]{1,3})"

_TENS = {"廿": "二十", "卅": "三十"}


def year_of(written: str) -> int:
    """The number of what `YEAR` matched."""
    if written.isdecimal():
        return int(written)
    return int("".join(str(_DIGITS.index(c)) for c in written.translate(_ZEROS)))


def small_of(written: str) -> int:
    """The number of what `SMALL` matched, up to 三十九; 0 where it is none (十十)."""
    if written.isdecimal():
        return int(written)
    for sign, tens in _TENS.items():
        written = written.replace(sign, tens)
    tens, ten, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    if not ten:
        return _DIGITS.index(ones)
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
