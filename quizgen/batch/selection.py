"""Selecting: one pass over the proposals in their order, with the rules that hold over all articles of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from quizgen.article import Article
from quizgen.batch.history import History, day_of
from quizgen.batch.items import Item, QuizData
from quizgen.batch.proposing import Asked, Proposal
from quizgen.batch.settings import Rules
from quizgen.lexicon import surface_key

KEY_TODAY = "key asked about on the same day"
KEY_LATELY = "key asked about lately"
SAME_DISTRACTORS = "same distractors again"
LOW_SCORE = "distractor below the minimum score"
DAY_IS_FULL = "the day has its quizzes"
# Every word is known by its comparison key.
_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Pick:
    """A quiz that is kept: the numbers of its key and drawing in the proposal, and the ``day`` it is for."""

    key: int
    drawing: int
    day: date

    def of(self, proposal: Proposal) -> QuizData:
        """Return the quiz."""
        return proposal.asked[self.key].drawings[self.drawing]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: the quizzes kept, or a ``problem``.

    ``failed``: the problem is one to look into; False for an article that the rules of the run passed over.
    ``stories``: the kinds of story that is no game for which it was. ``dropped``: the rules that left quizzes out.
    """

    picks: tuple[Pick, ...] = ()
    problem: str = ""
    failed: bool = False
    stories: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Selection:
    """Chooses among the proposals of a run, article by article in their order, by the rules and the history.

    ``day``: the day of the run.
    """

    def __init__(self, rules: Rules, day: date, history: History) -> None:
        self._rules, self._day = rules, day
        self._asked: dict[str, list[date | None]] = defaultdict(list)
        self._sets: dict[_Words, list[date | None]] = defaultdict(list)
        self._offered: dict[date, set[str]] = defaultdict(set)
        for past in history.quizzes:
            self._asked[surface_key(past.key)].append(past.day)
            self._sets[frozenset(map(surface_key, past.distractors))].append(past.day)

    def take(self, item: Item, proposal: Proposal) -> Outcome:
        """Return what the run keeps of a proposal, at most ``per_article`` quizzes in their order."""
        if proposal.problem:
            return Outcome(problem=proposal.problem, failed=proposal.failed, stories=proposal.stories)
        day = self._day_for(item.article)
        picks: list[Pick] = []
        dropped: list[str] = []
        for number, asked in enumerate(proposal.asked):
            if len(picks) == self._rules.per_article:
                break
            drawing, reason = self._choose(asked, day)
            if drawing is None:
                dropped.append(reason)
                continue
            self._remember(asked, drawing, day)
            picks.append(Pick(number, drawing, day))
        if not picks:
            return Outcome(problem=_left_out(dropped), dropped=tuple(dropped))
        return Outcome(tuple(picks), dropped=tuple(dropped))

    def _day_for(self, article: Article | None) -> date:
        if self._rules.by_article_date and article is not None:
            return day_of(article.date) or self._day
        return self._day

    def _choose(self, asked: Asked, day: date) -> tuple[int | None, str]:
        """Return the drawing to take, the one with the fewest words offered that day, or why none may be."""
        earlier = [other for name in asked.names for other in self._asked.get(name, ())]
        if day in earlier:
            return None, KEY_TODAY
        if self._near(day, earlier):
            return None, KEY_LATELY
        reason = LOW_SCORE
        best: tuple[int, int] | None = None
        for number, drawing in enumerate(asked.drawings):
            if any(distractor["score"] < self._rules.min_score for distractor in drawing["distractors"]):
                continue
            words = _offered_by(drawing)
            if words <= self._offered[day] or self._near(day, self._sets.get(words, [])):
                reason = SAME_DISTRACTORS
                continue
            found = (len(words & self._offered[day]), number)
            best = min(best, found) if best is not None else found
        return (best[1], "") if best is not None else (None, reason)

    def _near(self, day: date, days: Iterable[date | None]) -> bool:
        return any(other is None or abs((other - day).days) <= self._rules.days for other in days)

    def _remember(self, asked: Asked, drawing: int, day: date) -> None:
        words = _offered_by(asked.drawings[drawing])
        self._asked[surface_key(asked.drawings[drawing]["key"])].append(day)
        self._sets[words].append(day)
        self._offered[day] |= words


def capped(outcomes: Iterable[Outcome], per_day: int | None) -> list[Outcome]:
    """Keep at most ``per_day`` quizzes of each day, every article's first before any article's second."""
    listed = list(outcomes)
    if per_day is None:
        return listed
    places: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for number, outcome in enumerate(listed):
        for rank, pick in enumerate(outcome.picks):
            places[pick.day].append((rank, number))
    kept: set[tuple[int, int]] = set()
    for found in places.values():
        kept.update(sorted(found)[:per_day])
    return [_capped(number, outcome, kept) for number, outcome in enumerate(listed)]


def _capped(number: int, outcome: Outcome, kept: set[tuple[int, int]]) -> Outcome:
    picks = tuple(pick for rank, pick in enumerate(outcome.picks) if (rank, number) in kept)
    over = len(outcome.picks) - len(picks)
    if not over:
        return outcome
    dropped = (*outcome.dropped, *([DAY_IS_FULL] * over))
    return replace(outcome, picks=picks, dropped=dropped, problem="" if picks else _left_out(dropped))


class Screen:
    """Tells before anything is proposed which articles a run passes over: other sections and dates, and copies."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._places: dict[bytes, str] = {}

    def reason_against(self, article: Article, place: str) -> str:
        """Return why the article in ``place`` is passed over, "" where it is not."""
        reason = next(self._reasons(article), "")
        if reason:
            return f"passed over: {reason}"
        body = bytes.fromhex(article.sha256[:32])
        if body in self._places:
            return f"passed over: the same text as {self._places[body]}"
        self._places[body] = place
        return ""

    def _reasons(self, article: Article) -> Iterator[str]:
        rules = self._rules
        named = f"section {article.section}" if article.section is not None else "it has no section"
        if rules.sections and article.section not in rules.sections:
            yield f"{named}; wanted: {', '.join(rules.sections)}"
        if article.section is not None and article.section in rules.skip_sections:
            yield f"{named} is left out"
        if rules.since is None and rules.until is None and not rules.by_article_date:
            return
        day = day_of(article.date)
        if day is None:
            yield "it has no date, which the rules of this run need"
        elif rules.since is not None and day < rules.since:
            yield f"its date {day} is before {rules.since}"
        elif rules.until is not None and day > rules.until:
            yield f"its date {day} is after {rules.until}"


def _offered_by(drawing: QuizData) -> _Words:
    return frozenset(surface_key(distractor["surface"]) for distractor in drawing["distractors"])


def _left_out(dropped: Iterable[str]) -> str:
    counts = Counter(dropped)
    return "passed over: " + "; ".join(f"{reason} ({count})" for reason, count in counts.items())
