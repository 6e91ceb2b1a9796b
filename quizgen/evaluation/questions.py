"""Does the ranking find the wrong choices that people wrote? Measured on the questions of JCommonsenseQA.

An item is a question; the article is the question and, after it, a sentence that holds the answer, which is the key.
The pool are all other choices of the set; right are the question's own wrong choices.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizgen.errors import QuizgenError
from quizgen.evaluation.datasets import Question, distinct
from quizgen.evaluation.groups import QUESTIONS
from quizgen.evaluation.lines import Item, Line, Values, make_lines
from quizgen.evaluation.measures import (
    expected_f1_at,
    expected_ndcg_at,
    expected_precision,
    expected_reciprocal_rank,
    f1_at,
    ndcg_at,
    precision_at,
    reciprocal_rank,
)
from quizgen.evaluation.run import Run
from quizgen.evaluation.sampling import digest, draw
from quizgen.evaluation.system import System
from quizgen.evaluation.vector_ranking import VectorRanking

SAMPLE = 400
_BEFORE, _AFTER = "答えは", "。"


def measure_questions(questions: Sequence[Question], system: System, run: Run) -> list[Line]:
    """Measure P@1, F1@3, MRR and NDCG@10 (gains 0 and 1) on as many questions as the run asks for."""
    pool = distinct(word for question in questions for word in (question.key, *question.distractors))
    drawn = draw(questions, lambda question: question.id, run.most(SAMPLE), run.seed)
    vectors = VectorRanking(system.model, pool, run.seed)
    items = []
    for done, question in enumerate(drawn, start=1):
        items.append(item := _measure(system, vectors, question, pool))
        if item.problem:
            run.failed(f"{QUESTIONS}, {item.id}: {item.problem}; counts as 0")
        run.progress(QUESTIONS, done, len(drawn))
    return make_lines(QUESTIONS, items, digest(*pool))


def article_of(question: Question) -> tuple[str, int, int]:
    """Return the body that a question is asked in, and the offsets of its key there."""
    start = len(question.question) + len(_BEFORE)
    return question.question + _BEFORE + question.key + _AFTER, start, start + len(question.key)


def _measure(system: System, vectors: VectorRanking, question: Question, pool: tuple[str, ...]) -> Item:
    others = tuple(word for word in pool if word != question.key)
    right = set(question.distractors) - {question.key}
    problem = None
    try:
        ranked = [word.surface for word in system.rank(*article_of(question), others)]
    except QuizgenError as error:
        ranked, problem = [], str(error)
    ours = [word in right for word in ranked]
    theirs = [word in right for word in vectors.rank(question.key)]
    count, total = len(right), len(others)
    values = {
        "P@1": Values(precision_at(ours, 1), precision_at(theirs, 1), expected_precision(count, total)),
        "F1@3": Values(f1_at(ours, 3, count), f1_at(theirs, 3, count), expected_f1_at(3, count, total)),
        "MRR": Values(reciprocal_rank(ours), reciprocal_rank(theirs), expected_reciprocal_rank(count, total)),
        "NDCG@10": Values(ndcg_at(ours, 10, count), ndcg_at(theirs, 10, count), expected_ndcg_at(10, count, total)),
    }
    return Item(question.id, question.id, values, problem)
