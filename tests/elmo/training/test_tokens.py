from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from quizgen.elmo.characters import character_codes, character_ids
from quizgen.elmo.training.tokens import TokenCorpus, Windows
from quizgen.errors import ModelError
from tests.elmo.training.invented import windows

HELD_OUT = (True, ["猫"])


def spelled(corpus: TokenCorpus, part: Windows) -> list[list[str]]:
    return [[corpus.words[number] for number in part[window]] for window in range(len(part))]


def test_words_are_numbered_by_count_then_by_spelling_in_whatever_order_they_come() -> None:
    rows = [(False, ["川", "山", "川"]), (False, ["海", "山", "谷", "</S>", "<S>", "谷"]), (True, ["猫", "川"])]
    orders = [rows, rows[::-1], [rows[1], rows[2], rows[0]]]
    for order in orders:
        corpus = TokenCorpus.build(order)
        assert corpus.words == ["<S>", "</S>", "山", "川", "谷", "海", "猫"]
        assert corpus.counts.tolist() == [1, 1, 2, 2, 2, 1, 0]


def test_windows_come_back_as_they_were_given() -> None:
    given = list(windows(50))
    corpus = TokenCorpus.build(given)
    assert spelled(corpus, corpus.training) == [tokens for held_out, tokens in given if not held_out]
    assert spelled(corpus, corpus.held_out) == [tokens for held_out, tokens in given if held_out]


def test_long_tokens_are_split_and_line_breaks_and_empty_windows_left_out() -> None:
    corpus = TokenCorpus.build([(False, ["長" * 40, "a\nb", ""]), (False, []), HELD_OUT])
    assert spelled(corpus, corpus.training) == [["長" * 16, "長" * 16, "長" * 8, "a b"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [([], "no training text"), ([HELD_OUT], "no training text"), ([(False, ["犬"])], "no held-out text")],
)
def test_too_little_text_is_said_so(rows: list[tuple[bool, list[str]]], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        TokenCorpus.build(rows)


def test_a_corpus_comes_back_from_its_file(tmp_path: Path) -> None:
    corpus = TokenCorpus.build(windows(50))
    corpus.save(tmp_path / "corpus.npz")
    read = TokenCorpus.load(tmp_path / "corpus.npz")
    assert read.words == corpus.words
    assert read.counts.tolist() == corpus.counts.tolist()
    assert read.identity == corpus.identity
    assert spelled(read, read.held_out) == spelled(corpus, corpus.held_out)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.npz"]


def test_identity_changes_with_any_window() -> None:
    rows = list(windows(50))
    changed = [*rows[:-1], (rows[-1][0], rows[-1][1][::-1])]
    assert TokenCorpus.build(rows).identity == TokenCorpus.build(rows).identity
    assert TokenCorpus.build(rows).identity != TokenCorpus.build(changed).identity


def refusal(path: Path) -> str | None:
    try:
        TokenCorpus.load(path)
    except ModelError as error:
        return str(error)
    return None


def test_damaged_and_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.npz"
    TokenCorpus.build(windows(50)).save(path)
    good = path.read_bytes()
    draw = random.Random(0)
    damaged = [b"", b"no corpus", good[: len(good) // 2], good[:-10]]
    for _ in range(20):
        place = draw.randrange(len(good))
        damaged.append(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
    told = []
    for data in damaged:
        path.write_bytes(data)
        told.append(refusal(path))
    # A byte may be one that no reader looks at.
    assert sum(message is not None for message in told) > 15
    assert all("corpus.npz" in message and "delete it" in message for message in told if message)
    np.savez(path, other=np.zeros(3))
    with pytest.raises(ModelError, match="no tokenised corpus"):
        TokenCorpus.load(path)
    with pytest.raises(ModelError, match="no tokenised corpus"):
        TokenCorpus.load(tmp_path / "missing.npz")


def test_held_out_windows_are_spread_evenly() -> None:
    part = TokenCorpus.build(windows(400)).held_out
    assert len(part) == 40
    first = part.first(len(part.tokens) // 4)
    assert len(first) == 10
    assert first[0].tolist() == part[0].tolist()
    assert first[9].tolist() == part[39].tolist()
    assert len(part.first(10**9)) == 40
    assert len(part.first(1)) == 1


def test_characters_are_the_encoders() -> None:
    corpus = TokenCorpus.build([(False, ["犬", "犬", "長い言葉", "a" * 48]), HELD_OUT])
    table = corpus.characters()
    assert table.codes.tolist() == [len(character_codes(word)) for word in corpus.words]
    np.testing.assert_array_equal(table.of(np.arange(len(corpus.words)), 50), character_ids(corpus.words))
    two = np.array([corpus.words.index("犬"), 0])
    np.testing.assert_array_equal(table.of(two, 9), character_ids(["犬", "<S>"], 9))
