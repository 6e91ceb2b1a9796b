from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import blank_rank
from benchmarks.blank_rank import ALL, ONE, SEVERAL, UNSEEN, Blank, Figures, draw, held_out_blanks, rank
from quizgen.archive.splits import is_fit, is_held_out
from tests.elmo.models import SMALL, load_model
from tests.elmo.softmaxes import random_softmax

BODY = "トヨタ自動車は東京で新しい車を発表した。ホゲモゲピヨは欠席した。首相は大阪を訪れた。"
SEEN = frozenset({"トヨタ自動車", "トヨタ", "自動車", "東京", "大阪", "首相"})
IDS = {
    half: next(f"article-{n}" for n in range(10_000) if is_held_out(f"article-{n}") and is_fit(f"article-{n}") == half)
    for half in (True, False)
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """One article in each half of the held-out ones, and one that is not held out."""
    path = tmp_path / "corpus.jsonl"
    learned = next(f"article-{n}" for n in range(100) if not is_held_out(f"article-{n}"))
    rows = [{"id": name, "body": BODY} for name in (IDS[False], learned)] + [
        {"id": IDS[True], "body": "東京はどこだ。"}
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_blanks_are_lexicon_words_and_unseen_nouns_of_one_half(corpus: Path) -> None:
    vocabulary = SEEN - {"大阪"}
    found = held_out_blanks([corpus], SEEN, vocabulary, fit=False, processes=1)
    kinds = {"".join(blank.word): blank.kind for blank in found}
    assert kinds["東京"] == ONE
    assert kinds["ホゲモゲピヨ"] == UNSEEN
    assert "大阪" not in kinds, "seen in training, yet no word of the softmax: of none of the kinds"
    for blank in found:
        assert "".join(blank.tokens).startswith("トヨタ自動車は東京で")
    assert [blank.word for blank in held_out_blanks([corpus], SEEN, vocabulary, fit=True, processes=1)] == [("東京",)]


def test_pools_are_of_the_blanks_kind_and_hold_its_word_once() -> None:
    blanks = [
        Blank(kind, tuple(f"{kind}{n}" for _ in range(length)), 0, length)
        for kind, length in ((ONE, 1), (SEVERAL, 2), (UNSEEN, 1))
        for n in range(30)
    ]
    questions = draw(blanks, 6, 16)
    assert draw(blanks, 6, 16) == questions
    for kind in (ONE, SEVERAL, UNSEEN):
        assert len(questions[kind]) == 6
        for question in questions[kind]:
            assert question.pool[0] == question.blank.word
            assert len(set(question.pool)) == len(question.pool) == 16
            assert all(word[0].startswith(kind) for word in question.pool)
    assert [question.blank.kind for question in questions[ALL]] == [ONE] * 2 + [SEVERAL] * 2 + [UNSEEN] * 2


def test_ranks_count_from_one_and_equal_scores_share_places() -> None:
    assert rank(np.array([3.0, 1.0, 2.0])) == 1
    assert rank(np.array([1.0, 1.5, 2.0])) == 3
    assert rank(np.array([1.0, 1.0, 1.0])) == 2
    assert Figures.of([1.0, 2.0, 40.0]) == Figures(2.0, (1 + 1 / 2 + 1 / 40) / 3, 2 / 3)


def test_the_benchmark_prints_a_line_for_each_way_to_rank(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder = load_model(tmp_path, SMALL)
    random_softmax(encoder.identity, SMALL).save(tmp_path / "softmax.npz")
    monkeypatch.setattr(
        sys, "argv", ["blank_rank", "--encoder", str(tmp_path), "--corpus", str(corpus), "--threads", "1"]
    )
    blank_rank.main()
    printed = capsys.readouterr().out
    for name in ("fit to the blank", "the word alone", "chance"):
        assert name in printed
