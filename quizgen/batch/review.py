"""The editors' queue: where a batch's quizzes go to be approved, and the history of what was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from quizgen.article import Article
from quizgen.batch.history import History, Past, day_of
from quizgen.batch.items import QuizData
from quizgen.desk.desk import Desk
from quizgen.desk.importing import Imported, import_lines
from quizgen.desk.workflow import APPROVED
from quizgen.store import open_store
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import QuizFilter

_PAGE = 500


def put_in_queue(home: Path, quizzes: Iterable[QuizData], articles: Iterable[Article], day: date) -> Imported:
    """Put quizzes of a day into the queue of a data home, and their articles into its store, for editors to read.

    A quiz or an article that is there already stays as it is, so a run that was killed may do this again. Raises
    :class:`StoreError`, and :class:`InputError` for an article that the store does not take.
    """
    sources = {article.identity: article for article in articles}
    with open_store(home) as store:
        kept = (NewArticle(**{**article.to_dict(), "id": article.identity}) for article in sources.values())
        ArticleRepository(store).import_articles(kept)
        desk = Desk(store, "")
        for article in sources.values():
            desk.article_arrived(article)
        lines = ((f"quiz {quiz['id']}", json.dumps(quiz, ensure_ascii=False).encode("utf-8")) for quiz in quizzes)

        def section_of(quiz: QuizData) -> str:
            source = sources.get(quiz["article_id"])
            return (source.section or "") if source is not None else ""

        return import_lines(desk, lines, day=day.isoformat(), section_of=section_of)


def approved_history(home: Path, day: date, days: int) -> History:
    """Return the quizzes that editors approved for the days near a day, by the day that each is for.

    Those that wait in the queue are none of them: readers have not met them. Raises :class:`StoreError`.
    """
    first, last = (day - timedelta(days=days)).isoformat(), (day + timedelta(days=days)).isoformat()
    wanted = QuizFilter(first_date=first, last_date=last, states=tuple(sorted(APPROVED)))
    found: list[Past] = []
    with open_store(home) as store:
        desk = Desk(store, "")
        while True:
            page = desk.list(wanted, limit=_PAGE, offset=len(found))
            for quiz in page.quizzes:
                wrong = tuple(str(one["surface"]) for one in quiz.content["distractors"])
                found.append(Past(day_of(quiz.date), str(quiz.content["key"]), wrong))
            if not page.quizzes or len(found) >= page.total:
                return History(tuple(sorted(found, key=lambda past: (str(past.day), past.key, past.distractors))))
