"""Do candidates follow the sense of the key? Measured on the bundled pairs of articles that use one word in two senses.

Each sense has one article, so "within a sense" compares the candidates in the article with those in a part of it: the
key's own sentence and its two neighbours. Word vectors alone give the same list for both senses and for both texts.
The lexicon's classes, which the ranking uses, also judge here: precision says whether the sense was recognised, not
whether an editor would publish the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizgen.article import Article
from quizgen.data import SamplePair, sample_articles, sample_pairs
from quizgen.errors import QuizgenError
from quizgen.evaluation.groups import TWO_SENSES
from quizgen.evaluation.lines import Item, Line, Values, make_lines
from quizgen.evaluation.measures import expected_precision, overlap_at, precision_at
from quizgen.evaluation.run import Run
from quizgen.evaluation.sampling import digest, draw
from quizgen.evaluation.system import System
from quizgen.evaluation.vector_ranking import VectorRanking
from quizgen.lexicon import category_of, split_entry_id
from quizgen.reading import Place, Reading
from quizgen.results import Candidate

SAMPLE = 1000
_FIRST = 10


def measure_two_senses(
    system: System,
    run: Run,
) -> list[Line]:
    """Measure how far the first ten candidates are of the sense's category and class, and how far the lists of two
    senses, and of two texts of one sense, overlap; on as many pairs as the run asks for."""
    articles = {article.identity: article for article in sample_articles()}
    pairs = draw(sample_pairs(), _name, run.most(SAMPLE), run.seed)
    judge = _Judge(system, run.seed)
    senses: list[Item] = []
    apart: list[Item] = []
    for done, pair in enumerate(pairs, start=1):
        problem: str | None = None
        lists: list[list[str]] = []
        sides = ((pair.first, pair.first_sense), (pair.second, pair.second_sense))
        for article, sense in sides:
            item, surfaces = _measure(system, judge, pair.keyword, articles[article], sense)
            problem = problem or item.problem
            senses.append(item)
            lists.append(surfaces)
        # Without an answer in one of them nothing is known to differ: it counts as the worst value, 1.
        overlap = 1.0 if problem else overlap_at(lists[0], lists[1], _FIRST)
        values = {f"overlap@{_FIRST} of two senses": Values(overlap, 1.0, judge.chance_overlap)}
        apart.append(Item(_name(pair), _name(pair), values, problem))
        run.progress(TWO_SENSES, done, len(pairs))
    for item in senses:
        if item.problem:
            run.failed(f"{TWO_SENSES}, {item.id}: {item.problem}; counts as 0")
    setting = digest(
        system.model.lexicon.identity, *(f"{article.id} {article.sha256}" for article in articles.values())
    )
    return make_lines(TWO_SENSES, senses, setting) + make_lines(TWO_SENSES, apart, setting, frozenset(apart[0].values))


def around(reading: Reading, place: Place) -> Article:
    """Return an article cut to the sentence of a place and its two neighbours."""
    first = max(place.sentence - 1, 0)
    last = min(place.sentence + 1, len(reading.sentences) - 1)
    starts = reading.sentence_starts
    part = reading.place_of_tokens(starts[first], starts[last + 1])
    article = reading.article
    return Article(reading.original(part.start, part.end), article.title, None, article.date, article.section)


class _Judge:
    """Tells which words are of a class, and what word vectors alone would offer from the same words."""

    def __init__(self, system: System, seed: int) -> None:
        self._classes: dict[str, set[str]] = {}
        for entry in system.senses.entries:
            if entry is not None:
                self._classes.setdefault(entry.surface, set()).add(entry.word_class)
        self._vectors = VectorRanking(system.model, self._classes, seed)
        self.chance_overlap = min(_FIRST / len(self._classes), 1.0)

    def values(self, keyword: str, found: Sequence[Candidate], wanted: str, *, fine: bool) -> Values:
        """Return the precision of ``found``; a word of several classes is right by any of them in the baselines."""

        def of(word_class: str) -> str:
            return word_class if fine else category_of(word_class)

        def right(surface: str) -> bool:
            return any(of(word_class) == of(wanted) for word_class in self._classes[surface])

        ours = [of(split_entry_id(candidate.entry_id)[1]) == of(wanted) for candidate in found]
        ranked = self._vectors.rank(keyword)
        return Values(
            precision_at(ours, _FIRST),
            precision_at([right(word) for word in ranked[:_FIRST]], _FIRST),
            expected_precision(sum(map(right, ranked)), len(ranked)),
        )


def _measure(system: System, judge: _Judge, keyword: str, article: Article, sense: str) -> tuple[Item, list[str]]:
    problem = None
    whole: list[Candidate] = []
    part: list[Candidate] = []
    try:
        reading = system.read(article)
        place = reading.place_of(keyword)
        whole = system.candidates(reading, place, _FIRST)
        cut = system.read(around(reading, place))
        part = system.candidates(cut, cut.place_of(keyword), _FIRST)
    except QuizgenError as error:
        problem = str(error)
    surfaces = [candidate.surface for candidate in whole]
    agreement = overlap_at(surfaces, [candidate.surface for candidate in part], _FIRST)
    values = {
        f"precision@{_FIRST} of the category": judge.values(keyword, whole, sense, fine=False),
        f"precision@{_FIRST} of the class": judge.values(keyword, whole, sense, fine=True),
        f"overlap@{_FIRST} within a sense": Values(agreement, 1.0, judge.chance_overlap),
    }
    return Item(f"{keyword}:{article.identity}", keyword, values, problem), surfaces


def _name(pair: SamplePair) -> str:
    return f"{pair.keyword}:{pair.first}:{pair.second}"
