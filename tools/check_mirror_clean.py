"""Count false mirror repairs on the part of the corpus that the model was not trained on.

    python tools/check_mirror_clean.py CORPUS(.txt|.txt.xz)

Three passes over the held-out lines (the split of `trigrams.json`): as they are, converted to traditional script, and
traditional with a stray `?` before every fiftieth mark. Exit code 1 where a page was changed.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from opencc import OpenCC
from train_mirror_model import DEFAULT_OUT, read_lines

from fazhi.core.normalize.mirror import repair

PAGE = 60


def stray(text: str, chance: random.Random) -> str:
    """`text` with a question mark that means nothing before every fiftieth mark or so."""
    return "".join("?" + c if c in "，。；：、！" and chance.random() < 0.02 else c for c in text)


def check(name: str, pages: Iterator[str]) -> int:
    """The number of pages that the repair would change; prints it with the size and the speed."""
    changed = characters = 0
    seconds = 0.0
    for page in pages:
        start = time.process_time()
        changed += bool(repair(page))
        seconds += time.process_time() - start
        characters += len(page)
    print(
        f"{name:24} {characters} characters, {changed} pages changed, {characters / seconds / 1e6:.1f} M characters/s"
    )
    return changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    lines, digest = read_lines(parser.parse_args().corpus)
    facts = json.loads((DEFAULT_OUT / "trigrams.json").read_text(encoding="utf-8"))
    if digest != facts["corpus_sha256"]:
        print("another corpus than the model was trained on: nothing of it is taken for trained", file=sys.stderr)
    held_out = lines[facts["lines_trained"] if digest == facts["corpus_sha256"] else 0 :]
    pages = ["\n".join(held_out[at : at + PAGE]) for at in range(0, len(held_out), PAGE)]
    convert: Callable[[str], str] = OpenCC("s2t").convert
    traditional = [convert(page) for page in pages]
    chance = random.Random(0)
    changed = check("simplified", iter(pages)) + check("traditional", iter(traditional))
    changed += check("traditional, stray ?", (stray(page, chance) for page in traditional))
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
