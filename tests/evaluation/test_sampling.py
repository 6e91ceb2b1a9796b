from __future__ import annotations

from quizgen.evaluation.sampling import digest, draw, number, shuffled

ITEMS = [f"item-{number}" for number in range(100)]


def test_a_smaller_draw_is_part_of_a_larger_one_in_the_order_given() -> None:
    few, many = draw(ITEMS, str, 10, seed=0), draw(ITEMS, str, 30, seed=0)
    assert len(few) == 10
    assert len(many) == 30
    assert set(few) < set(many)
    assert many == sorted(many, key=ITEMS.index)


def test_an_item_keeps_its_place_whatever_else_is_in_the_set() -> None:
    order = shuffled(ITEMS, str, seed=0)
    assert order != ITEMS
    assert shuffled(ITEMS[::2], str, seed=0) == [item for item in order if item in ITEMS[::2]]


def test_seed_decides_the_draw() -> None:
    assert draw(ITEMS, str, 10, seed=0) == draw(list(ITEMS), str, 10, seed=0)
    assert draw(ITEMS, str, 10, seed=0) != draw(ITEMS, str, 10, seed=1)


def test_a_draw_of_more_than_there_are_is_everything() -> None:
    assert draw(ITEMS, str, 1000, seed=0) == ITEMS


def test_digest_tells_parts_apart() -> None:
    assert digest("a", "b") != digest("ab") != digest("b", "a")
    assert 0 <= number("a") < 2**64
