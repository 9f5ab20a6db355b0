"""Mirror damage: pages of hijacked sites, converted to traditional script and mangled byte by byte, read again.

`repair(text)` is the seam; the mechanism is written down in docs/decisions/0003-mirror-repair.md.
"""

from fazhi.core.normalize.edits import Edit

# Every kind of edit, and what it says to a person.
KINDS = {
    "mirror_pinyin": "插入的拼音注音",
    "mirror_punctuation": "标点按字节替换造成的错位",
    "mirror_shift": "拼音按字节插入造成的错位",
    "mirror_script": "转换为繁体时写成“著”的“着”",
    "unrepaired": "被吞掉的字节,无法还原",
}


def repair(text: str) -> list[Edit]:
    """Edits on `text` that undo mirror damage; `[]` where there is none.

    The script stays as it is (traditional). Offsets count code points. A place where an ASCII byte was swallowed gets
    `□` and the kind `unrepaired`; digits and letters are never invented. Never raises. Linear in the text.
    """
    from .gate import judge
    from .places import edits

    verdict = judge(text)
    return [] if verdict is None else edits(text, verdict)
