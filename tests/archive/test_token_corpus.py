"""From JSON Lines to the windows that the trainer reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizgen.archive.corpus import BadLine
from quizgen.archive.splits import is_held_out
from quizgen.archive.token_corpus import token_corpus
from quizgen.elmo.training.tokens import TokenCorpus, Windows
from quizgen.errors import InputError, ModelError
from quizgen.input_form import InputForm

FORM = InputForm(window=16)
HELD_OUT = next(f"a{number}" for number in range(1000) if is_held_out(f"a{number}"))


def line(identity: str, body: str) -> bytes:
    return json.dumps({"id": identity, "body": body}, ensure_ascii=False).encode() + b"\n"


def spelled(corpus: TokenCorpus, part: Windows) -> list[str]:
    return [" ".join(corpus.words[number] for number in part[window]) for window in range(len(part))]


def read(path: Path) -> tuple[TokenCorpus, list[str]]:
    """Return the corpus and what is said of the bad lines."""
    told: list[BadLine] = []
    return token_corpus([path], FORM, processes=1, on_bad=told.append), [str(item) for item in told]


def test_sentences_are_packed_into_the_encoders_windows_and_some_articles_held_out(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_bytes(line("train", "雨が降った。風も強い。" + "犬が鳴いた。" * 2) + line(HELD_OUT, "猫が鳴いた。"))
    corpus, told = read(path)
    assert told == []
    assert spelled(corpus, corpus.training) == [
        "雨 が 降っ た 。 </S> <S> 風 も 強い 。 </S> <S> 犬 が 鳴い た 。",
        "犬 が 鳴い た 。",
    ]
    assert spelled(corpus, corpus.held_out) == ["猫 が 鳴い た 。"]


def test_every_article_is_counted_and_files_are_read_in_order(tmp_path: Path) -> None:
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    files[0].write_bytes(line("train", "雨が降った。") + line(HELD_OUT, "猫が鳴いた。"))
    files[1].write_bytes(line("train-2", "犬が鳴いた。"))
    counted: list[None] = []
    corpus = token_corpus(files, FORM, processes=1, on_article=lambda: counted.append(None))
    assert len(counted) == 3
    assert spelled(corpus, corpus.training) == ["雨 が 降っ た 。", "犬 が 鳴い た 。"]
    assert token_corpus(files[::-1], FORM, processes=1).words == corpus.words


def test_empty_articles_bad_bytes_and_broken_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_bytes(
        line("empty", "")
        + line("train", "雨が降った。")
        + b'{"id": "cut", "body": "\n'
        + '{"body": "これは日本語の本文だ。"}\n'.encode("euc_jp")
        + line("white", " \n\u3000")
        + line(HELD_OUT, "猫が鳴いた。")
    )
    corpus, told = read(path)
    assert spelled(corpus, corpus.training) == ["雨 が 降っ た 。"]
    assert [item.split(": ")[0] for item in told] == [f"{path}, line {number}" for number in (1, 3, 4, 5)]
    for words, item in zip(("white space", "broken JSON", "looks like EUC-JP", "white space"), told, strict=True):
        assert words in item


def test_a_million_characters_without_a_full_stop_are_cut_into_windows(tmp_path: Path) -> None:
    clause = "球団の投手は球場で投げた"
    path = tmp_path / "archive.jsonl"
    path.write_bytes(line("train", clause * (1_000_000 // len(clause) + 1)) + line(HELD_OUT, "猫が鳴いた。"))
    corpus, told = read(path)
    assert told == []
    assert len(corpus.training.tokens) > 600_000
    assert set(corpus.training.lengths[:-1].tolist()) == {FORM.window}


def test_a_corpus_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_bytes(b"\n")
    with pytest.raises(ModelError, match="no training text"):
        read(path)
    path.write_bytes(line("train", "雨が降った。"))
    with pytest.raises(ModelError, match="no held-out text"):
        read(path)
    with pytest.raises(InputError, match=r"missing\.jsonl: cannot be read"):
        read(tmp_path / "missing.jsonl")
