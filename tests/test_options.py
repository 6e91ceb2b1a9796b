"""The options of what to make."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from quizgen import ArgumentError, QuizOptions


def test_defaults_make_a_four_choice_quiz() -> None:
    options = QuizOptions()
    assert (options.n_choices, options.n_distractors, options.difficulty, options.seed) == (4, 3, "normal", 0)
    assert options.to_dict() == {"n_choices": 4, "difficulty": "normal", "exclude": (), "history": (), "seed": 0}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_choices", 1), ("n_choices", 11), ("n_choices", 4.0), ("n_choices", True), ("n_choices", "4"),
        ("seed", -1), ("seed", 2**63), ("seed", False), ("seed", 0.5),
        ("difficulty", "brutal"), ("difficulty", None), ("difficulty", ["easy"]),
        ("exclude", "楽天"), ("exclude", [1]), ("exclude", None), ("exclude", 3),
        ("history", "楽天"), ("history", [None]), ("history", None),
    ],
)  # fmt: skip
def test_an_unusable_value_is_refused_with_the_option_named(name: str, value: Any) -> None:
    with pytest.raises(ArgumentError, match=f"^{name}: "):
        QuizOptions(**{name: value})


@pytest.mark.parametrize("words", [["楽天", "阪神"], ("楽天", "阪神"), iter(["楽天", "阪神"])])
def test_word_lists_of_any_kind_become_tuples(words: Any) -> None:
    assert QuizOptions(exclude=words).exclude == ("楽天", "阪神")


def test_bounds_themselves_are_accepted() -> None:
    assert QuizOptions(n_choices=2, seed=0).n_distractors == 1
    assert QuizOptions(n_choices=10, seed=2**63 - 1).n_distractors == 9


def test_with_changes_a_copy_leaves_none_as_it_is_and_checks_again() -> None:
    options = QuizOptions(seed=3, exclude=("楽天",))
    assert options.with_(seed=None, n_choices=5) == QuizOptions(n_choices=5, seed=3, exclude=("楽天",))
    assert options.with_(seed=0).seed == 0
    assert options.seed == 3
    with pytest.raises(ArgumentError, match=r"^seed: "):
        options.with_(seed=-1)
    with pytest.raises(FrozenInstanceError):
        options.seed = 4  # type: ignore[misc]
