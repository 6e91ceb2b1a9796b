from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest

from quizgen.evaluation.measures import (
    b_cubed,
    expected_f1_at,
    expected_ndcg_at,
    expected_precision,
    expected_reciprocal_rank,
    f1_at,
    ndcg_at,
    overlap_at,
    precision_at,
    reciprocal_rank,
)

Y, N = True, False


def test_precision_counts_a_short_list_as_wrong_for_the_rest() -> None:
    assert precision_at([Y, N, Y, Y], 3) == pytest.approx(2 / 3)
    assert precision_at([Y, Y], 10) == pytest.approx(0.2)
    assert precision_at([], 3) == 0


def test_f1_joins_precision_and_recall() -> None:
    # precision 2/3, recall 2/4: 2 * (2/3) * (1/2) / (2/3 + 1/2) = 4/7
    assert f1_at([Y, N, Y, Y], 3, 4) == pytest.approx(4 / 7)
    assert f1_at([N, N, N], 3, 4) == 0


def test_reciprocal_rank_is_of_the_first_right_word() -> None:
    assert reciprocal_rank([N, N, N, Y, Y]) == 0.25
    assert reciprocal_rank([N, N]) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    # gains 1/log2(2) + 1/log2(4) = 1.5, at best 1/log2(2) + 1/log2(3) = 1.63093
    assert ndcg_at([Y, N, Y], 10, 2) == pytest.approx(0.919721, abs=1e-6)
    assert ndcg_at([Y, Y, N, N], 2, 4) == 1
    assert ndcg_at([N, N, Y], 2, 1) == 0
    assert ndcg_at([N], 10, 0) == 0


@pytest.mark.parametrize(("right", "total"), [(1, 4), (2, 5), (4, 6), (3, 3)])
@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (lambda hits, right: precision_at(hits, 3), lambda right, total: expected_precision(right, total)),
        (lambda hits, right: f1_at(hits, 3, right), lambda right, total: expected_f1_at(3, right, total)),
        (lambda hits, right: reciprocal_rank(hits), expected_reciprocal_rank),
        (lambda hits, right: ndcg_at(hits, 3, right), lambda right, total: expected_ndcg_at(3, right, total)),
    ],
    ids=["precision", "f1", "reciprocal rank", "ndcg"],
)
def test_expected_values_are_the_means_over_all_orders(
    measure: Callable[[Sequence[bool], int], float], expected: Callable[[int, int], float], right: int, total: int
) -> None:
    orders = list(permutations([Y] * right + [N] * (total - right)))
    mean = sum(measure(order, right) for order in orders) / len(orders)
    assert expected(right, total) == pytest.approx(mean)


def test_expected_values_worked_out_by_hand() -> None:
    assert expected_reciprocal_rank(1, 3) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert expected_ndcg_at(2, 1, 4) == pytest.approx((1 + 0.6309298) / 4)
    assert expected_f1_at(3, 4, 10) == pytest.approx(2 * 1.2 / 7)


def test_expected_values_of_a_pool_without_a_right_word_are_nothing() -> None:
    assert expected_precision(0, 0) == 0
    assert expected_reciprocal_rank(0, 5) == expected_ndcg_at(10, 0, 5) == expected_f1_at(3, 0, 5) == 0


def test_overlap_is_the_share_of_the_longer_list() -> None:
    assert overlap_at("abcd", "dcxy", 4) == 0.5
    assert overlap_at("abcd", "ax", 4) == 0.25
    assert overlap_at("abz", "zba", 2) == 0.5, "only the first two of each count"
    assert overlap_at("", "ab", 2) == overlap_at("", "", 2) == 0


def test_b_cubed_worked_out_by_hand() -> None:
    # precision: (1 + 1 + 1/3 + 2/3 + 2/3) / 5; recall: (2/3 + 2/3 + 1/3 + 1 + 1) / 5
    found = b_cubed([0, 0, 1, 1, 1], "aaabb")
    assert found == pytest.approx((11 / 15, 11 / 15, 11 / 15))


def test_b_cubed_of_one_group_of_all_and_of_a_group_each() -> None:
    assert b_cubed([0, 0, 0, 0], "aabb") == pytest.approx((0.5, 1, 2 / 3))
    assert b_cubed([0, 1, 2, 3], "aabb") == pytest.approx((1, 0.5, 2 / 3))
    assert b_cubed([5, 5, 7, 7], "aabb") == (1, 1, 1), "the names of groups do not matter"


def test_b_cubed_refuses_nothing_and_unlike_lengths() -> None:
    with pytest.raises(ValueError, match="at least one"):
        b_cubed([], [])
    with pytest.raises(ValueError, match="shorter"):
        b_cubed([0, 0], "a")
