from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from quizgen.elmo import ElmoEncoder, ElmoState, lstm, split_long_token
from quizgen.elmo.encoder import BATCH_TOKENS
from quizgen.elmo.token_vectors import TokenVectors
from quizgen.elmo.weights import write_weights
from quizgen.errors import ArgumentError
from tests.elmo.models import SMALL, WIDE, load_model, random_weights, save_model

ODD_TOKENS = [
    "",
    " ",
    "\u3000",
    "\n",
    "\x00",
    "\ud800",
    "\ufeff",
    "か\u3099",
    "e\u0301\u0323",
    "😀",
    "👩‍👩‍👧",
    "🇯🇵",
    "ｶﾞ",
    "שלום",
    "<S>",
    "</S>",
    "<UNK>",
    "語" * 16,
    "語" * 17,
    "x" * 1000,
    "\u3099" * 40,
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ElmoEncoder:
    return load_model(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="module")
def wide_paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return save_model(tmp_path_factory.mktemp("wide"), WIDE)


def random_sequence(draw: random.Random, longest: int = 30) -> list[str]:
    words = ["駅", "図書館", "の", "は", "2026", "新しい", "橋", "Ｊリーグ", "語" * 20, "", "開通", "。", "😀"]
    return [draw.choice(words) + draw.choice(["", "", "a", "町"]) for _ in range(draw.randint(0, longest))]


def same_bits(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return len(one) == len(other) and all(
        a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True)
    )


def test_a_vector_has_every_layer_and_both_directions(small: ElmoEncoder) -> None:
    (vectors,) = small.encode([["駅", "の", "前"]])
    assert (small.n_layers, small.width) == (3, 16)
    assert vectors.shape == (3, 3, 16)
    assert vectors.dtype == np.float32
    layer_0 = small.token_vectors(["駅", "の", "前"])
    np.testing.assert_array_equal(vectors[0], np.concatenate([layer_0, layer_0], axis=1))


def test_the_forward_half_knows_only_what_came_before(small: ElmoEncoder) -> None:
    one, other = small.encode([["駅", "の", "前"], ["駅", "の", "裏"]])
    np.testing.assert_allclose(one[:, :2, :8], other[:, :2, :8], atol=1e-6)
    assert np.abs(one[1:, :2, 8:] - other[1:, :2, 8:]).max() > 1e-3


def test_results_come_in_the_order_of_the_input(small: ElmoEncoder) -> None:
    draw = random.Random(0)
    sequences = [random_sequence(draw) for _ in range(50)]
    together = small.encode(sequences, batch_tokens=100)
    for sequence, vectors in zip(sequences, together, strict=True):
        assert vectors.shape == (3, len(sequence), 16)
        np.testing.assert_allclose(vectors, small.encode([sequence])[0], atol=1e-5)


@pytest.mark.parametrize("batch_tokens", [1, 40, 10**9])
def test_the_batch_size_makes_no_difference(small: ElmoEncoder, batch_tokens: int) -> None:
    draw = random.Random(1)
    sequences = [random_sequence(draw) for _ in range(30)]
    for one, other in zip(small.encode(sequences), small.encode(sequences, batch_tokens=batch_tokens), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_sequence_alone_gives_the_same_bits_after_any_history(wide_paths: tuple[Path, Path]) -> None:
    draw = random.Random(2)
    for round_ in range(12):
        sequence = random_sequence(draw, longest=60)
        fresh = ElmoEncoder.load(*wide_paths, threads=2).encode([sequence])
        used = ElmoEncoder.load(*wide_paths, threads=2)
        state = None
        for _ in range(draw.randint(1, 6)):
            history = [random_sequence(draw) for _ in range(draw.randint(1, 40))]
            action = draw.choice(["encode", "state", "tokens"])
            if action == "encode":
                used.encode(history, batch_tokens=draw.choice([50, BATCH_TOKENS]))
            elif action == "state":
                _, state = used.encode_batch(history, state)
            else:
                used.token_vectors([*history[0], *draw.sample(sequence, len(sequence) // 2)])
        assert same_bits(used.encode([sequence]), fresh), round_
        assert same_bits(used.encode([sequence]), fresh), round_


def test_a_token_has_the_same_bits_whatever_is_remembered(wide_paths: tuple[Path, Path]) -> None:
    encoder = ElmoEncoder.load(*wide_paths, threads=2)
    tokens = sorted({token for seed in range(20) for token in random_sequence(random.Random(seed))} - {""})
    tokens = [piece for token in tokens for piece in split_long_token(token)]
    cnn = encoder._network.characters
    with torch.inference_mode():
        expected = {token: TokenVectors(cnn, 1)([token])[0].numpy().tobytes() for token in tokens}
        for seed in range(10):
            draw = random.Random(seed)
            vectors = TokenVectors(cnn, draw.choice([1, 7, 1000]))
            for _ in range(10):
                some = draw.sample(tokens, draw.randint(1, len(tokens)))
                for token, vector in zip(some, vectors(some), strict=True):
                    assert vector.numpy().tobytes() == expected[token]


def test_the_memory_of_tokens_is_bounded_and_keeps_what_was_used_last(small: ElmoEncoder) -> None:
    class Counting(TokenVectors):
        computed: list[str]

        def _compute(self, tokens):  # type: ignore[no-untyped-def]
            self.computed = list(tokens)
            return super()._compute(tokens)

    vectors = Counting(small._network.characters, capacity=2)
    with torch.inference_mode():
        vectors(["a", "b"])
        vectors(["a", "c"])
        vectors(["c", "a", "b", "a"])
    assert vectors.computed == ["b"]


def test_one_and_two_threads_give_the_same_bits(wide_paths: tuple[Path, Path]) -> None:
    draw = random.Random(3)
    sequences = [random_sequence(draw) for _ in range(20)]
    one, two = (ElmoEncoder.load(*wide_paths, threads=threads).encode(sequences) for threads in (1, 2))
    assert same_bits(one, two)


@pytest.fixture(scope="module")
def halved_paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A model whose weights bfloat16 holds, as the one that ships."""
    folder = tmp_path_factory.mktemp("halved")
    options = replace(WIDE, lstm_dim=192)
    options.write(folder / "options.json")
    write_weights(folder / "weights.hdf5", random_weights(options, scale=0.1), options, bfloat16=True)
    return folder / "options.json", folder / "weights.hdf5"


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_steady_encoder_gives_a_sequence_the_same_bits_beside_any_others(
    halved_paths: tuple[Path, Path], threads: int
) -> None:
    encoder = ElmoEncoder.load(*halved_paths, threads=threads)
    if not encoder.steady:
        pytest.skip("this processor or this PyTorch has no FBGEMM")
    draw = random.Random(6)
    sequences = [random_sequence(draw, longest=60) for _ in range(40)]
    alone = [encoder.encode([sequence])[0] for sequence in sequences]
    for size in (2, 3, 8, 40):
        start = draw.randrange(len(sequences) - size + 1)
        together = encoder.encode(sequences[start : start + size], batch_tokens=draw.choice([90, 500, BATCH_TOKENS]))
        assert same_bits(together, alone[start : start + size])
        batch, _ = encoder.encode_batch(sequences[start : start + size], None)
        assert same_bits(batch, alone[start : start + size])


@pytest.mark.parametrize("paths", ["wide_paths", "halved_paths"])
def test_the_fast_way_differs_by_less_than_1e_5(paths: str, request: pytest.FixtureRequest) -> None:
    encoder = ElmoEncoder.load(*request.getfixturevalue(paths), threads=2)
    draw = random.Random(7)
    for size in (1, 2, 5):
        sequences = [random_sequence(draw, longest=60) for _ in range(size)]
        for fast, slow in zip(encoder.encode(sequences, steady=False), encoder.encode(sequences), strict=True):
            np.testing.assert_allclose(fast, slow, atol=1e-5)


def test_weights_of_full_precision_are_not_steady(wide_paths: tuple[Path, Path]) -> None:
    assert not ElmoEncoder.load(*wide_paths, threads=2).steady


def test_more_threads_are_not_steady(halved_paths: tuple[Path, Path]) -> None:
    assert not ElmoEncoder.load(*halved_paths, threads=4).steady


def test_the_threads_of_the_process_are_left_as_they_were(wide_paths: tuple[Path, Path]) -> None:
    before = torch.get_num_threads()
    for threads in (1, 2, 4, None):
        ElmoEncoder.load(*wide_paths, threads=threads).encode([["駅"]])
        assert torch.get_num_threads() == before


def test_calls_from_several_threads_do_not_disturb_each_other(small: ElmoEncoder) -> None:
    draw = random.Random(4)
    sequences = [random_sequence(draw) for _ in range(40)]
    expected = [small.encode([sequence]) for sequence in sequences]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda sequence: small.encode([sequence]), sequences))
    assert all(same_bits(result, wanted) for result, wanted in zip(results, expected, strict=True))


def test_boundaries_are_kept_on_request(small: ElmoEncoder) -> None:
    sequences = [["駅", "の", "前"], [], ["語" * 20, "は"]]
    for tokens, inner, whole in zip(
        sequences, small.encode(sequences), small.encode(sequences, keep_boundaries=True), strict=True
    ):
        assert whole.shape == (3, len(tokens) + 2, 16)
        np.testing.assert_array_equal(whole[:, 1:-1], inner)
        np.testing.assert_array_equal(whole[0, [0, -1], :8], small.token_vectors(["<S>", "</S>"]))


def test_nothing_gives_nothing(small: ElmoEncoder) -> None:
    assert small.encode([]) == []
    assert small.encode([[]])[0].shape == (3, 0, 16)
    assert small.token_vectors([]).shape == (0, 8)
    vectors, state = small.encode_batch([], None)
    assert vectors == []
    assert state.hidden.shape == (2, 2, 0, 8)


@pytest.mark.parametrize("token", ODD_TOKENS, ids=ascii)
def test_odd_tokens_have_finite_vectors_alone_and_among_others(small: ElmoEncoder, token: str) -> None:
    alone, among = small.encode([[token], ["これ", token, "は", token]])
    assert alone.shape == (3, 1, 16)
    assert among.shape == (3, 4, 16)
    assert np.isfinite(alone).all()
    assert np.isfinite(among).all()
    np.testing.assert_array_equal(among[0, 1], alone[0, 0])


def test_a_long_token_has_the_mean_of_its_pieces(small: ElmoEncoder) -> None:
    long = "語" * 40
    pieces = split_long_token(long)
    assert len(pieces) == 3
    whole, read = small.encode([["この", long, "は"], ["この", *pieces, "は"]])
    np.testing.assert_allclose(whole[:, 1], read[:, 1:4].mean(axis=1), atol=1e-6)
    np.testing.assert_array_equal(whole[:, [0, 2]], read[:, [0, 4]])
    np.testing.assert_allclose(small.token_vectors([long])[0], whole[0, 1, :8], atol=1e-6)


def test_tokens_alike_in_their_first_48_bytes_differ(small: ElmoEncoder) -> None:
    one, other = small.token_vectors(["語" * 16 + "甲", "語" * 16 + "乙"])
    assert np.abs(one - other).max() > 1e-4


def test_blocks_of_steps_join_without_a_seam(small: ElmoEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(5)
    sequences = [random_sequence(draw) for _ in range(9)]
    expected = small.encode(sequences)
    monkeypatch.setattr(lstm, "_TOKENS", 20)
    monkeypatch.setattr(lstm, "MOST_ROWS", 20)
    for vectors, wanted in zip(small.encode(sequences), expected, strict=True):
        np.testing.assert_allclose(vectors, wanted, atol=1e-6)


def test_results_may_be_changed_without_harm(small: ElmoEncoder) -> None:
    expected = small.encode([["駅", "前"]])[0].copy()
    for vectors in (small.encode([["駅", "前"]])[0], small.token_vectors(["駅", "前"])):
        vectors[...] = 7.0
    np.testing.assert_array_equal(small.encode([["駅", "前"]])[0], expected)


def test_a_batch_without_a_state_is_like_fresh_sequences(small: ElmoEncoder) -> None:
    sequences = [["駅", "前"], [], ["新しい", "図書館", "が", "開く"]]
    vectors, state = small.encode_batch(sequences, None)
    for one, other in zip(vectors, small.encode(sequences), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert state.hidden.shape == (2, 2, 3, 8)
    assert state.memory.shape == (2, 2, 3, 12)


def test_a_state_belongs_to_its_row_and_stays_when_the_row_is_left_out(small: ElmoEncoder) -> None:
    _, first = small.encode_batch([["駅"], ["海", "の", "色"]], None)
    before = first.hidden.copy()
    _, second = small.encode_batch([["山", "道"]], first)
    np.testing.assert_array_equal(first.hidden, before)
    np.testing.assert_array_equal(second.hidden[:, :, 1], first.hidden[:, :, 1])
    assert np.abs(second.hidden[:, :, 0] - first.hidden[:, :, 0]).max() > 1e-3
    (_, carried), _ = small.encode_batch([["駅"], ["橋"]], second)
    own = ElmoState(first.hidden[:, :, 1:], first.memory[:, :, 1:])
    (expected,), _ = small.encode_batch([["橋"]], own)
    np.testing.assert_allclose(carried, expected, atol=1e-6)


def test_a_state_of_another_model_is_refused(small: ElmoEncoder) -> None:
    other = ElmoState(np.zeros((2, 2, 1, 9), dtype=np.float32), np.zeros((2, 2, 1, 12), dtype=np.float32))
    with pytest.raises(ArgumentError, match=r"state: expected shapes .* got \(2, 2, 1, 9\)"):
        small.encode_batch([["駅"]], other)
    with pytest.raises(ArgumentError, match=r"state: expected shapes .* got \(2, 2, 2, 8\) and \(2, 2, 1, 12\)"):
        small.encode_batch(
            [["駅"]], ElmoState(np.zeros((2, 2, 2, 8), dtype=np.float32), np.zeros((2, 2, 1, 12), dtype=np.float32))
        )


@pytest.mark.parametrize(
    ("sequences", "says"),
    [
        (["駅前"], r"sequences\[0\]: expected a list of tokens"),
        ([["駅"], ["前", 3]], r"sequences\[1\]: expected tokens as strings, got int"),
        ([None], r"sequences\[0\]: expected a list of tokens, got NoneType"),
        ("駅前", "sequences: expected a list of sequences"),
        (7, "sequences: expected a list of sequences"),
    ],
)
def test_unusable_sequences_are_named(small: ElmoEncoder, sequences: object, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        small.encode(sequences)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=says):
        small.encode_batch(sequences, None)  # type: ignore[arg-type]


def test_unusable_tokens_are_named(small: ElmoEncoder) -> None:
    with pytest.raises(ArgumentError, match="tokens: expected a list of tokens, got the string"):
        small.token_vectors("駅前")


@pytest.mark.parametrize("value", [0, -1, True, 2.5, "2"])
def test_unusable_numbers_are_named(small: ElmoEncoder, tmp_path: Path, value: object) -> None:
    with pytest.raises(ArgumentError, match="batch_tokens"):
        small.encode([["駅"]], batch_tokens=value)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="threads"):
        ElmoEncoder.load(*save_model(tmp_path, SMALL), threads=value)  # type: ignore[arg-type]


MEASURE_LONG = """
import resource, sys
from quizgen.elmo import ElmoEncoder
encoder = ElmoEncoder.load(sys.argv[1], sys.argv[2], threads=2)
encoder.encode([["駅", "の"] * 2000])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
vectors = encoder.encode([["駅", "の", "前"] * 10_000])[0]
assert vectors.shape == (2, 30_000, 16), vectors.shape
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts KiB on Linux only")
def test_a_sequence_of_30000_tokens_needs_little_memory(tmp_path: Path) -> None:
    # The gates of all steps at once would take 30,000 × 2,400 floats in each direction, 550 MiB.
    options, weights = save_model(tmp_path, replace(SMALL, lstm_dim=600, n_layers=1))
    command = [sys.executable, "-c", MEASURE_LONG, str(options), str(weights)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert int(done.stdout) < 250 * 1024
