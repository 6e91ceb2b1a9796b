"""The lines of the labelled sets and of the two-sense articles, with the real model on invented items."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from quizgen import Article
from quizgen.data import sample_pairs
from quizgen.errors import InputError
from quizgen.evaluation.datasets import Question
from quizgen.evaluation.entities import measure_entities
from quizgen.evaluation.lines import Line
from quizgen.evaluation.questions import article_of, measure_questions
from quizgen.evaluation.run import Run
from quizgen.evaluation.system import System
from quizgen.evaluation.two_senses import around, measure_two_senses
from quizgen.results import RankedWord
from tests.evaluation.invented import QUESTIONS, REPORTED, SENTENCES


def by_name(lines: list[Line]) -> dict[tuple[str, str], Line]:
    return {(line.name, line.measure): line for line in lines}


class Told:
    """A system that ranks the pool in the order given, or fails; it has the real model, for the word vectors."""

    def __init__(self, system: System, *first: str) -> None:
        self.model = system.model
        self.first = first
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []

    def rank(self, body: str, start: int, end: int, words: tuple[str, ...]) -> list[RankedWord]:
        self.asked.append((body, body[start:end], words))
        if not self.first:
            raise InputError("no such key")
        order = sorted(words, key=lambda word: self.first.index(word) if word in self.first else len(self.first))
        return [RankedWord(word, 0.5) for word in order]


def test_only_names_of_the_report_half_are_asked_about_and_offered(system: System) -> None:
    told: Any = Told(system, "札幌")
    lines = by_name(measure_entities(SENTENCES, told, Run()))
    assert [key for _, key, _ in told.asked] == ["楽天", "仙台", "福岡", "札幌", "楽天", "トヨタ"]
    assert told.asked[0][2] == ("仙台", "福岡", "札幌", "トヨタ")
    assert set(lines[("entities, all", "precision@3")].clusters) == set(REPORTED[:3])


def test_a_word_is_right_when_one_of_its_types_is_that_of_the_key_here(system: System) -> None:
    told: Any = Told(system, "札幌", "楽天", "福岡")
    lines = by_name(measure_entities(SENTENCES, told, Run()))
    line = lines[("entities, all", "precision@3")]
    # 楽天 as a company: none other is one. 仙台: of 札幌, 楽天, 福岡 two are places; 福岡: of 札幌, 楽天, 仙台 two;
    # 札幌: of 楽天, 福岡, 仙台 two. 楽天 as a team: トヨタ comes only fourth. トヨタ: 楽天 is a team elsewhere.
    ours = [0, 2 / 3, 2 / 3, 2 / 3, 0, 1 / 3]
    assert line.quizgen == pytest.approx(ours)
    # 仙台 has two places among four others, 福岡 and 札幌 as well; 楽天 as a team has トヨタ, トヨタ has 楽天.
    assert line.chance == pytest.approx([0, 0.5, 0.5, 0.5, 0.25, 0.25])
    assert lines[("entities, all", "precision@10")].quizgen == pytest.approx([0, 0.2, 0.2, 0.2, 0.1, 0.1])


def test_names_of_several_types_and_names_not_met_in_the_fit_half_have_lines_of_their_own(system: System) -> None:
    told: Any = Told(system, "札幌")
    lines = by_name(measure_entities(SENTENCES, told, Run()))
    several, unseen = lines[("entities, several types", "precision@3")], lines[("entities, unseen", "precision@3")]
    assert len(several.ids) == 2, "楽天, twice: a company and a team"
    assert len(unseen.ids) == 3, "仙台, 札幌 and トヨタ"
    assert set(unseen.ids) | set(several.ids) < set(lines[("entities, all", "precision@3")].ids)


def test_a_subset_without_items_is_named(system: System) -> None:
    notices: list[str] = []
    told: Any = Told(system, "札幌")
    lines = measure_entities(SENTENCES[2:3], told, Run(notice=notices.append))
    assert {line.name for line in lines} == {"entities, all", "entities, unseen"}
    assert notices == ["entities, several types: no such item; the line is left out"]
    assert measure_entities(SENTENCES[:1], told, Run(notice=notices.append)) == []
    assert "no entity in the report half" in notices[-1]


def test_a_sample_is_of_every_subset(system: System) -> None:
    told: Any = Told(system, "札幌")
    lines = measure_entities(SENTENCES, told, Run(sample=2))
    assert [len(line.ids) for line in lines] == [2] * 6


def test_a_question_is_asked_with_its_answer_behind_it() -> None:
    body, start, end = article_of(QUESTIONS[0])
    assert body == "冬に空から降る白いものはどれ？答えは雪。"
    assert body[start:end] == "雪"
    body, start, end = article_of(Question("q", "雪はどこに降る？", "雪山", ("川",)))
    assert (body[start:end], start) == ("雪山", 11)


def test_questions_are_measured_on_the_choices_of_the_whole_set(system: System) -> None:
    told: Any = Told(system, "山", "雷", "空")
    lines = by_name(measure_questions(QUESTIONS, told, Run()))
    assert told.asked[0][2] == ("雨", "雷", "風", "霧", "川", "山", "空", "道", "畑", "星", "花")
    # First 山, 雷, 空: for 雪 only the second is right, for 川 the first and third, for 星 the first two.
    assert lines[("questions", "P@1")].quizgen.tolist() == [0, 1, 1]
    assert lines[("questions", "F1@3")].quizgen == pytest.approx([2 / 7, 4 / 7, 4 / 7])
    assert lines[("questions", "MRR")].quizgen.tolist() == [0.5, 1, 1]
    assert lines[("questions", "P@1")].chance == pytest.approx([4 / 11] * 3)
    assert lines[("questions", "NDCG@10")].setting == lines[("questions", "MRR")].setting


@pytest.mark.parametrize(
    ("measure", "count"),
    [(partial(measure_questions, QUESTIONS), 3), (partial(measure_entities, SENTENCES), 6)],
    ids=["questions", "entities"],
)
def test_what_cannot_be_ranked_counts_as_zero_and_is_named(measure: Any, count: int, system: System) -> None:
    failures: list[str] = []
    lines = measure(Told(system), Run(failed=failures.append))
    assert len(failures) == count
    assert all("no such key; counts as 0" in failure for failure in failures)
    assert len(lines[0].ids) == count
    assert all(not line.quizgen.any() for line in lines)
    assert lines[0].vectors.any()


def test_the_real_model_gives_the_same_figures_again(system: System) -> None:
    first, second = ([line.to_dict(0) for line in measure_questions(QUESTIONS, system, Run(seed=3))] for _ in range(2))
    assert first == second


def test_an_article_is_cut_to_the_sentences_about_the_key(system: System) -> None:
    body = "一つ目。二つ目。三つ目で楽天が勝った。四つ目。五つ目。"
    reading = system.read(Article(body, title="題", date="2026-01-02"))
    cut = around(reading, reading.place_of("楽天"))
    assert cut == Article("二つ目。三つ目で楽天が勝った。四つ目。", title="題", date="2026-01-02")
    reading = system.read(Article("楽天が勝った。二つ目。三つ目。"))
    assert around(reading, reading.place_of("楽天")).body == "楽天が勝った。二つ目。"


def test_two_sense_articles_have_a_line_a_measure(system: System) -> None:
    lines = by_name(measure_two_senses(system, Run(sample=3)))
    category, fine, within, apart = lines.values()
    assert [line.measure for line in lines.values()] == [
        "precision@10 of the category",
        "precision@10 of the class",
        "overlap@10 within a sense",
        "overlap@10 of two senses",
    ]
    assert [len(line.ids) for line in lines.values()] == [6, 6, 6, 3]
    assert set(category.clusters) == {identity.partition(":")[0] for identity in apart.ids}
    assert apart.lower_is_better
    assert not within.lower_is_better
    assert (category.quizgen >= fine.quizgen).all(), "the class is within the category"
    assert (category.chance > fine.chance).all()
    assert category.quizgen.mean() > category.vectors.mean()
    assert within.quizgen.mean() > apart.quizgen.mean()
    assert set(apart.vectors) == {1}


def test_a_key_that_an_article_lacks_fails_its_pair_alone(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = sample_pairs()[:2]
    pairs[0] = replace(pairs[0], keyword="どこにもない語")
    monkeypatch.setattr("quizgen.evaluation.two_senses.sample_pairs", lambda: pairs)
    failures: list[str] = []
    lines = by_name(measure_two_senses(system, Run(failed=failures.append)))
    assert len(failures) == 2
    apart = lines[("two-senses", "overlap@10 of two senses")]
    assert apart.quizgen[0] == 1, "the worst value"
    assert apart.quizgen[1] < 1
    assert lines[("two-senses", "precision@10 of the class")].quizgen[:2].tolist() == [0, 0]
