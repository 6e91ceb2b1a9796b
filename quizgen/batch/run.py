"""Running a batch: every article proposed for, selected, journaled, and at the end the output written in one step."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from quizgen.batch.formats import WRITERS
from quizgen.batch.items import Item, Outcome, QuizMaker
from quizgen.batch.journal import Journal, journal_path, no_room
from quizgen.batch.proposing import propose
from quizgen.batch.selection import Selection
from quizgen.errors import ArgumentError, InputError, NoKeyword, TooFewDistractors
from quizgen.files import replacing
from quizgen.options import QuizOptions


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """What a batch makes: up to ``per_article`` quizzes of each article, by ``options``, written in ``format``."""

    per_article: int = 3
    options: QuizOptions = field(default_factory=QuizOptions)
    format: str = "jsonl"


@dataclass(frozen=True, slots=True)
class Summary:
    """How a batch went: ``failed`` and ``passed_over`` count articles.

    ``stories``: how many of those passed over are stories that are no game; ``kinds``: how many of each kind, an
    article with two kinds counted for both.
    """

    articles: int
    quizzes: int
    failed: int
    passed_over: int
    stories: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


Report = Callable[[Item, Outcome], object]


def run_batch(
    maker: QuizMaker, items: Iterable[Item], out: Path, settings: BatchSettings, *, resume: bool = False, report: Report
) -> Summary:
    """Make quizzes of every item and put them into ``out``, which is gzipped where its name ends in ``.gz``.

    The same items, settings, version, model and index give the same bytes, in one go or resumed. ``out`` appears when
    all is done; until then the finished articles are in its journal, which ``resume`` goes on with. ``report`` gets
    every item with its outcome, in order, those finished before included.

    Raises :class:`ArgumentError` or :class:`InputError` when there is another journal than this run's, and
    :class:`QuizgenError` when the run cannot go on; the journal is then kept.
    """
    journal = Journal(journal_path(out), _header(maker, settings), resume=resume)
    try:
        _clear_leavings(out)
        summary = _work(maker, items, journal, settings, report)
        _write(journal, out, settings.format)
    except BaseException:
        journal.close()
        raise
    journal.remove()
    return summary


def _work(
    maker: QuizMaker, items: Iterable[Item], journal: Journal, settings: BatchSettings, report: Report
) -> Summary:
    selection = Selection(settings.per_article)
    finished = journal.replay()
    counts = {"articles": 0, "quizzes": 0, "failed": 0, "passed_over": 0, "stories": 0}
    kinds: Counter[str] = Counter()
    for item in items:
        first = selection.same_as(item.article, item.place) if item.article is not None else None
        outcome = _finished(finished, item, journal.path)
        if outcome is not None:
            for quiz in outcome.quizzes:
                selection.remember(quiz["key"])
        else:
            outcome = _outcome(maker, item, first, selection, settings)
            journal.append(outcome)
        counts["articles"] += 1
        counts["quizzes"] += len(outcome.quizzes)
        counts["failed"] += outcome.failed
        counts["passed_over"] += bool(outcome.problem) and not outcome.failed
        counts["stories"] += bool(outcome.stories)
        kinds.update(outcome.stories)
        report(item, outcome)
    if next(finished, None) is not None:
        raise ArgumentError(f"{journal.path}: the unfinished run read more articles than there are now; {_START_OVER}")
    return Summary(**counts, kinds=dict(sorted(kinds.items())))


def _outcome(maker: QuizMaker, item: Item, first: str | None, selection: Selection, settings: BatchSettings) -> Outcome:
    if item.article is None:
        return Outcome(item.digest, problem=item.problem, failed=True)
    if first is not None:
        return Outcome(item.digest, problem=f"passed over: the same text as {first}")
    flags = maker.stories(item.article)
    if flags:
        why = "; ".join(flag.describe() for flag in flags)
        kinds = tuple(flag.kind for flag in flags)
        return Outcome(item.digest, problem=f"passed over: a story that is no game: {why}", stories=kinds)
    try:
        proposed = propose(maker, item.article, settings.per_article, settings.options)
    except (InputError, NoKeyword, TooFewDistractors) as error:
        return Outcome(item.digest, problem=str(error), failed=True)
    taken = selection.take(proposed)
    if not taken:
        return Outcome(item.digest, problem="passed over: every key it offers was asked about earlier in this run")
    return Outcome(item.digest, tuple(quiz.to_dict() for quiz in taken))


_START_OVER = "restore the input, or start over without --resume"


def _finished(finished: Iterator[Outcome], item: Item, path: Path) -> Outcome | None:
    """Return the next outcome of the unfinished run, or None when that ended before this item."""
    outcome = next(finished, None)
    if outcome is not None and outcome.digest != item.digest:
        raise ArgumentError(f"{item.place}: not the article that the unfinished run of {path} read here; {_START_OVER}")
    return outcome


def _header(maker: QuizMaker, settings: BatchSettings) -> dict[str, Any]:
    options = settings.options.to_dict()
    history = "\n".join(options.pop("history"))
    return {
        "version": metadata.version("quizgen"),
        "model": maker.model_identity,
        "index": maker.index_identity,
        "stories": maker.story_rules_identity,
        "per_article": settings.per_article,
        **options,
        "exclude": list(settings.options.exclude),
        "history": hashlib.sha256(history.encode("utf-8", "surrogatepass")).hexdigest()[:16],
    }


def _write(journal: Journal, out: Path, format: str) -> None:
    try:
        with replacing(out) as temporary, temporary.open("wb") as raw:
            # Without name and time in its head, so that gzipped output too is the same every time.
            packed = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if out.suffix == ".gz" else None
            with io.TextIOWrapper(packed or raw, encoding="utf-8", newline="") as stream:
                WRITERS[format](journal, stream)
    except OSError as error:
        raise no_room(out, error) from error


def _clear_leavings(out: Path) -> None:
    """Remove what a run that was killed while it wrote the output left; the journal's lock is ours."""
    for leaving in out.parent.glob(f".{glob.escape(out.name)}.*.part"):
        leaving.unlink()
