"""Words: the same as jieba's, with the tags of its dictionary."""

import functools
import logging
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.core.segment.dictionary import Dictionary, dictionary, domain_words
from fazhi.core.segment.sentences import spans
from fazhi.core.segment.tokens import cut, words
from fazhi.schema.sentences import Sentences
from fazhi.schema.tokens import Token

INBOX = Path(__file__).parent.parent.parent / "data" / "raw" / "inbox"
# Three equal ideographs may be cut in two ways of the same probability; the two programs break the tie differently.
MIXED = st.text(alphabet="一政府办放管服互联网+监2020-12.5%Abc# \t,，。()_&/χ𠮷龥鿿①★é", max_size=25).filter(
    lambda s: re.search(r"([\u4e00-\u9fff])\1\1", s) is None
)


@functools.cache
def reference() -> Any:
    """jieba with the domain dictionary."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.dt.tmp_dir = tempfile.mkdtemp()
    for word, frequency, tag in domain_words():
        jieba.add_word(word, frequency, tag)
    return jieba


@pytest.mark.parametrize("name", sorted(path.name for path in INBOX.glob("*.txt")))
def test_words_of_reports_are_those_of_jieba(name: str) -> None:
    text = (INBOX / name).read_text("utf-8")
    for start, end, tokens in _tokens(text, [(span.start, span.end) for span in spans(text)]):
        assert [token.word for token in tokens] == reference().lcut(text[start:end])


@settings(max_examples=300, deadline=None)
@given(MIXED)
def test_words_of_any_text_are_those_of_jieba(text: str) -> None:
    assert words(text) == reference().lcut(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(MIXED, st.sampled_from(["", "", "。", "\r\n", "\u3000", "\n"])), max_size=6))
def test_sentences_cut_at_once_have_the_words_of_each_by_itself(pieces: list[tuple[str, str]]) -> None:
    text, edges = "", []
    for piece, behind in pieces:
        if sentence := f"{piece}{behind}".strip():
            start = len(text) + f"{piece}{behind}".index(sentence)
            edges.append((start, start + len(sentence)))
        text += f"{piece}{behind}"
    found = _tokens(text, edges)
    assert [[token.word for token in tokens] for _, _, tokens in found] == [words(text[a:b]) for a, b in edges]
    assert [(tokens[0].start, tokens[-1].end) for _, _, tokens in found] == edges


def _tokens(text: str, edges: list[tuple[int, int]]) -> list[tuple[int, int, list[Token]]]:
    """The words of the sentences at `edges`."""
    starts, ends = [start for start, _ in edges], [end for _, end in edges]
    held = Sentences("d", text, starts, ends, [None] * len(edges), cut(text, starts, ends))
    return [(sentence.start, sentence.end, list(sentence.tokens)) for sentence in held]


def _of_one(sentence: str, blanks: int = 0) -> list[Token]:
    ((_, _, tokens),) = _tokens(" " * blanks + sentence, [(blanks, blanks + len(sentence))])
    return tokens


def test_tags_are_those_of_the_dictionary() -> None:
    found = {t.word: t.pos for t in _of_one("推进放管服,深化改革,行政复议案件35件")}
    assert found["放管服"] == "nz"
    assert found["案件"] == "n"
    assert found["35"] is None
    assert found[","] is None


def test_offsets_count_into_the_document() -> None:
    assert [(t.start, t.end) for t in _of_one("行政复议案件", blanks=7)] == [(7, 11), (11, 13)]


def test_domain_words_are_kept_whole() -> None:
    split = [word for word, _, _ in domain_words() if words(word) != [word]]
    assert split == []


def test_every_word_of_the_dictionary_has_the_tag_that_jieba_gives_it() -> None:
    import jieba

    with jieba.get_dict_file() as file:
        lines = [line.split() for line in file.read().decode("utf8").splitlines()]
    held = dictionary()
    assert len(held) > 349_000
    assert all(re.fullmatch("[a-zA-Z]+", name) for name in held.names)
    tags = {word: tag for word, _, tag in lines}
    assert [word for word in list(tags)[::7] if held.get(word) != tags[word]] == []


@pytest.mark.parametrize("word", ["", "没有这样的词", "法治\ud800", "a", "\0"])
def test_a_word_that_is_not_in_the_dictionary_has_no_tag(word: str) -> None:
    assert dictionary().get(word) is None


def test_of_a_word_that_is_given_twice_the_last_tag_counts() -> None:
    assert Dictionary(["法", "治", "法"], ["x", "y", "z"]).get("法") == "z"


def test_jieba_itself_is_not_imported() -> None:
    program = (
        "import sys; from fazhi.core.segment import segment; segment('d', '法治。'); print('jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_half_a_surrogate_pair_is_a_word() -> None:
    assert words("执法\ud800人员35\udfff") == ["执法", "\ud800", "人员", "35", "\udfff"]
