"""Building a version from a newsroom's archive, beside the one in use, which serves on meanwhile.

Every step can be repeated: what a killed build encoded is kept, what it had not published is cleared by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from quizgen.archive.contexts import choose_windows
from quizgen.archive.corpus import BadLine, read_articles
from quizgen.archive.distributed import LoadEncoder, encode_archive
from quizgen.archive.encoded import EncodedArchive, encode_new
from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.article import Article
from quizgen.editor_words import EditorWords
from quizgen.engines import Engine
from quizgen.errors import IndexVersionError, InputError
from quizgen.index.carried import BASE, carried_files, has_base, link_carried
from quizgen.index.embedded import embedded_folder, finish_version
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE, SenseIndex
from quizgen.index.making import Row, SenseMaker
from quizgen.index.merging import merge
from quizgen.index.senses import SenseTable
from quizgen.index.settings import EXACT_UP_TO
from quizgen.index.verify import verify_and_keep
from quizgen.index.version import KEPT_VERSIONS, Versions
from quizgen.lexicon import Lexicon
from quizgen.model import Model
from quizgen.results import Exemplar
from quizgen.senses.contexts import MappedContexts, article_topics, map_contexts
from quizgen.senses.grouping import GroupingSettings
from quizgen.text import read_text

PER_WORD = 40

# A graph that finds fewer of the true neighbours is not put into use where retrieval goes by it.
_LEAST_RECALL = 0.8


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: its version ``number``, and how much it took in.

    ``windows`` of the archive were wanted, of which ``encoded`` had to be encoded; the contexts of the others were kept
    from earlier builds. ``recall``: recall@10 of the graph, 0 to 1. ``removed``: old versions that went.
    """

    number: int
    articles: int
    contexts: int
    senses: int
    windows: int
    encoded: int
    recall: float
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Workers that encode an archive before the build itself. ``load`` makes the model's encoder in each of them."""

    engine: Engine
    load: LoadEncoder


Progress = Callable[[str, int, int], None]


def build_index(
    home: Path,
    index: SenseIndex,
    model: Model,
    archive: Iterable[Path] = (),
    *,
    stored: Iterable[Article] | None = None,
    keep: int = KEPT_VERSIONS,
    progress: Progress = lambda step, done, total: None,
    on_bad: Callable[[BadLine], None] = lambda bad: None,
    ahead: Ahead | None = None,
) -> BuildReport:
    """Build, verify and activate a version, then remove old ones.

    With an ``archive``, files of articles, or with ``stored`` articles, or both: the shipped senses (those that an
    encoder of its own came with, where the version in use carries one), with those of the articles merged in and their
    sentences as exemplars. Without: the current version's senses. Either way the words that editors added are taken in.
    ``keep``: how many versions stay, at least 1; the one
    in use and the one before it stay in any case. ``progress`` is told the step, how much of it is done and how much
    there is (0: not known); what it raises stops the build and leaves the current version as it was. ``ahead``: workers
    that encode the articles, the same bits as the build would; None leaves that to this process.
    Raises :class:`InputError` for an archive without a readable article, :class:`IndexVersionError` when the new
    version's graph finds too few of the true neighbours.
    """
    versions = Versions(home)
    versions.clear_leavings()
    before = versions.current()
    words = EditorWords(home, model)
    words.read_waiting(index, partial(progress, "windows"))
    lexicon = words.lexicon
    paths = list(archive)
    with_archive = bool(paths) or stored is not None
    read = _Archive.read(chain(*map(read_articles, paths), stored or ()), model, progress, on_bad)
    if paths and not read.articles:
        raise InputError(f"archive {', '.join(map(str, paths))}: expected articles, one JSON object a line; found none")
    if with_archive and not read.articles:
        raise InputError("stored articles: expected some, found none; leave the archive out, or keep articles first")
    base = index.on(SenseTable.load(_base(versions, index))) if with_archive else index
    kept = EncodedArchive(home, model.identities)
    rows, counts = read.rows(lexicon, index, model, kept, progress, ahead)
    progress("senses", 0, 0)
    added, vectors = words.senses(base)
    known = frozenset(entry.entry_id for entry in lexicon.entries)
    table = merge(base.table, [*rows, *zip(added, vectors, strict=True)], index.channels, known)
    recall = 0.0

    def verify(folder: Path) -> None:
        nonlocal recall
        progress("verify", 0, 0)
        recall = verify_and_keep(folder).recall
        if recall < _LEAST_RECALL and len(table) > EXACT_UP_TO:
            raise IndexVersionError(
                f"index build: its graph finds {recall:.3f} of the true neighbours, expected at least "
                f"{_LEAST_RECALL}; the version in use stays; give the graph a larger ef_construction"
            )
        progress("publish", 0, 0)

    progress("graph", 0, 0)
    with versions.building() as folder:
        table.save(folder)
        index.channels.save(folder / CHANNELS_FILE)
        index.classes.save(folder / CLASSES_FILE)
        index.kinds.save(folder / KINDS_FILE)
        carried = link_carried(versions.path(index.number), index.manifest, folder)
        built = {"origin": "archive", "lexicon": lexicon.identity, **model.identities}
        number = finish_version(
            versions, folder, built, progress=False, settings=index.settings, before_publishing=verify, carried=carried
        )
    progress("activate", 0, 0)
    versions.activate(number)
    removed = versions.prune(keep, [] if before is None else [before])
    if with_archive:
        kept.prune(frozenset(read.sha256s))
    return BuildReport(
        number, len(read.articles), counts.contexts, len(table), counts.windows, counts.encoded, recall, tuple(removed)
    )


