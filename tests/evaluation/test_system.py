from __future__ import annotations

import numpy as np
import pytest

from quizgen import Article, QuizGenerator
from quizgen.data import SamplePair, sample_articles, sample_pairs
from quizgen.distractors.candidates import rank_pool
from quizgen.distractors.ranking import FEATURES
from quizgen.distractors.standing import kinships
from quizgen.evaluation.system import System
from quizgen.evaluation.vector_ranking import VectorRanking

POOL = ("楽天", "ロッテ", "アマゾン", "ヤフー", "札幌市", "無名亭甚五郎", "レモンサワー通り", "西武")


@pytest.mark.parametrize("pair", sample_pairs()[:3], ids=lambda pair: pair.keyword)
def test_it_ranks_and_finds_as_the_python_call_does(pair: SamplePair, system: System, generator: QuizGenerator) -> None:
    article = next(one for one in sample_articles() if one.id == pair.first)
    keyword = pair.keyword
    reading = system.read(article)
    assert system.candidates(reading, reading.place_of(keyword), 10) == generator.candidates(article, keyword, 10)
    start = article.body.index(keyword)
    end = start + len(keyword)
    expected = generator.rank(article.body, pool=POOL, start=start, end=end)
    assert system.rank(article.body, start, end, POOL) == expected
    assert system.rank(article.body, start, end, POOL) == expected, "and again, from the vectors that were kept"


def test_a_pool_that_was_read_once_serves_any_key_and_its_features_are_those_that_rank(system: System) -> None:
    pair = sample_pairs()[0]
    article = next(one for one in sample_articles() if one.id == pair.first)
    start = article.body.index(pair.keyword)
    end = start + len(pair.keyword)
    pool = system.pool_words(POOL)
    assert {word for word, _ in pool.words} == set(POOL)
    found = system.features(article.body, start, end, pool)
    assert set(found) == set(FEATURES)
    reading = system.read(Article(article.body))
    key, setting = system._asked(reading, reading.place_at(start, end))
    weights = system.index.settings.ranking.for_key(key.name)
    kinship = kinships(key, [entry for _, entry in pool.words])
    scores = kinship * sum(weights[feature] * values for feature, values in found.items())
    assert isinstance(scores, np.ndarray)
    ranked = rank_pool(system.senses, key, setting, pool)
    best = {word: max(s for (w, _), s in zip(pool.words, scores, strict=True) if w == word) for word in POOL}
    for item in ranked:
        if item.reason is None:
            assert item.score <= float(best[item.surface]) + 1e-4  # rounded before it is lowered, and after
    top = max((item for item in ranked if item.reason is None), key=lambda item: item.score)
    assert top.score == pytest.approx(best[top.surface], abs=1e-4)


def test_identities_name_what_was_measured(system: System, generator: QuizGenerator) -> None:
    assert system.identities["model"] == generator.model_identity
    assert system.identities["index"] == generator.index_identity
    assert {"encoder", "vectors", "dictionary", "input_form", "lexicon"} <= set(system.identities)


def test_word_vectors_rank_by_cosine_and_never_offer_the_key(system: System) -> None:
    vectors = system.model.vectors
    words = ("東京", "大阪", "犬", "大統領", "首相")
    key = vectors.vector("首相")
    assert key is not None

    def cosine(word: str) -> float:
        found = vectors.vector(word)
        assert found is not None
        return float(found @ key)

    ranked = VectorRanking(system.model, words, seed=0).rank("首相")
    assert ranked == sorted(set(words) - {"首相"}, key=cosine, reverse=True)
    assert ranked[0] == "大統領"


def test_a_phrase_without_a_vector_takes_that_of_its_words(system: System) -> None:
    phrase = "大統領と首相"
    assert phrase not in system.model.vectors
    ranked = VectorRanking(system.model, (phrase, "東京", "犬", "野球"), seed=0).rank("大統領")
    assert ranked[0] == phrase


def test_words_without_any_vector_are_placed_by_the_seed(system: System) -> None:
    unknown = tuple(chr(0x1200 + number) + chr(0x1240 + number) for number in range(9))
    assert all(system.model.vectors.phrase(word, system.model.reader.pieces(word)) is None for word in unknown)
    first = VectorRanking(system.model, unknown, seed=0).rank("首相")
    assert sorted(first) == sorted(unknown)
    assert first == VectorRanking(system.model, unknown[::-1], seed=0).rank("首相")
    assert first != VectorRanking(system.model, unknown, seed=1).rank("首相")
