"""The job that builds an index version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from quizgen.archive.corpus import BadLine
from quizgen.article import Article
from quizgen.elmo import ElmoEncoder
from quizgen.engines import THREADS
from quizgen.engines.named import engine_named
from quizgen.index.build import Ahead, build_index
from quizgen.index.carried import Models
from quizgen.index.current import CurrentIndex
from quizgen.index.version import KEPT_VERSIONS, Manifest
from quizgen.jobs.progress import JobProgress
from quizgen.model import load_model
from quizgen.store import ArticleRepository, Store, open_store
from quizgen.store.job import Job

# Bad lines that the result names; of the others it has the number.
_NAMED = 50


def build(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    """Build a version; returns the report's fields, with ``bad_lines`` of the archive and the first of them."""
    progress.report("model", 0, 0)
    models = Models(load_model())
    current = CurrentIndex(home, models)
    index = current.get()
    model = models.of(current.versions.path(index.number), index.manifest)
    bad: list[str] = []
    count = 0

    def on_bad(line: BadLine) -> None:
        nonlocal count
        count += 1
        progress.log(str(line))
        if len(bad) < _NAMED:
            bad.append(str(line))

    archive = [Path(path) for path in job.arguments.get("archive", ())]
    keep = int(job.arguments.get("keep", KEPT_VERSIONS))
    with open_store(home) as store:
        stored = _stored_articles(store) if job.arguments.get("stored") else None
        report = build_index(
            home,
            index,
            model,
            archive,
            stored=stored,
            keep=keep,
            progress=progress.report,
            on_bad=on_bad,
            ahead=_ahead(job, current.versions.path(index.number)),
        )
    progress.log(
        f"version {report.number}: {report.senses} senses; {report.windows} windows, {report.encoded} of them encoded, "
        f"the others kept from earlier builds; recall@10 of the graph {report.recall:.3f}"
    )
    return {**asdict(report), "bad_lines": count, "bad": bad}


def _ahead(job: Job, version: Path) -> Ahead | None:
    """Return where the archive is encoded beforehand, if the job wants that."""
    wanted = job.arguments.get("engine")
    return None if wanted is None else Ahead(engine_named(**wanted), partial(_encoder_of, version))


def _encoder_of(version: Path) -> ElmoEncoder:
    """Load the encoder that a version is made with, in a worker."""
    return Models(load_model(threads=THREADS)).of(version, Manifest.load(version)).encoder


def _stored_articles(store: Store) -> Iterator[Article]:
    """Yield the articles of a store, the desk's own among them."""
    for kept in ArticleRepository(store).export():
        yield Article(body=kept.body, title=kept.title, id=kept.id, date=kept.date, section=kept.section, url=kept.url)
