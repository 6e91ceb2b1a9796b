from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.elmo.characters import MAX_BYTES, MAX_CHARACTERS, character_ids, split_long_token

PADDING = 261


def padded(*ids: int) -> list[int]:
    return [*ids, *[PADDING] * (MAX_CHARACTERS - len(ids))]


@pytest.mark.parametrize(
    ("token", "ids"),
    [
        ("", padded(259, 260)),
        ("A", padded(259, 66, 260)),
        ("犬", padded(259, 0xE7 + 1, 0x8A + 1, 0xAC + 1, 260)),
        ("\x00", padded(259, 1, 260)),
        ("<S>", padded(259, 257, 260)),
        ("</S>", padded(259, 258, 260)),
        ("<s>", padded(259, 61, 116, 63, 260)),
        ("\ud800", padded(259, 260)),
        ("x" * 48, [259, *[121] * 48, 260]),
        ("x" * 49, [259, *[121] * 48, 260]),
    ],
)
def test_a_token_becomes_its_bytes_between_the_word_markers(token: str, ids: list[int]) -> None:
    assert character_ids([token]).tolist() == [ids]


def test_a_shorter_length_only_leaves_padding_away() -> None:
    tokens = ["犬", "", "<S>", "ねこ"]
    np.testing.assert_array_equal(character_ids(tokens, 8), character_ids(tokens)[:, :8])


@pytest.mark.parametrize(
    ("token", "pieces"),
    [
        ("", [""]),
        ("a" * 48, ["a" * 48]),
        ("a" * 49, ["a" * 48, "a"]),
        ("語" * 16, ["語" * 16]),
        ("語" * 17, ["語" * 16, "語"]),
        ("a" + "語" * 16, ["a" + "語" * 15, "語"]),
        ("ab" + "😀" * 24, ["ab" + "😀" * 11, "😀" * 12, "😀"]),
    ],
)
def test_a_long_token_is_split_between_code_points(token: str, pieces: list[str]) -> None:
    assert split_long_token(token) == pieces


@given(st.text(max_size=200))
def test_pieces_fit_and_join_to_the_token(token: str) -> None:
    pieces = split_long_token(token)
    assert "".join(pieces) == token
    assert all(len(piece.encode()) <= MAX_BYTES for piece in pieces)


def test_pieces_of_a_token_with_lone_surrogates_leave_these_out() -> None:
    assert split_long_token("犬\ud800" * 20) == ["犬" * 16, "犬" * 4]
