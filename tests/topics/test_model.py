"""Topic models: fitted, saved, read back, and what their vectors tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen.errors import ModelError
from quizgen.quantisation import rounded
from quizgen.topics.fitting import fit_topics
from quizgen.topics.model import TopicModel
from quizgen.vectors import WordVectors
from tests.topics.invented import SETTINGS, article, model, text, vectors


def test_texts_of_one_subject_are_nearer_than_those_of_two() -> None:
    rows = model().matrix([text(number % 2, 1000 + number) for number in range(20)])
    cosines = rows @ rows.T
    same = np.equal.outer(np.arange(20) % 2, np.arange(20) % 2)
    assert cosines[same].mean() > cosines[~same].mean() + 0.3


def test_vectors_are_of_unit_length_and_one_text_gives_the_same_as_many() -> None:
    texts = [text(0, 5), text(1, 6), []]
    rows = model().matrix(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (3, model().dimensions)
    np.testing.assert_allclose(np.linalg.norm(rows[:2], axis=1), 1, rtol=1e-5)
    assert not rows[2].any()
    np.testing.assert_allclose(model().of(texts[1]), rows[1], atol=1e-6)
    assert not model().of(["知らない", "言葉"]).any()


def test_order_does_not_count_and_repetition_counts_by_its_logarithm() -> None:
    words = text(0, 5)
    np.testing.assert_allclose(model().of(words[::-1]), model().of(words), atol=1e-6)
    mixed = [*words, *text(1, 6)]
    often = [*words, *(text(1, 6) * 8)]
    change = model().of(mixed) @ model().of(often)
    assert 0 < change < 0.999


def test_a_saved_model_gives_the_same_vectors_and_the_same_bytes(tmp_path: Path) -> None:
    model().save(tmp_path / "a.npz")
    loaded = TopicModel.load(tmp_path / "a.npz", vectors())
    loaded.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert loaded.identity == model().identity
    texts = [text(0, 5), text(1, 6)]
    np.testing.assert_array_equal(loaded.matrix(texts), model().matrix(texts))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_equal_articles_give_an_equal_model() -> None:
    again = fit_topics((article(number) for number in range(160)), vectors(), SETTINGS)
    assert again.identity == model().identity
    other = fit_topics((article(number) for number in range(150)), vectors(), SETTINGS)
    assert other.identity != model().identity


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(ModelError, match=r"at least 40 articles .* got 20 and 120"):
        fit_topics([article(number) for number in range(20)], vectors(), SETTINGS)


def test_other_word_vectors_and_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    model().save(path)
    others = WordVectors(vectors().words, rounded(np.roll(vectors().matrix(), 1, axis=0)), vectors().counts)
    with pytest.raises(ModelError, match=r"fitted with word vectors .* fit it again"):
        TopicModel.load(path, others)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ModelError, match="cannot be read"):
        TopicModel.load(path, vectors())
    with pytest.raises(ModelError, match="cannot be read"):
        TopicModel.load(tmp_path / "missing.npz", vectors())


def test_the_model_that_ships_is_small_and_tells_subjects_apart() -> None:
    shipped = TopicModel.load()
    baseball = "楽天 は 西武 と の 試合 で 投手 の 好投 に より 勝利 し 首位 に 立っ た 本塁打 監督 先発".split()
    other_game = (
        "阪神 は 巨人 に 敗れ 連勝 が 止まっ た 打線 は 投手 から 安打 を 放っ た が 得点 でき なかっ た".split()
    )
    finance = "日銀 は 政策 金利 を 据え置き 円 相場 と 株価 は 市場 の 予想 どおり に 動い た 景気 物価".split()
    one, two, three = shipped.matrix([baseball, other_game, finance])
    assert one @ two > one @ three + 0.2
