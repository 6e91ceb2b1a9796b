"""The class of a word in its context."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import ModelError
from quizgen.senses.classes import ClassModel, train_classes
from quizgen.senses.surroundings import FEATURES, NOTHING

CLASSES = ["company/railway", "company/telecom", "team/baseball"]
LABELS = [name for name in CLASSES for _ in range(40)]
RANDOM = np.random.default_rng(0)
# The word's own dimensions (the first three) and the situation's (the last three) both tell the class here.
VECTORS = np.concatenate([np.repeat(np.eye(3), 40, axis=0)] * 2, axis=1).astype(np.float32)
VECTORS += 0.1 * RANDOM.standard_normal(VECTORS.shape).astype(np.float32)
WEIGHTS = np.ones(len(LABELS), dtype=np.float32)
AROUND = np.zeros((len(LABELS), FEATURES), dtype=np.int32)


@pytest.fixture(scope="module")
def model() -> ClassModel:
    return train_classes(VECTORS, AROUND, LABELS, WEIGHTS, situation=3, epochs=100)


def test_classes_and_categories_are_learned_and_probabilities_sum_to_one(model: ClassModel) -> None:
    shares = model.probabilities(VECTORS)
    assert [model.classes[column] for column in shares.argmax(axis=1)] == LABELS
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(model.within_category(VECTORS)[:, :2].sum(axis=1), 1, atol=1e-5)


def test_the_situation_decides_among_listed_classes_whatever_the_word_looks_like(model: ClassModel) -> None:
    looks_like_a_team = np.array([[0, 0, 1, 0, 1, 0]], dtype=np.float32)
    among = model.among(looks_like_a_team, ["company/telecom", "team/baseball"])
    assert among[0, 0] > 0.5
    assert np.allclose(among.sum(axis=1), 1, atol=1e-5)


def test_bare_category_stands_for_all_its_classes(model: ClassModel) -> None:
    assert model.known("company").tolist() == [True, True, False]
    assert model.known("team/baseball").tolist() == [False, False, True]
    assert model.known("person").tolist() == [False, False, False]
    assert model.known("company/unheard_of").tolist() == [True, True, False]
    names = ["company", "team/baseball", "person", "company"]
    assert model.stated(names).tolist() == [model.known(name).tolist() for name in names]
    assert model.stated([]).shape == (0, 3)


def test_saved_model_answers_alike_and_a_damaged_file_is_named(model: ClassModel, tmp_path: Path) -> None:
    path = tmp_path / "classes.npz"
    model.save(path)
    loaded = ClassModel.load(path)
    assert loaded.classes == model.classes
    assert np.allclose(loaded.probabilities(VECTORS), model.probabilities(VECTORS), atol=1e-2)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelError, match=r"classes\.npz"):
        ClassModel.load(path)


def test_bare_category_teaches_the_category_and_not_the_class() -> None:
    # The fourth direction is only ever called a company: unlike the other two, it says nothing of which kind.
    unlike = np.zeros((40, 8), dtype=np.float32)
    unlike[:, [3, 7]] = 1
    vectors = np.concatenate([np.insert(VECTORS, [3, 6], 0, axis=1), unlike])
    labels = [*LABELS, *["company"] * 40]
    around = np.zeros((len(labels), FEATURES), dtype=np.int32)
    model = train_classes(vectors, around, labels, np.ones(len(labels), dtype=np.float32), situation=4, epochs=100)
    assert list(model.classes) == CLASSES
    assert model.category_probabilities(unlike)[0, model.categories.index("company")] > 0.8
    assert model.within_category(unlike)[0, :2] == pytest.approx([0.5, 0.5], abs=0.15)


def test_a_category_without_fine_classes_is_a_class_itself() -> None:
    labels = [name.partition("/")[0] for name in LABELS]
    model = train_classes(VECTORS, AROUND, labels, WEIGHTS, situation=3, epochs=60)
    assert model.classes == model.categories == ("company", "team")
    assert model.known("company/telecom").tolist() == [True, False]
    assert np.allclose(model.within_category(VECTORS), 1)


def test_surroundings_tell_the_class_where_the_vectors_do_not_and_all_occurrences_are_heard() -> None:
    mute = np.zeros_like(VECTORS)
    told = np.repeat(np.array([1, 2, 3], dtype=np.int32), 40)[:, None] * np.ones((1, FEATURES), dtype=np.int32)
    model = train_classes(mute, told, LABELS, WEIGHTS, situation=3, epochs=100)
    railway, telecom = told[:1], told[40:41]
    one, other = (np.stack([around]) for around in (railway, telecom))
    assert model.probabilities(mute[:1], one).argmax() == 0
    assert model.probabilities(mute[:1], other).argmax() == 1
    assert model.among(mute[:1], CLASSES[:2], other)[0, 1] > 0.9
    both = np.stack([np.concatenate([railway, telecom])])
    assert model.among(mute[:1], CLASSES[:2], both)[0] == pytest.approx([0.5, 0.5], abs=0.05)
    assert model.probabilities(mute[:1])[0] == pytest.approx([1 / 3] * 3, abs=0.15)


def test_what_lies_beyond_a_texts_end_speaks_for_no_class() -> None:
    mute = np.zeros_like(VECTORS)
    # Only one class's texts were short: the model must not take shortness for its sign.
    short = np.where(np.arange(len(LABELS))[:, None] < 40, NOTHING, 7) * np.ones((1, FEATURES), dtype=np.int32)
    model = train_classes(mute, short.astype(np.int32), LABELS, WEIGHTS, situation=3, epochs=30)
    for step in (model.category, model.within, model.situation):
        assert not step.table[NOTHING].any()
