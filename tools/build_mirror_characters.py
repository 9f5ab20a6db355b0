"""Build `knowledge/mirror/characters.tsv`: every GBK ideograph with its simplified form and its readings.

    python tools/build_mirror_characters.py PYPINYIN_FOLDER

PYPINYIN_FOLDER: the folder of an installed or unpacked pypinyin (MIT licence), which is only needed here, not by the
project. Its `pinyin_dict.json` (code point -> readings, drawn from Unihan and other free tables) gives the readings;
OpenCC's TSCharacters and STCharacters (Apache-2.0), as installed with the project, give the script.
"""

import argparse
import json
from importlib import resources
from pathlib import Path

OUT = Path(__file__).parent.parent / "fazhi/core/knowledge/mirror/characters.tsv"
HEADER = """\
# Ideographs of GBK: character, script (t: traditional only, s: simplified only, v: both, and
# the traditional form of another character, empty: both), simplified form, readings.
# Readings: pypinyin {version} (MIT licence, Copyright (c) 2016 mozillazg, 闲耘), pinyin_dict.json, all of them,
# with tone marks.
# Script and simplified form: OpenCC TSCharacters and STCharacters (Apache-2.0), first choice.
# Made by tools/build_mirror_characters.py.
"""


def pairs(name: str) -> dict[str, list[str]]:
    """An OpenCC character dictionary: character -> candidates, best first."""
    text = (resources.files("opencc") / "dictionary" / name).read_text(encoding="utf-8")
    return {key: values.split(" ") for key, values in (line.split("\t") for line in text.splitlines() if "\t" in line)}


def ideographs() -> list[str]:
    """The ideographs of GBK, in the order of their bytes."""
    found = []
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            character = bytes((lead, trail)).decode("gbk", errors="ignore")
            if len(character) == 1 and "\u4e00" <= character <= "\u9fff":
                found.append(character)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pypinyin", type=Path)
    folder: Path = parser.parse_args().pypinyin
    readings = json.loads((folder / "pinyin_dict.json").read_text(encoding="utf-8"))
    version = (folder / "__init__.py").read_text(encoding="utf-8").split("__version__ = '")[1].split("'")[0]
    to_simplified, to_traditional = pairs("TSCharacters.txt"), pairs("STCharacters.txt")
    converted = {value for key, values in to_traditional.items() for value in values if value != key}
    converted.add("著")  # The pages write it for 着 as well; OpenCC has no such rule.
    rows = []
    for character in ideographs():
        simplified = to_simplified.get(character, [character])[0]
        traditional_only = simplified != character and character not in to_traditional
        simplified_only = character not in to_traditional.get(character, [character])
        script = "t" if traditional_only else "s" if simplified_only else "v" if character in converted else ""
        own = readings.get(str(ord(character)), "").replace(",", " ")
        rows.append(f"{character}\t{script}\t{simplified if simplified != character else ''}\t{own}\n")
    OUT.write_text(HEADER.format(version=version) + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
