"""Which kind of thing a name is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import ModelError
from quizgen.senses.kinds import KindModel, by_category, name_features, type_features
from quizgen.senses.surroundings import INSIDE
from tests.index.invented import CLASSES, SIZE, TYPES, class_model, kind_model, no_clues, regression, vector

CLASS_MODEL, KINDS = class_model(), kind_model()
ROWS = np.stack([vector(name) for name in CLASSES])
ALONE = ROWS[:, : 2 * SIZE]
WORDS = ["東武", "KDDI", "西武", "浦和"]


def test_a_name_read_alone_has_a_class_and_of_it_a_type() -> None:
    shares = KINDS.name_classes(ALONE, WORDS)
    assert [CLASSES[column] for column in shares.argmax(axis=1)] == list(CLASSES)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    types = KINDS.name_types(ALONE, WORDS, CLASS_MODEL)
    assert [TYPES[column] for column in types.argmax(axis=1)] == ["法人", "法人", "組織", "組織"]
    assert np.allclose(types.sum(axis=1), 1, atol=1e-5)


def test_a_key_has_the_type_that_its_class_here_suggests() -> None:
    shares = np.array([[0, 0, 1, 0], [0.5, 0.5, 0, 0]], dtype=np.float32)
    types = KINDS.key_types(ROWS[:2], shares, ["楽天", "楽天"], no_clues(["楽天", "楽天"]), CLASS_MODEL)
    assert [TYPES[column] for column in types.argmax(axis=1)] == ["組織", "法人"]


def test_types_of_stated_classes_are_the_mean_of_what_their_things_are() -> None:
    shares = np.array([[1, 0, 0, 0], [0, 0.25, 0.5, 0.25], [0, 0, 0, 0]], dtype=np.float32)
    assert KINDS.types_of_shares(shares).tolist() == [[0, 1, 0], [0.75, 0.25, 0], [0, 0, 0]]


def test_names_are_told_from_ordinary_words() -> None:
    listings = [{"team"}, {"term"}, set(), {"term", "team"}]
    own = [[0] * INSIDE] * 4
    found = KINDS.are_names(ROWS[:, :SIZE], listings, WORDS, own)
    assert found == pytest.approx([1, 0.5, 0.5, 1], abs=1e-4)
    assert name_features(ROWS[:, :SIZE], listings)[:, SIZE:].tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 1]]


def test_a_type_is_told_from_the_vector_the_categories_and_the_spelling() -> None:
    shares = np.array([[0.25, 0.25, 0.5, 0]], dtype=np.float32)
    assert by_category(shares, CLASS_MODEL).tolist() == [[0.5, 0.5]]
    found = type_features(ROWS[:1], shares, np.array([[0, 1]], dtype=np.float32), CLASS_MODEL)
    assert found.dtype == np.float32
    assert found[0, : 4 * SIZE].tolist() == ROWS[0].tolist()
    assert found[0, 4 * SIZE :] == pytest.approx(np.log([0.5001, 0.5001, 0.0001, 1.0001]), abs=1e-6)


def test_a_saved_model_answers_alike_has_its_identity_and_the_same_bytes(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    model = kind_model()
    model.type_of_key = regression(random.standard_normal(model.type_of_key.dense.shape))
    model.save(tmp_path / "kinds.npz")
    loaded = KindModel.load(tmp_path / "kinds.npz")
    shares = CLASS_MODEL.probabilities(ROWS[:, SIZE:])
    assert loaded.types == TYPES
    assert loaded.identity == model.identity != kind_model().identity
    assert loaded.key_types(ROWS, shares, WORDS, no_clues(WORDS), CLASS_MODEL) == pytest.approx(
        model.key_types(ROWS, shares, WORDS, no_clues(WORDS), CLASS_MODEL), abs=1e-2
    )
    assert loaded.name_types(ALONE, WORDS, CLASS_MODEL) == pytest.approx(KINDS.name_types(ALONE, WORDS, CLASS_MODEL))
    assert np.array_equal(loaded.types_of_shares(shares), model.types_of_shares(shares))
    loaded.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "kinds.npz").read_bytes()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "kinds.npz"
    KINDS.save(path)
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        CLASS_MODEL.save(path)
    else:
        path.write_bytes(b"" if damage == "empty" else data[: len(data) // 2])
    with pytest.raises(ModelError, match=r"kind model .*kinds\.npz: cannot be read .*; restore the index version"):
        KindModel.load(path)
