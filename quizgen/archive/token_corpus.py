"""An archive as the language-model trainer takes it: windows in the input form, some articles held out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from quizgen.archive.corpus import BadLine
from quizgen.archive.splits import is_held_out
from quizgen.archive.tokenised import map_articles
from quizgen.article import Article
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.input_form import InputForm, windows
from quizgen.text import Text


def token_corpus(
    paths: Iterable[Path],
    form: InputForm,
    *,
    processes: int = 2,
    on_bad: Callable[[BadLine], None] = lambda _: None,
    on_article: Callable[[], None] = lambda: None,
) -> TokenCorpus:
    """Read JSON Lines files of articles into a corpus; a twentieth of the articles, drawn by id, is held out.

    Raises :class:`~quizgen.errors.InputError` for a file that cannot be read, :class:`~quizgen.errors.ModelError`
    when nothing is left to train on.
    """

    def rows() -> Iterator[tuple[bool, tuple[str, ...]]]:
        for held_out, article in map_articles(paths, _Windows(form), processes=processes, on_bad=on_bad):
            on_article()
            for window in article:
                yield held_out, window

    return TokenCorpus.build(rows())


class _Windows:
    """Cuts an article into the tokens of its windows; a class so that other processes can be given it."""

    def __init__(self, form: InputForm) -> None:
        self._form = form

    def __call__(self, article: Article, text: Text) -> tuple[bool, list[tuple[str, ...]]]:
        surfaces = [token.surface for sentence in text.sentences for token in sentence.tokens]
        bounds = [0]
        for sentence in text.sentences:
            bounds.append(bounds[-1] + len(sentence.tokens))
        return is_held_out(article.identity), [window.tokens for window in windows(surfaces, bounds, self._form)]
