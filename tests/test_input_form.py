"""The one form in which articles reach the encoder."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizgen.input_form import SENTENCE_END, SENTENCE_START, InputForm, windows


@given(st.lists(st.integers(1, 30), max_size=30), st.integers(1, 20))
def test_windows_cover_each_token_once_and_know_where_it_went(lengths: list[int], size: int) -> None:
    bounds = [sum(lengths[:number]) for number in range(len(lengths) + 1)]
    surfaces = [f"t{number}" for number in range(bounds[-1])]
    found = list(windows(surfaces, bounds, InputForm(window=size)))
    assert [number for window in found for number in range(window.first, window.last)] == list(range(len(surfaces)))
    for window in found:
        assert len(window.positions) == window.last - window.first <= size
        # Place 0 of the encoder's output is the <S> that it adds itself.
        assert [window.tokens[place - 1] for place in window.positions] == surfaces[window.first : window.last]


def test_whole_sentences_share_a_window_with_markers_between_them() -> None:
    first, second = windows(["a", "b", "c", "d", "e"], [0, 2, 3, 5], InputForm(window=3))
    assert first.tokens == ("a", "b", SENTENCE_END, SENTENCE_START, "c")
    assert first.positions == (1, 2, 5)
    assert second.tokens == ("d", "e")


def test_only_a_sentence_longer_than_a_window_is_cut() -> None:
    assert [window.tokens for window in windows(list("abcde"), [0, 5], InputForm(window=2))] == [
        ("a", "b"), ("c", "d"), ("e",),
    ]  # fmt: skip
