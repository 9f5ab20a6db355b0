"""An item that cannot go on: the one exception of the core, with a reason code for quarantine and command line."""


class Refused(Exception):
    """Raised where an item cannot be read; `code` is one of `REASONS`, `message` says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        if code not in REASONS:
            raise ValueError(f"unknown reason code {code!r}: declare it in fazhi/core/refusal.py")
        self.code = code
        self.message = message


# Every reason an item may be kept back for, and what it means to a person.
REASONS: dict[str, str] = {
    "empty": "没有任何字节或文字",
    "binary": "不是文本,也不是可识别的文档格式",
    "not_a_file": "不是普通文件(符号链接、命名管道、设备)",
    "unreadable": "文件打不开或读不出来",
    "too_large": "超过大小上限",
    "undecodable": "无法解码:字节不属于任何可信的字符集,或文字已被替换字符毁坏",
    "bad_archive": "压缩包损坏、加密或不安全",
    "bad_file": "文档损坏或加密,解析器读不出文字",
    "scanned": "扫描件:没有文字层",
    "no_text": "页面没有正文",
    "not_chinese": "几乎没有汉字",
    "degenerate": "不是文章:单一字符、括号或数字的无尽重复",
    "timeout": "处理超时",
    "crashed": "处理进程崩溃或内存超限",
    "fetch_failed": "网址取不到",
    "forbidden_address": "网址指向内部或本机地址,或地址形式不允许",
    "disallowed": "网站的 robots.txt 不允许采集",
    "bad_row": "网址清单中的一行不是可用的网址",
    "internal_error": "程序缺陷:请报告",
    "expectation_failed": "违反关键数据质量期望",
}
