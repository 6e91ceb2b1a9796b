from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.elmo import ElmoEncoder, split_long_token
from quizgen.elmo.blank import BlankScorer
from quizgen.elmo.softmax_file import Softmax
from quizgen.errors import ArgumentError, ModelError
from tests.elmo.models import SMALL, load_model
from tests.elmo.softmaxes import WORDS, random_softmax

LEFT, RIGHT = ["日本", "の", "</S>", "<S>", "東京", "が"], ["勝つ", "。"]
ONE = [["東京"], ["球場"], ["都"]]
SEVERAL = [["日本", "銀行"], ["東京", "都"], ["東京", "都", "銀行"], ["大阪", "府", "の", "球場", "が"]]
UNSEEN = [["ソフトバンク"], ["札幌", "銀行"], ["東京", "スカイツリー"]]
LONG = "とても長いひとつづきの名前でありつづけるもの"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> ElmoEncoder:
    return load_model(tmp_path_factory.mktemp("model"), SMALL)


@pytest.fixture(scope="module")
def softmax(encoder: ElmoEncoder) -> Softmax:
    return random_softmax(encoder.identity, SMALL)


@pytest.fixture
def scorer(encoder: ElmoEncoder, softmax: Softmax) -> BlankScorer:
    return BlankScorer(encoder, softmax)


class Plain:
    """The same scores from whole passes of the encoder over each word alone, in double precision."""

    def __init__(self, encoder: ElmoEncoder, softmax: Softmax) -> None:
        self.encoder, self.softmax = encoder, softmax
        self.maps = softmax.to_softmax.astype(np.float64)
        self.output = softmax.codes * softmax.scales.astype(np.float64)[:, None]

    def score(self, left: Sequence[str], right: Sequence[str], word: Sequence[str]) -> float:
        forward = sum(self.token_by_token(0, left, word))
        backward = sum(self.token_by_token(1, right[::-1], word[::-1]))
        return forward + backward - self.alone(word)

    def alone(self, word: Sequence[str]) -> float:
        forward = self.softmax.log_frequency(word[0]) + sum(self.token_by_token(0, [], word)[1:])
        backward = self.softmax.log_frequency(word[-1]) + sum(self.token_by_token(1, [], word[::-1])[1:])
        return (forward + backward) / 2

    def token_by_token(self, direction: int, before: Sequence[str], word: Sequence[str]) -> list[float]:
        """Return log p of each token, in the direction's order, after what is before it in this order."""
        order = -1 if direction else 1
        [layers] = self.encoder.encode([[*before, *word][::order]], keep_boundaries=True)
        size = SMALL.projection_dim
        top = layers[-1, ::order, direction * size : (direction + 1) * size].astype(np.float64)
        found = []
        for number, token in enumerate(word):
            context = top[len(before) + number] @ self.maps[direction, :-1] + self.maps[direction, -1]
            every = self.output @ context + self.softmax.bias
            vector, bias = self.target(token)
            found.append(float(vector @ context + bias - np.logaddexp.reduce(every)))
        return found

    def target(self, token: str) -> tuple[NDArray[Any], float]:
        if token in WORDS:
            row = WORDS.index(token)
            return self.output[row], float(self.softmax.bias[row])
        mapped = np.append(self.encoder.token_vectors([token])[0], 1.0) @ self.softmax.unseen.astype(np.float64)
        return mapped[:-1], mapped[-1] + self.softmax.log_frequency(token)


@pytest.mark.parametrize("candidates", [ONE, SEVERAL, UNSEEN], ids=["one token", "several tokens", "unseen"])
@pytest.mark.parametrize(("left", "right"), [(LEFT, RIGHT), ([], RIGHT), (LEFT, []), ([], [])])
def test_scores_equal_a_plain_computation(
    scorer: BlankScorer, left: list[str], right: list[str], candidates: list[list[str]]
) -> None:
    plain = Plain(scorer._encoder, scorer._softmax)
    expected = [plain.score(left, right, word) for word in candidates]
    assert np.std(expected) > 0.01
    found = scorer.scores(left, right, candidates)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_words_own_probability_is_the_models(scorer: BlankScorer) -> None:
    plain = Plain(scorer._encoder, scorer._softmax)
    words = [*ONE, *SEVERAL, *UNSEEN]
    np.testing.assert_allclose(scorer.log_probabilities(words), [plain.alone(word) for word in words], atol=1e-4)
    assert scorer.log_probabilities([["東京"]])[0] == pytest.approx(scorer._softmax.log_frequency("東京"))


