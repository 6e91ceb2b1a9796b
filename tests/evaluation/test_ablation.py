from __future__ import annotations

import numpy as np
import pytest

from quizgen.evaluation.ablation import (
    ABLATED,
    EVERYTHING,
    KNOWN_CLASS,
    WITHOUT_SURROUNDINGS,
    follow_senses,
    rank_keys,
    ranking_variants,
    read_names,
    read_words,
    retrieval_variants,
    retrieved_of_class,
    weighings,
    without_surroundings,
)
from quizgen.evaluation.datasets import Entity, EntitySentence, Question
from quizgen.evaluation.sensed_keys import SensedPair, all_keys, leaning, read_pairs
from quizgen.evaluation.system import System
from quizgen.senses.channels import CHANNELS


@pytest.fixture(scope="module")
def pairs(system: System) -> list[SensedPair]:
    return read_pairs(system, 2)


def test_a_weighing_is_whole_or_has_one_weight_alone_or_lacks_one() -> None:
    assert weighings({"a": 2.0, "b": 3.0}, ["b"]) == {
        EVERYTHING: {"a": 2.0, "b": 3.0},
        "only b": {"a": 0.0, "b": 1.0},
        "without b": {"a": 2.0, "b": 0.0},
    }
    assert weighings({}, ["a"])["only a"] == {"a": 1.0}


def test_variants_differ_in_their_weights_and_leave_the_index_as_it_was(system: System) -> None:
    before = system.index.settings
    retrieval, ranking = retrieval_variants(system.index), ranking_variants(system.index)
    assert set(retrieval) == {EVERYTHING, *(f"{how} {name}" for how in ("only", "without") for name in CHANNELS)}
    assert set(ranking) == {EVERYTHING, *(f"{how} {name}" for how in ("only", "without") for name in ABLATED)}
    assert retrieval["only slot"].settings.retrieval == {"static": 0, "context": 0, "slot": 1, "topic": 0}
    assert ranking["without class"].settings.ranking.names["class"] == 0
    assert ranking["without class"].settings.retrieval == before.retrieval
    assert system.index.settings is before


def test_static_vectors_retrieve_the_same_in_both_articles_and_everything_does_not(
    system: System, pairs: list[SensedPair]
) -> None:
    first, second = pairs[0].keys
    variants = retrieval_variants(system.index)

    def found(name: str, word_class: str) -> list[float]:
        return [retrieved_of_class(variants[name], key.key.vector, word_class, 200) for key in (first, second)]

    assert len(set(found("only static", first.sense))) == 1
    for name in (EVERYTHING, "only context"):
        here, there = found(name, first.sense)
        assert here > there
    assert retrieved_of_class(system.index, first.key.vector, "no/class", 200) == 0


def test_without_surroundings_the_class_model_reads_the_vectors_only(system: System, pairs: list[SensedPair]) -> None:
    classes = system.index.classes
    rows = pairs[0].first.key.vector[None, system.index.channels.slices["context"].start :]
    around = np.arange(25, dtype=np.int32).reshape(1, 1, 25)
    blind = without_surroundings(classes)
    np.testing.assert_allclose(blind.probabilities(rows, around), classes.probabilities(rows), atol=1e-6)
    assert not np.allclose(classes.probabilities(rows, around), classes.probabilities(rows), atol=1e-3)


def test_first_candidates_follow_the_sense_by_all_that_is_known_but_not_by_static_vectors(
    system: System, pairs: list[SensedPair]
) -> None:
    found = follow_senses(system, all_keys(pairs))
    assert set(found) == {*ranking_variants(system.index), WITHOUT_SURROUNDINGS, KNOWN_CLASS}
    whole = found[EVERYTHING]
    expected = [
        [item.category for item in system.candidates(one.reading, one.key.place, 10)] for one in all_keys(pairs)
    ]
    shares = [row.count(one.category) / 10 for row, one in zip(expected, all_keys(pairs), strict=True)]
    assert whole.of_category.tolist() == shares, "everything is the ranking as it is"
    assert whole.of_class.mean() > found["only static"].of_class.mean()
    assert found[KNOWN_CLASS].of_class.mean() >= found["without class"].of_class.mean()
    for one in found.values():
        assert (one.of_class <= one.of_category).all()


def test_a_lean_is_level_for_static_vectors_and_follows_the_article_by_context(
    system: System, pairs: list[SensedPair]
) -> None:
    first, second = pairs[0].keys

    def leans(channel: str) -> list[float]:
        found = [leaning(system.index, key.key.vector, first.sense, second.sense, channel) for key in (first, second)]
        return [value for value in found if value is not None]

    static, context = leans("static"), leans("context")
    assert static[0] == pytest.approx(static[1], abs=1e-4)
    assert context[0] > 0 > context[1]
    assert leaning(system.index, first.key.vector, "no/class", second.sense, "static") is None


def test_names_are_ranked_by_their_type_and_those_over_two_sentences_are_passed_over(system: System) -> None:
    def sentence(number: int, text: str, *names: tuple[str, str]) -> EntitySentence:
        entities = [Entity(name, text.index(name), text.index(name) + len(name), kind) for name, kind in names]
        return EntitySentence(str(number), text, tuple(entities))

    sentences = [
        sentence(1, "本田は名古屋市で生まれた。", ("名古屋市", "地名")),
        sentence(2, "新しい工場は札幌市にある。", ("札幌市", "地名")),
        sentence(3, "展覧会は仙台市。新宿でも開く。", ("仙台市", "地名"), ("市。新", "その他")),
        sentence(4, "トヨタ自動車が新型車を発表した。", ("トヨタ自動車", "法人名")),
        sentence(5, "日産自動車は増産を決めた。", ("日産自動車", "法人名")),
    ]
    names = read_names(system, sentences, most=10, in_pool=5)
    assert sorted(name.surface for name in names.keys) == sorted(
        ["名古屋市", "札幌市", "仙台市", "トヨタ自動車", "日産自動車"]
    )
    right = {name.surface: name.right for name in names.keys}
    assert right["札幌市"] == {"名古屋市", "仙台市"}
    found = rank_keys(system, names)
    assert set(found) == set(ranking_variants(system.index))
    assert all(hits[0] for hits in found[EVERYTHING])
    assert len(read_names(system, sentences, most=2, in_pool=3).keys) == 2


def test_answers_are_ranked_beside_the_wrong_choices_of_all_questions(system: System) -> None:
    questions = [
        Question("1", "海で泳ぐ動物は?", "いるか", ("くじら", "さめ")),
        Question("2", "空を飛ぶ乗り物は?", "飛行機", ("気球", "ロケット")),
    ]
    words = read_words(system, questions, most=2, in_pool=2)
    assert {key.surface: set(key.right) for key in words.keys} == {
        "いるか": {"くじら", "さめ"},
        "飛行機": {"気球", "ロケット"},
    }
    for hits in rank_keys(system, words)[EVERYTHING]:
        assert (len(hits), sum(hits)) == (5, 2)
