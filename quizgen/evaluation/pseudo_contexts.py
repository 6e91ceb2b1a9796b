"""Making pseudo-words: which words, in which contexts of a corpus, and how the encoder gets to read them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from quizgen.archive.contexts import ChosenWindow, Occurrence, choose_windows, occurrences, places
from quizgen.archive.corpus import BadLine, read_articles
from quizgen.archive.splits import is_held_out
from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.article import Article
from quizgen.evaluation.groups import PSEUDO_WORDS
from quizgen.evaluation.run import Run
from quizgen.evaluation.sampling import digest, shuffled
from quizgen.evaluation.system import System
from quizgen.input_form import Window
from quizgen.lexicon import Lexicon, category_of
from quizgen.text import read_text

# Contexts of one word: most, and fewest for it to be taken.
MOST_CONTEXTS, FEWEST_CONTEXTS = 10, 6
# Articles read at a time beyond those that are held out, until there are enough words.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Spot:
    """One context of a word: the number of the article, the window, and the occurrence."""

    article: int
    window: Window
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class PseudoWord:
    """Two words merged into one, each with its contexts."""

    first: str
    second: str
    first_spots: tuple[Spot, ...]
    second_spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Pseudo-words, and the articles that their contexts are of."""

    articles: list[TokenisedArticle]
    words: list[PseudoWord]

    def name(self, word: PseudoWord) -> str:
        """Return a pseudo-word's identifier, which tells the same words in other contexts apart."""
        spots = (*word.first_spots, *word.second_spots)
        where = (f"{self.articles[spot.article].id} {spot.occurrence.start}" for spot in spots)
        return f"{word.first}+{word.second}:{digest(*where)[:8]}"


def gather(
    system: System, corpora: Sequence[Path], wanted: int, run: Run, *, fewest: int = FEWEST_CONTEXTS
) -> Gathered:
    """Make ``wanted`` pseudo-words of words with ``fewest`` contexts each, fewer where the corpora hold no more.

    Contexts are taken from held-out articles, and only where these are too few from the others, in their order.
    Raises :class:`InputError` for a file that cannot be read; a line that holds no article is told to ``run.failed``.
    """
    classes = single_class_words(system)
    articles: list[TokenisedArticle] = []
    spots: dict[str, list[Spot]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    for batch in _batches(system, corpora, run):
        for spot in _spots(batch, len(articles), system, classes):
            if len(spots[spot.occurrence.form]) < MOST_CONTEXTS:
                spots[spot.occurrence.form].append(spot)
        articles += batch
        enough = {word: classes[word] for word, found in spots.items() if len(found) >= fewest}
        pairs = draw_pairs(enough, wanted, run.seed)
        if len(pairs) == wanted:
            break
    words = [PseudoWord(first, second, tuple(spots[first]), tuple(spots[second])) for first, second in pairs]
    return Gathered(articles, words)


def single_class_words(system: System) -> dict[str, str]:
    """Return the class of every word of the index that names one thing only."""
    lexicon = system.model.lexicon
    entries = [entry for entry in lexicon.entries if entry.entry_id in system.senses.rows_of_entry]
    return {entry.surface: entry.word_class for entry in entries if len(lexicon.named(entry.surface)) == 1}


def draw_pairs(classes: Mapping[str, str], count: int, seed: int) -> list[tuple[str, str]]:
    """Draw pairs of words, no word twice: half of different categories, half of different classes of one category.

    ``classes``: the class of each word. Fewer pairs come back where the words do not suffice.
    """
    order = shuffled(sorted(classes), lambda word: word, seed)
    near = _pairs(order, count // 2, lambda one, other: _are_sisters(classes[one], classes[other]))
    used = {word for pair in near for word in pair}
    rest = [word for word in order if word not in used]
    return near + _pairs(
        rest, count - count // 2, lambda one, other: category_of(classes[one]) != category_of(classes[other])
    )


def merged_window(spot: Spot, article: TokenisedArticle, lexicon: Lexicon, pieces: Sequence[str]) -> ChosenWindow:
    """Return the window of a context to encode, with ``pieces`` in place of the word wherever the window has it."""
    window = spot.window
    here = [
        places(window, found)
        for found in occurrences(article, lexicon)
        if found.form == spot.occurrence.form and window.first <= found.first and found.last <= window.last
    ]
    asked = places(window, spot.occurrence)
    tokens: list[str] = []
    taken, start = 1, 0  # the encoder's own marker stands at place 0
    for first, last in here:
        tokens += window.tokens[taken - 1 : first - 1]
        if (first, last) == asked:
            start = len(tokens) + 1
        tokens += pieces
        taken = last
    tokens += window.tokens[taken - 1 :]
    # Of its article's tokens, the new window knows the word only.
    positions = tuple(range(start, start + len(pieces)))
    occurrence = Occurrence(spot.occurrence.form, 0, len(pieces), spot.occurrence.start, spot.occurrence.end)
    return ChosenWindow(spot.article, Window(0, len(pieces), tuple(tokens), positions), (occurrence,))


def _are_sisters(one: str, other: str) -> bool:
    return category_of(one) == category_of(other) and "/" in one and "/" in other and one != other


def _pairs(words: Sequence[str], count: int, fit: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    left = list(words)
    pairs: list[tuple[str, str]] = []
    while left and len(pairs) < count:
        first = left.pop(0)
        second = next((word for word in left if fit(first, word)), None)
        if second is not None:
            left.remove(second)
            pairs.append((first, second))
    return pairs


def _spots(
    batch: Sequence[TokenisedArticle], offset: int, system: System, classes: Mapping[str, str]
) -> Iterator[Spot]:
    for chosen in choose_windows(batch, system.model.lexicon, system.model.form, per_word=MOST_CONTEXTS):
        for occurrence in chosen.occurrences:
            if occurrence.form in classes:
                yield Spot(chosen.article + offset, chosen.window, occurrence)


def _batches(system: System, corpora: Sequence[Path], run: Run) -> Iterator[list[TokenisedArticle]]:
    """Yield the held-out articles in one batch, then the others, read only as far as they are asked for."""
    counted: Counter[bool] = Counter()

    def articles(held_out: bool) -> Iterator[TokenisedArticle]:
        for article in _articles(corpora, run if held_out else Run()):
            if is_held_out(article.identity) == held_out:
                counted[held_out] += 1
                run.progress(f"{PSEUDO_WORDS}: articles", sum(counted.values()), 0)
                yield tokenise(article, read_text(article.body, system.model.tokenizer))

    yield list(articles(True))
    others = articles(False)
    while batch := list(islice(others, _BATCH)):
        yield batch


def _articles(corpora: Iterable[Path], run: Run) -> Iterator[Article]:
    for path in corpora:
        for item in read_articles(path):
            if isinstance(item, BadLine):
                run.failed(str(item))
            else:
                yield item
