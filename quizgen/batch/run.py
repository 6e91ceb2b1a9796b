"""Running a batch: every article proposed for, journaled, selected, and at the end the output written in one step."""

from __future__ import annotations

import glob
import gzip
import io
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from quizgen.batch.formats import WRITERS
from quizgen.batch.history import History
from quizgen.batch.items import Item, QuizData
from quizgen.batch.journal import Journal, no_room
from quizgen.batch.manifest import InputFile, Manifest, file_sha256, running_version
from quizgen.batch.names import failures_path, journal_path, manifest_path
from quizgen.batch.proposing import HELLO, LoadMaker, Proposal, loading, packed
from quizgen.batch.selection import Outcome, Pick, Screen, Selection, capped
from quizgen.batch.settings import BatchSettings
from quizgen.engines import Engine
from quizgen.errors import ArgumentError
from quizgen.files import replace_text, replacing


@dataclass(frozen=True, slots=True)
class Summary:
    """How a batch went: ``failed`` and ``passed_over`` count articles.

    ``stories``: how many of those passed over are stories that are no game; ``kinds``: how many of each kind, an
    article with two kinds counted for both. ``dropped``: how many quizzes each rule of the day left out.
    ``seconds``: how long it took in all, of which ``loading`` until the first article could begin.
    """

    articles: int
    quizzes: int
    failed: int
    passed_over: int
    stories: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    loading: float = 0.0

    def counts(self) -> dict[str, Any]:
        """Return what does not depend on how fast the machine is."""
        return {
            "articles": self.articles,
            "quizzes": self.quizzes,
            "failed": self.failed,
            "passed_over": self.passed_over,
            "stories": self.stories,
            "kinds": dict(self.kinds),
            "dropped": dict(self.dropped),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-ready values."""
        return {**self.counts(), "seconds": round(self.seconds, 3), "loading": round(self.loading, 3)}


Report = Callable[[Item, Outcome], object]


def run_batch(
    engine: Engine,
    load: LoadMaker,
    items: Iterable[Item],
    out: Path,
    settings: BatchSettings,
    *,
    history: History | None = None,
    inputs: Sequence[InputFile] = (),
    replay: Manifest | None = None,
    resume: bool = False,
    report: Report = lambda item, outcome: None,
    deliver: Callable[[Iterable[QuizData]], object] = lambda quizzes: None,
) -> Summary:
    """Make quizzes of every item and put them into ``out``, which is gzipped where its name ends in ``.gz``.

    ``load`` makes the quiz maker in each worker of the engine. The same items, settings, history, version, model,
    index, words, rules and style give the same bytes, on every engine, in one go or resumed. ``out`` appears when all
    is done, with its manifest and, where an article gave no quiz, the list of those; until then the proposals are in
    its journal, which ``resume`` goes on with. ``inputs``: the files of the items, for the manifest. ``replay``: the
    run that this one is to repeat. ``report`` gets every item with its outcome, in order, those finished before
    included, but not what :attr:`Rules.per_day` leaves out in the end. ``deliver`` gets the quizzes after ``out`` is
    there; a run that was killed in it is resumed with it.

    Raises :class:`ArgumentError` or :class:`InputError` when there is another journal than this run's, or when the
    replayed run was made with something else, and :class:`QuizgenError` when the run cannot go on; the journal is
    then kept.
    """
    began = time.monotonic()
    history = history or History()
    if not settings.rules.by_article_date:
        history = history.near(settings.day, settings.rules.days)
    options = settings.with_history(history.offered)
    header = _header(settings, History(history.quizzes, options.history))
    journal = Journal(journal_path(out), resume=resume)
    try:
        journal.require(header)
        _clear_leavings(out)
        run = _Run(journal, settings, history)
        with closing(engine.map(loading(load, settings.rules.wanted, options), run.tasks(items))) as results:
            made_with = {**running_version(), **json.loads(next(results))}
            if replay is not None:
                replay.require(made_with)
            journal.begin({**header, **made_with})
            loaded = time.monotonic()
            run.work(results, report)
        outcomes = capped(run.outcomes, settings.rules.per_day)
        summary = _summary(outcomes)
        chosen = _Chosen(journal, [outcome.picks for outcome in outcomes])
        with _writing(out), replacing(out) as temporary:
            _write(chosen, temporary, out, settings.format)
            sha256 = file_sha256(temporary)
            manifest = Manifest(settings, made_with, tuple(inputs), history, summary.counts(), sha256)
            _write_failures(out, run.items, outcomes)
            replace_text(manifest_path(out), manifest.to_json())
        deliver(chosen)
    except BaseException:
        journal.close()
        raise
    journal.remove()
    return replace(summary, seconds=time.monotonic() - began, loading=loaded - began)


def _header(settings: BatchSettings, history: History) -> dict[str, Any]:
    """Return what the proposals in a journal depend on besides the articles and what they are made with."""
    data = settings.to_dict()
    named = {**data["rules"], **data["options"], "history": history.identity}
    return {**running_version(), "day": data["day"], **named}


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An item and where its proposal comes from: the journal, ``proposal``, or else the next result of the workers."""

    item: Item
    in_journal: bool
    proposal: Proposal | None

    @property
    def by_worker(self) -> bool:
        return not self.in_journal and self.proposal is None


class _Run:
    """The articles on their way through the workers, and what became of them.

    ``items``, ``outcomes``: those done, in order; of the items only what names them is kept.
    """

    def __init__(self, journal: Journal, settings: BatchSettings, history: History) -> None:
        self.items: list[dict[str, str | None]] = []
        self.outcomes: list[Outcome] = []
        self._journal = journal
        self._screen = Screen(settings.rules)
        self._selection = Selection(settings.rules, settings.day, history)
        self._waiting: deque[_Waiting] = deque()

    def tasks(self, items: Iterable[Item]) -> Iterator[bytes]:
        """Yield what the workers have to do, and keep every item waiting for its turn."""
        yield HELLO
        for number, item in enumerate(items):
            waiting = _Waiting(item, number < self._journal.finished, self._screened(item))
            self._waiting.append(waiting)
            if waiting.by_worker:
                assert item.article is not None  # one without was settled by the screen
                yield packed(item.digest, item.article)

    def work(self, results: Iterator[bytes], report: Report) -> None:
        """Journal and select every article, in order."""
        finished = islice(self._journal, self._journal.finished)
        for result in results:
            self._settle_ready(finished, report)
            waiting = self._waiting.popleft()
            self._journal_and_settle(waiting.item, Proposal.from_json(result), report)
        self._settle_ready(finished, report)
        if next(finished, None) is not None:
            raise ArgumentError(
                f"{self._journal.path}: the unfinished run read more articles than there are now; {_START_OVER}"
            )

    def _screened(self, item: Item) -> Proposal | None:
        if item.article is None:
            return Proposal(item.digest, problem=item.problem, failed=True)
        reason = self._screen.reason_against(item.article, item.place)
        return Proposal(item.digest, problem=reason) if reason else None

    def _settle_ready(self, finished: Iterator[Proposal], report: Report) -> None:
        """Settle the items before the next one that a worker has."""
        while self._waiting and not self._waiting[0].by_worker:
            waiting = self._waiting.popleft()
            if waiting.in_journal:
                self._settle(waiting.item, self._found(finished, waiting.item), report)
            else:
                assert waiting.proposal is not None
                self._journal_and_settle(waiting.item, waiting.proposal, report)

    def _found(self, finished: Iterator[Proposal], item: Item) -> Proposal:
        proposal = next(finished)
        if proposal.digest != item.digest:
            raise ArgumentError(
                f"{item.place}: not the article that the unfinished run of {self._journal.path} read here; "
                f"{_START_OVER}"
            )
        return proposal

    def _journal_and_settle(self, item: Item, proposal: Proposal, report: Report) -> None:
        self._journal.append(proposal)
        self._settle(item, proposal, report)

    def _settle(self, item: Item, proposal: Proposal, report: Report) -> None:
        outcome = self._selection.take(item, proposal)
        self.items.append({"place": item.place, "article_id": item.article.id if item.article is not None else None})
        self.outcomes.append(outcome)
        report(item, outcome)


_START_OVER = "restore the input, or start over without --resume"


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The quizzes that a run keeps. Iterating reads them from the journal, from the first, each time."""

    journal: Journal
    picks: Sequence[Sequence[Pick]]

    def __iter__(self) -> Iterator[QuizData]:
        for proposal, picks in zip(self.journal, self.picks, strict=True):
            for pick in picks:
                yield pick.of(proposal)


def _summary(outcomes: Sequence[Outcome]) -> Summary:
    return Summary(
        articles=len(outcomes),
        quizzes=sum(len(outcome.picks) for outcome in outcomes),
        failed=sum(outcome.failed for outcome in outcomes),
        passed_over=sum(bool(outcome.problem) and not outcome.failed for outcome in outcomes),
        stories=sum(bool(outcome.stories) for outcome in outcomes),
        kinds=_counted(kind for outcome in outcomes for kind in outcome.stories),
        dropped=_counted(reason for outcome in outcomes for reason in outcome.dropped),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _write(quizzes: Iterable[QuizData], temporary: Path, out: Path, format: str) -> None:
    with temporary.open("wb") as raw:
        # Without name and time in its head, so that gzipped output too is the same every time.
        packed_stream = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if out.suffix == ".gz" else None
        with io.TextIOWrapper(packed_stream or raw, encoding="utf-8", newline="") as stream:
            WRITERS[format](quizzes, stream)


def _write_failures(out: Path, items: Sequence[Mapping[str, str | None]], outcomes: Sequence[Outcome]) -> None:
    """Write a line for each article without a quiz; no file where there is none."""
    lines = [
        json.dumps(
            {**item, "failed": outcome.failed, "reason": outcome.problem, "stories": list(outcome.stories)},
            ensure_ascii=False,
        )
        for item, outcome in zip(items, outcomes, strict=True)
        if outcome.problem
    ]
    path = failures_path(out)
    if lines:
        replace_text(path, "".join(f"{line}\n" for line in lines))
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise no_room(out, error) from error


def _clear_leavings(out: Path) -> None:
    """Remove what a run that was killed while it wrote the output left; the journal's lock is ours."""
    for path in (out, manifest_path(out), failures_path(out)):
        for leaving in out.parent.glob(f".{glob.escape(path.name)}.*.part"):
            leaving.unlink()
