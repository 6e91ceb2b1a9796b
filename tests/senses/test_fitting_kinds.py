"""Fitting the kind model on invented names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.senses.fitting_kinds import Keys, Names, Words, fit_kinds
from quizgen.senses.kinds import OTHER, KindModel
from quizgen.senses.surroundings import INSIDE
from tests.index.invented import CLASSES, SIZE, class_model, no_clues, vector

CLASS_MODEL = class_model()
RANDOM = np.random.default_rng(0)
RAILWAY, TELECOM, BASEBALL, FOOTBALL = CLASSES
# Ten names of each class, which their endings tell too.
ENDINGS = {RAILWAY: "電鉄", TELECOM: "通信", BASEBALL: "球団", FOOTBALL: "クラブ"}
NAMED = [(f"{character}{ENDINGS[name]}", name) for name in CLASSES for character in "東西南北上下左右山川"]
TYPE_OF = {RAILWAY: "法人", TELECOM: "法人", BASEBALL: "組織", FOOTBALL: "組織"}


def rows(classes: Sequence[str]) -> NDArray[np.float32]:
    found = np.stack([vector(name) for name in classes])
    return (found + 0.05 * RANDOM.standard_normal(found.shape)).astype(np.float32)


def shares_of(*classes: str) -> NDArray[np.float32]:
    """Keys that are certainly of these classes; "" one of which nothing is known."""
    return np.stack([CLASS_MODEL.known(name) if name else np.full(SIZE, 1 / SIZE) for name in classes]).astype(
        np.float32
    )


def fitted(keys: Keys, labels: Sequence[tuple[str, ...]] | None = None) -> KindModel:
    surfaces, classes = [surface for surface, _ in NAMED], [name for _, name in NAMED]
    alone = rows(classes)[:, : 2 * SIZE]
    types = sorted({name for allowed in keys.types for name in allowed})
    named = Names(surfaces, alone, [(TYPE_OF[name],) if TYPE_OF[name] in types else tuple(types) for name in classes])
    return fit_kinds(
        TOLD, Names(surfaces, alone, list(labels or [(name,) for name in classes])), named, keys, CLASS_MODEL
    )


def keys_of(*told: tuple[str, tuple[str, ...], int]) -> Keys:
    """Keys of (class, types allowed, how many)."""
    classes = [name for name, _, count in told for _ in range(count)]
    types = [allowed for _, allowed, count in told for _ in range(count)]
    surfaces = ["楽天"] * len(classes)
    return Keys(surfaces, rows([name or RAILWAY for name in classes]), shares_of(*classes), no_clues(surfaces), types)


def table(model: KindModel) -> dict[str, dict[str, float]]:
    return {
        name: dict(zip(model.types, row.tolist(), strict=True))
        for name, row in zip(CLASSES, model.type_of_class, strict=True)
    }


# Names end in a way of their own here, and the lexicon knows half of them.
HALF_LISTED: list[tuple[str, ...]] = [*[("team",), ()] * 20, *[("term",), ()] * 20]
TOLD = Words(
    [surface for surface, _ in NAMED] + [f"{character}の話" for character in "東西南北上下左右山川" * 4],
    np.zeros((80, SIZE), dtype=np.float32),
    HALF_LISTED,
    [[7] * INSIDE] * 40 + [[9] * INSIDE] * 40,
    np.arange(80) < 40,
)
ALL = keys_of(
    (RAILWAY, ("法人",), 30), (TELECOM, ("法人",), 30), (BASEBALL, ("組織",), 30), (FOOTBALL, (OTHER,), 30)
)  # fmt: skip


@pytest.fixture(scope="module")
def model() -> KindModel:
    return fitted(ALL)


def test_unseen_names_are_read_from_their_vectors_and_their_endings(model: KindModel) -> None:
    assert model.types == ("other", "法人", "組織")
    found = model.name_classes(np.stack([vector(name)[: 2 * SIZE] for name in CLASSES]), ["光"] * SIZE)
    assert [CLASSES[column] for column in found.argmax(axis=1)] == list(CLASSES)
    between = np.mean([vector(name)[: 2 * SIZE] for name in CLASSES], axis=0, dtype=np.float32)
    spelled = model.name_classes(np.stack([between, between]), ["光電鉄", "光クラブ"])
    assert [CLASSES[column] for column in spelled.argmax(axis=1)] == [RAILWAY, FOOTBALL]
    two = np.stack([vector(name)[: 2 * SIZE] for name in (TELECOM, BASEBALL)])
    types = model.name_types(two, ["光", "光"], CLASS_MODEL)
    assert [model.types[column] for column in types.argmax(axis=1)] == ["法人", "組織"]


def test_keys_get_the_type_of_keys_like_them(model: KindModel) -> None:
    found = model.key_types(ALL.vectors[::30], ALL.shares[::30], ["楽天"] * 4, no_clues(["楽天"] * 4), CLASS_MODEL)
    assert [model.types[column] for column in found.argmax(axis=1)] == ["法人", "法人", "組織", "other"]
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_class_whose_keys_are_all_of_one_type_gets_it(model: KindModel) -> None:
    found = table(model)
    assert found[RAILWAY]["法人"] > 0.95
    assert found[BASEBALL]["組織"] > 0.85
    assert found[FOOTBALL]["other"] > 0.85
    assert np.allclose(model.type_of_class.sum(axis=1), 1, atol=1e-5)


def test_a_class_that_no_key_is_of_leans_on_its_category() -> None:
    found = table(fitted(keys_of((RAILWAY, ("法人",), 40), (BASEBALL, ("組織",), 30), (BASEBALL, ("法人",), 10))))
    assert found[TELECOM]["法人"] > 0.9
    assert found[FOOTBALL]["組織"] == pytest.approx(0.75, abs=0.05)


def test_a_category_that_no_key_is_of_has_every_type_alike() -> None:
    found = table(fitted(keys_of((RAILWAY, ("法人",), 20), (TELECOM, ("組織",), 20))))
    assert found[BASEBALL] == found[FOOTBALL] == pytest.approx({"法人": 0.5, "組織": 0.5})


def test_types_known_in_part_are_settled_by_the_other_keys() -> None:
    # Half of the railways may be of either type; the other half says which of the two it is.
    vague = keys_of((RAILWAY, ("法人", "組織"), 30), (RAILWAY, ("法人",), 30), (BASEBALL, ("組織",), 30))
    assert table(fitted(vague))[RAILWAY]["法人"] > 0.95


def test_a_key_in_doubt_counts_for_the_class_that_its_type_speaks_for() -> None:
    doubted = keys_of((RAILWAY, ("法人",), 30), (BASEBALL, ("組織",), 30), ("", ("組織",), 30))
    found = table(fitted(doubted))
    assert found[RAILWAY]["法人"] > 0.9
    assert found[BASEBALL]["組織"] > 0.95


def test_a_word_of_which_only_the_category_is_known_teaches_that() -> None:
    labels = [("company",) if name in (RAILWAY, TELECOM) else (name,) for _, name in NAMED]
    found = fitted(ALL, labels).name_classes(vector(RAILWAY)[None, : 2 * SIZE], ["光"])[0]
    assert found[:2].sum() > 0.9
    assert found[0] == pytest.approx(found[1], abs=0.01)


def test_the_same_names_give_the_same_model() -> None:
    surfaces = [surface for surface, _ in NAMED]
    listed = Names(surfaces, rows([name for _, name in NAMED])[:, : 2 * SIZE], [(name,) for _, name in NAMED])
    named = Names(surfaces, listed.alone, [(TYPE_OF[name],) for _, name in NAMED])
    one, other = (fit_kinds(TOLD, listed, named, ALL, CLASS_MODEL) for _ in range(2))
    assert one.identity == other.identity


def test_names_are_told_by_listing_and_writing(model: KindModel) -> None:
    none = np.zeros((4, SIZE), dtype=np.float32)
    listings: list[tuple[str, ...]] = [("team",), ("term",), (), ()]
    found = model.are_names(none, listings, ["光球団", "光の話"] * 2, [[7] * INSIDE, [9] * INSIDE] * 2)
    assert (found > 0.5).tolist() == [True, False, True, False]
    assert found[0] > found[2]
