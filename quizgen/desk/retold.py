"""Whether two quizzes tell one story, though their articles came in other words: by topics, names and days.

What is kept of an article (:class:`quizgen.topics.story.Story`) is made when it is first compared and remembered; it
takes some milliseconds, so that one question makes only so many and goes by titles for the rest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from quizgen.article import Article
from quizgen.desk.similar import SAME_STORY, Likeness, title_likeness
from quizgen.errors import InputError
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import QuizContent

if TYPE_CHECKING:
    from quizgen.model import Model
    from quizgen.topics.story import Story

# Stories that are remembered, a few kilobytes each, and those that one question makes.
_KEPT, _MADE_AT_ONCE = 2_000, 60


class Retold:
    """Remembers the stories of quizzes. For all threads of a process.

    ``model``: what reads articles; None as long as there is none, and then titles alone are compared.
    """

    def __init__(self, model: Callable[[], Model | None], articles: ArticleRepository) -> None:
        self._model = model
        self._articles = articles
        self._made_with: Model | None = None
        self._stories: OrderedDict[tuple[str, str | None, str | None], Story] = OrderedDict()
        self._lock = threading.Lock()

    def likeness(self) -> Likeness:
        """Return how alike the stories of two quizzes are, for one question about many."""
        model = self._model()
        if model is None:
            return title_likeness
        from quizgen.topics.related import related  # SciPy, for which no page waits at start

        made = 0

        def alike(one: QuizContent, other: QuizContent) -> float:
            nonlocal made
            by_title = title_likeness(one, other)
            if by_title >= SAME_STORY:
                return by_title
            stories = []
            for content in (one, other):
                story = self._known(model, content)
                if story is None:
                    if made >= _MADE_AT_ONCE:
                        return by_title
                    made += 1
                    story = self._made(model, content)
                stories.append(story)
            found = related(stories[0], stories[1:], 1)
            return max(SAME_STORY, found[0].score) if found and found[0].same_story else 0.0

        return alike

    def _known(self, model: Model, content: QuizContent) -> Story | None:
        with self._lock:
            if model is not self._made_with:  # stories of two models cannot be compared
                self._stories.clear()
                self._made_with = model
            name = _name(content)
            if name in self._stories:
                self._stories.move_to_end(name)
            return self._stories.get(name)

    def _made(self, model: Model, content: QuizContent) -> Story:
        from quizgen.topics.story import story_of

        story = story_of(model.reader.read(self._article(content), model.lexicon), model.topics)
        with self._lock:
            if model is self._made_with:
                self._stories[_name(content)] = story
                while len(self._stories) > _KEPT:
                    self._stories.popitem(last=False)
        return story

    def _article(self, content: QuizContent) -> Article:
        """Return the text that a quiz is about: its article, or what the quiz has of it where that is not kept."""
        title, date = content["source"]["title"], content["source"]["date"]
        try:
            body = self._articles.get(content["article_id"]).body
        except InputError:
            body = "\n".join(dict.fromkeys((title or "", content["sentence"], content["explanation"]))).strip()
        return Article(body=body or content["stem"] or content["key"], title=title, id=content["id"], date=date)


def _name(content: QuizContent) -> tuple[str, str | None, str | None]:
    source = content["source"]
    return source["sha256"], source["title"], source["date"]