def test_many_candidates_score_as_alone(scorer: BlankScorer) -> None:
    draw = np.random.default_rng(4)
    many = [draw.choice(WORDS[2:], size).tolist() for size in draw.integers(1, 5, 150)]
    together = scorer.scores(LEFT, RIGHT, many)
    alone = [scorer.scores(LEFT, RIGHT, [word])[0] for word in many]
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_what_was_scored_before_changes_no_bit(encoder: ElmoEncoder, softmax: Softmax) -> None:
    candidates = [*ONE, *SEVERAL, *UNSEEN]
    fresh = BlankScorer(encoder, softmax).scores(LEFT, RIGHT, candidates)
    used = BlankScorer(encoder, softmax)
    used.scores(RIGHT, LEFT, [*SEVERAL[::-1], ["東京", "府"], ["銀行", "銀行", "都"]])
    used.log_probabilities(SEVERAL[1:2])
    assert used.scores(LEFT, RIGHT, candidates).tobytes() == fresh.tobytes()


def test_the_order_of_candidates_is_kept_and_a_word_may_stand_twice(scorer: BlankScorer) -> None:
    candidates = [["東京", "都"], ["球場"], ["東京", "都"], ["大阪"]]
    scores = scorer.scores(LEFT, RIGHT, candidates)
    assert scores[0] == scores[2]
    np.testing.assert_allclose(scorer.scores(LEFT, RIGHT, candidates[::-1]), scores[::-1], atol=1e-5)


def test_a_token_longer_than_48_bytes_counts_as_its_pieces(scorer: BlankScorer) -> None:
    pieces = split_long_token(LONG)
    assert len(pieces) == 2
    assert (
        scorer.scores([*LEFT, LONG], RIGHT, [[LONG], ["都", LONG]]).tolist()
        == scorer.scores([*LEFT, *pieces], RIGHT, [pieces, ["都", *pieces]]).tolist()
    )


def test_no_candidates_give_no_scores(scorer: BlankScorer) -> None:
    assert scorer.scores(LEFT, RIGHT, []).shape == (0,)


def test_threads_may_share_a_scorer(scorer: BlankScorer) -> None:
    candidates = [*ONE, *SEVERAL, *UNSEEN]
    expected = scorer.scores(LEFT, RIGHT, candidates).tobytes()
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(scorer.scores(LEFT, RIGHT, candidates).tobytes()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_softmax_of_another_encoder_is_refused(encoder: ElmoEncoder) -> None:
    with pytest.raises(ModelError, match=encoder.identity[:16]):
        BlankScorer(encoder, random_softmax("0" * 64, SMALL))


@pytest.mark.parametrize(
    ("left", "right", "candidates", "message"),
    [
        ("東京", [], [["都"]], "left"),
        ([], "東京", [["都"]], "right"),
        ([1], [], [["都"]], "left.*int"),
        ([], [], "東京", "candidates"),
        ([], [], ["東京"], r"candidates\[0\].*tokenise"),
        ([], [], [["東京"], []], r"candidates\[1\].*at least one"),
    ],
)
def test_unusable_arguments_are_named(
    scorer: BlankScorer, left: Any, right: Any, candidates: Any, message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        scorer.scores(left, right, candidates)


def test_one_thread_gives_the_same_bits_as_two(tmp_path: Path, encoder: ElmoEncoder, softmax: Softmax) -> None:
    single = BlankScorer(load_model(tmp_path, SMALL, threads=1), softmax)
    double = BlankScorer(encoder, softmax)
    candidates = [*ONE, *SEVERAL, *UNSEEN]
    assert single.scores(LEFT, RIGHT, candidates).tobytes() == double.scores(LEFT, RIGHT, candidates).tobytes()
