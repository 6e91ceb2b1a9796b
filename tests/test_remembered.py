"""What was worked out stays while there is room for it."""

from __future__ import annotations

from quizgen.remembered import Remembered


def test_a_value_is_made_once_and_what_was_not_used_for_longest_goes() -> None:
    kept, made = Remembered[str](2), list[str]()

    def get(name: str) -> str:
        return kept.get(name, lambda: made.append(name) or name.upper())  # type: ignore[func-returns-value]

    assert [get(name) for name in "abacab"] == list("ABACAB")
    assert made == list("abcb")


def test_values_are_weighed_as_they_are_when_they_are_used() -> None:
    kept = Remembered[list[int]](5, len)
    first = kept.get("first", lambda: [1])
    kept.get("second", lambda: [1, 2])
    first.extend([2, 3, 4])
    assert kept.get("first", list) is first
    assert len(kept) == 1


def test_a_value_that_is_too_large_alone_is_kept_until_the_next() -> None:
    kept = Remembered[list[int]](2, len)
    large = kept.get("large", lambda: [1, 2, 3])
    assert kept.get("large", list) is large
    kept.get("small", lambda: [1])
    assert len(kept) == 1
