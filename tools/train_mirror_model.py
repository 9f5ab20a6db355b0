"""Train the character trigram model of `fazhi.core.normalize.mirror` from a plain text file.

    python tools/train_mirror_model.py CORPUS(.txt|.txt.xz) [--share 0.74] [--out FOLDER]

The corpus is simplified Chinese, one paragraph a line. The first `--share` of its lines train, the rest stays held out
for the false-repair check (`tools/check_mirror_clean.py`). Characters are folded to the classes of
`fazhi.core.normalize.mirror.model.fold` first, so full- and half-width marks are one symbol and digits are one class.

Smoothing: interpolated Kneser-Ney (the lower orders count in how many contexts an n-gram was met, not how often), one
discount for all. Trigrams that their back-off foretells within `USEFUL` nats are left out, their mass goes to the
back-off weight. Log-probabilities are quantised to one byte (steps of `STEP` nats). The same corpus gives the same
arrays; the digest of the corpus goes into `trigrams.json` beside the model.
"""

import argparse
import hashlib
import json
import lzma
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fazhi.core.normalize.mirror.model import BOUNDARY, STEP, UNKNOWN, fold

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DISCOUNT = 0.6
USEFUL = 0.35
DEFAULT_OUT = Path(__file__).parent.parent / "fazhi/core/knowledge/mirror"


def quantise(log_probability: Floats) -> npt.NDArray[np.uint8]:
    """Nats below zero to whole steps of one byte."""
    steps = np.rint(-log_probability / STEP)
    return np.clip(steps, 0, 255).astype(np.uint8)


def read_lines(path: Path) -> tuple[list[str], str]:
    """The lines of the corpus and the SHA-256 of the file as it lies there."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    return text.split("\n"), hashlib.sha256(data).hexdigest()


def encode(lines: list[str], minimum: int) -> tuple[Ints, str]:
    """Symbol numbers of the folded text, two boundaries between lines; the vocabulary as one string."""
    folded = "\n".join(fold(line) for line in lines)
    points = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    counts = np.bincount(points, minlength=0x110000)
    counts[[ord("\n"), ord(UNKNOWN)]] = 0
    keep = np.flatnonzero(counts >= minimum)
    vocabulary = UNKNOWN + BOUNDARY + "".join(map(chr, keep[np.argsort(-counts[keep], kind="stable")]))
    number = np.zeros(0x110000, dtype=np.int64)
    for at, symbol in enumerate(vocabulary[1:], start=1):
        number[ord(symbol)] = at
    return np.repeat(number[points], np.where(points == ord("\n"), 2, 1)), vocabulary


def interpolate(
    count: Ints, group: Ints, groups: int, lower: Floats, keep: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Probabilities of the kept n-grams and the back-off weight of every history (1 where nothing is kept)."""
    total = np.bincount(group, weights=count, minlength=groups)
    share = np.where(keep, (count - DISCOUNT) / total[group], 0.0)
    weight: Floats = 1.0 - np.bincount(group, weights=share, minlength=groups).astype(np.float64)
    return (share + weight[group] * lower)[keep], weight


def contexts(symbols: Ints, size: int, pairs: Ints) -> tuple[Floats, Ints]:
    """In how many contexts every symbol and every pair was met: what Kneser-Ney counts for the lower orders."""
    unigram = np.bincount(pairs % size, minlength=size) + 0.5
    triples = np.unique((symbols[:-2] * size + symbols[1:-1]) * size + symbols[2:])
    met, count = np.unique(triples % (size * size), return_counts=True)
    at = np.minimum(np.searchsorted(met, pairs), len(met) - 1)
    return unigram / unigram.sum(), np.where(met[at] == pairs, count[at], 1)


def train(symbols: Ints, size: int, trigram_cut: int) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of the model; bigrams sorted by history and word, trigrams by bigram and word."""
    pair = symbols[:-1] * size + symbols[1:]
    pairs = np.unique(pair)
    first, second = pairs // size, pairs % size
    unigram, pair_count = contexts(symbols, size, pairs)
    bigram, backoff = interpolate(pair_count, first, size, unigram[second], np.ones(len(pairs), dtype=np.bool_))
    row = np.searchsorted(pairs, pair[:-1])
    triples, triple_count = np.unique(row * size + symbols[2:], return_counts=True)
    history, word = triples // size, triples % size
    lower = bigram[np.searchsorted(pairs, second[history] * size + word)]
    chosen = triple_count >= trigram_cut
    trigram, deep = interpolate(triple_count, history, len(pairs), lower, chosen)
    useful = np.abs(np.log(trigram) - np.log(deep[history[chosen]] * lower[chosen])) > USEFUL
    history, word, trigram = history[chosen][useful], word[chosen][useful], trigram[useful]
    return {
        "unigram": quantise(np.log(unigram)),
        "backoff": quantise(np.log(backoff)),
        "bigram_rows": np.bincount(first, minlength=size).astype(np.uint16),
        "bigram_word": second.astype(np.uint16),
        "bigram": quantise(np.log(bigram)),
        "bigram_backoff": quantise(np.log(deep)),
        "trigram_rows": np.bincount(history, minlength=len(pairs)).astype(np.uint16),
        "trigram_word": word.astype(np.uint16),
        "trigram": quantise(np.log(trigram)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--share", type=float, default=0.74, help="share of the lines that train, from the top")
    parser.add_argument("--minimum", type=int, default=3, help="rarer characters are unknown")
    parser.add_argument("--trigram-cut", type=int, default=1)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    options = parser.parse_args()
    lines, digest = read_lines(options.corpus)
    used = lines[: int(len(lines) * options.share)]
    symbols, vocabulary = encode(used, options.minimum)
    arrays = train(symbols, len(vocabulary), options.trigram_cut)
    letters = np.array([ord(c) for c in vocabulary], dtype=np.uint32)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / "trigrams.npz", vocabulary=letters, **arrays)  # type: ignore[arg-type]
    facts = {
        "origin": "laws and official documents of PRC state organs: outside copyright (Copyright Law, art. 5)",
        "recipe": "tools/train_mirror_model.py",
        "corpus": options.corpus.name,
        "corpus_sha256": digest,
        "lines": len(lines),
        "lines_trained": len(used),
        "characters_trained": sum(map(len, used)),
        "characters_held_out": sum(map(len, lines[len(used) :])),
        "cutoffs": {"character": options.minimum, "trigram": options.trigram_cut},
        "symbols": len(vocabulary),
        "bigrams": len(arrays["bigram"]),
        "trigrams": len(arrays["trigram"]),
        "step_nats": STEP,
    }
    (options.out / "trigrams.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(facts, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