def _base(versions: Versions, index: SenseIndex) -> Path:
    """Return the folder of the senses that an archive is merged into: what ships, or what its encoder came with."""
    if has_base(index.manifest):
        return versions.path(index.number) / BASE
    return versions.path(index.number) if carried_files(index.manifest) else embedded_folder()


@dataclass(frozen=True, slots=True)
class _Counts:
    contexts: int = 0
    windows: int = 0
    encoded: int = 0


@dataclass(frozen=True, slots=True)
class _Archive:
    """The articles of an archive, each body once, with the SHA-256 of each body."""

    articles: Sequence[TokenisedArticle]
    sha256s: Sequence[str]

    @classmethod
    def read(
        cls, items: Iterable[Article | BadLine], model: Model, progress: Progress, on_bad: Callable[[BadLine], None]
    ) -> _Archive:
        articles: dict[str, TokenisedArticle] = {}
        for item in items:
            if isinstance(item, BadLine):
                on_bad(item)
                continue
            if item.sha256 not in articles:
                articles[item.sha256] = tokenise(item, read_text(item.body, model.tokenizer))
            progress("articles", len(articles), 0)
        return cls(list(articles.values()), list(articles))

    def rows(
        self,
        lexicon: Lexicon,
        index: SenseIndex,
        model: Model,
        kept: EncodedArchive,
        progress: Progress,
        ahead: Ahead | None = None,
    ) -> tuple[list[Row], _Counts]:
        """Return the senses that the articles give, and how much was read for them."""
        if not self.articles:
            return [], _Counts()
        # By the hash of the body, so that a word's contexts are spread over the archive, and that the choice stays
        # much the same when articles are added.
        order = sorted(range(len(self.articles)), key=lambda number: self.sha256s[number])
        chosen = list(choose_windows(self.articles, lexicon, model.form, per_word=PER_WORD, order=order))
        done = encoded = 0
        if ahead is not None:

            def count_ahead(new: int) -> None:
                nonlocal encoded
                encoded += new
                progress("windows", encoded, len(chosen))

            encode_archive(ahead.engine, chosen, self.sha256s, kept, load=ahead.load, progress=count_ahead)

        def count(windows: int, new: int) -> None:
            nonlocal done, encoded
            done, encoded = done + windows, encoded + new
            progress("windows", done, len(chosen))

        topics = article_topics(self.articles, model.vectors)
        parts = encode_new(chosen, self.sha256s, model.encoder, kept, count)
        mapped = _joined(map_contexts(part, self.articles, topics, index.channels) for part in parts)
        if mapped is None:
            return [], _Counts()
        grouping = GroupingSettings()
        maker = SenseMaker(lexicon, model.vectors, index.channels, index.classes, grouping, model.reader.pieces)

        def exemplar(row: int) -> Exemplar:
            article = self.articles[int(mapped.articles[row])]
            return Exemplar(article.id, article.title, article.date, _sentence(article, int(mapped.starts[row])))

        return list(maker.read_rows(mapped, exemplar)), _Counts(len(mapped.forms), done, encoded)


def _joined(parts: Iterator[MappedContexts]) -> MappedContexts | None:
    found = list(parts)
    if not found:
        return None
    return MappedContexts(
        [form for part in found for form in part.forms],
        np.concatenate([part.articles for part in found]),
        np.concatenate([part.starts for part in found]),
        np.concatenate([part.ends for part in found]),
        np.concatenate([part.rows for part in found]),
        np.concatenate([part.around for part in found]),
    )


def _sentence(article: TokenisedArticle, start: int) -> str:
    """Return the sentence that an offset stands in."""
    token = int(article.starts.searchsorted(start, side="right")) - 1
    number = int(article.sentences.searchsorted(token, side="right")) - 1
    first, last = int(article.sentences[number]), int(article.sentences[number + 1])
    return article.text[int(article.starts[first]) : int(article.ends[last - 1])]
