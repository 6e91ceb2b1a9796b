"""Building a version from a newsroom's archive, beside the one in use, which serves on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from quizgen.archive.contexts import choose_windows, encode_contexts
from quizgen.archive.corpus import BadLine, read_articles
from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.editor_words import EditorWords
from quizgen.errors import InputError
from quizgen.index.embedded import embedded_folder, finish_version
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE, SenseIndex
from quizgen.index.making import Row, SenseMaker
from quizgen.index.merging import merge
from quizgen.index.senses import SenseTable
from quizgen.index.version import Versions
from quizgen.lexicon import Lexicon
from quizgen.model import Model
from quizgen.results import Exemplar
from quizgen.senses.contexts import article_topics, map_contexts
from quizgen.senses.grouping import GroupingSettings
from quizgen.text import read_text

PER_WORD = 40


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: its version ``number``, and how much it took in."""

    number: int
    articles: int
    contexts: int
    senses: int


Progress = Callable[[str, int, int], None]


def build_index(
    home: Path,
    index: SenseIndex,
    model: Model,
    archive: Iterable[Path] = (),
    *,
    progress: Progress = lambda step, done, total: None,
    on_bad: Callable[[BadLine], None] = lambda bad: None,
    show_graph: bool = False,
) -> BuildReport:
    """Build and activate a version.

    With an ``archive``: the shipped senses, with those of the archive merged in and its sentences as exemplars.
    Without: the current version's senses. Either way the words that editors added are taken in. ``progress`` is told
    the step, how much of it is done and how much there is.
    Raises :class:`InputError` for an archive without a readable article.
    """
    versions = Versions(home)
    versions.clear_leavings()
    words = EditorWords(home, model)
    lexicon = words.lexicon()
    paths = list(archive)
    articles = _read(paths, model, progress, on_bad)
    if paths and not articles:
        raise InputError(f"archive {', '.join(map(str, paths))}: expected articles, one JSON object a line; found none")
    base = SenseTable.load(embedded_folder()) if articles else index.table
    rows, contexts = _archive_rows(articles, lexicon, index, model, progress)
    added, vectors = words.senses(index)
    known = frozenset(entry.entry_id for entry in lexicon.entries)
    table = merge(base, [*rows, *zip(added, vectors, strict=True)], index.channels, known)
    with versions.building() as folder:
        table.save(folder)
        index.channels.save(folder / CHANNELS_FILE)
        index.classes.save(folder / CLASSES_FILE)
        index.kinds.save(folder / KINDS_FILE)
        built = {"origin": "archive", "lexicon": lexicon.identity, **model.identities}
        number = finish_version(versions, folder, built, progress=show_graph, settings=index.settings)
    versions.activate(number)
    return BuildReport(number, len(articles), contexts, len(table))


def _read(
    paths: Iterable[Path], model: Model, progress: Progress, on_bad: Callable[[BadLine], None]
) -> list[TokenisedArticle]:
    articles = []
    for path in paths:
        for item in read_articles(path):
            if isinstance(item, BadLine):
                on_bad(item)
                continue
            articles.append(tokenise(item, read_text(item.body, model.tokenizer)))
            progress("articles", len(articles), 0)
    return articles


def _archive_rows(
    articles: list[TokenisedArticle], lexicon: Lexicon, index: SenseIndex, model: Model, progress: Progress
) -> tuple[list[Row], int]:
    if not articles:
        return [], 0
    chosen = list(choose_windows(articles, lexicon, model.form, per_word=PER_WORD))
    done = 0

    def encoded(count: int) -> None:
        nonlocal done
        done += count
        progress("windows", done, len(chosen))

    contexts = encode_contexts(chosen, model.encoder, encoded)
    mapped = map_contexts(contexts, article_topics(articles, model.vectors), index.channels)
    maker = SenseMaker(lexicon, model.vectors, index.channels, index.classes, GroupingSettings(), model.reader.pieces)

    def exemplar(row: int) -> Exemplar:
        article = articles[int(mapped.articles[row])]
        return Exemplar(article.id, article.title, article.date, _sentence(article, int(mapped.starts[row])))

    return list(maker.read_rows(mapped, exemplar)), len(contexts.forms)


def _sentence(article: TokenisedArticle, start: int) -> str:
    """Return the sentence that an offset stands in."""
    token = int(article.starts.searchsorted(start, side="right")) - 1
    number = int(article.sentences.searchsorted(token, side="right")) - 1
    first, last = int(article.sentences[number]), int(article.sentences[number + 1])
    return article.text[int(article.starts[first]) : int(article.ends[last - 1])]
