"""What is held out stays held out from release to release."""

from __future__ import annotations

from quizgen.archive.splits import HELD_OUT_SHARE, is_fit, is_held_out


def test_the_split_is_the_one_that_every_release_was_made_with() -> None:
    assert [number for number in range(60) if is_held_out(f"wikinews-{number}")] == [13, 19, 32, 33]
    assert [number for number in range(12) if is_fit(str(number))] == [0, 5, 7, 8, 9, 10]


def test_shares_are_about_as_stated() -> None:
    ids = [f"article-{number}" for number in range(4000)]
    assert abs(sum(map(is_held_out, ids)) / len(ids) - HELD_OUT_SHARE) < 0.01
    assert abs(sum(map(is_fit, ids)) / len(ids) - 0.5) < 0.03


def test_the_two_splits_have_nothing_to_do_with_each_other() -> None:
    ids = [str(number) for number in range(4000)]
    held = [name for name in ids if is_held_out(name)]
    assert abs(sum(map(is_fit, held)) / len(held) - 0.5) < 0.15
