"""How high the language model ranks the word that stood in a blank, among others of its kind.

``python -m benchmarks.blank_rank --encoder DIR --corpus FILE… [--tokens FILE] [--items 300] [--pool 500] [--fit]``:
blanks are drawn from held-out articles, with a fixed seed, at

- lexicon words that are one token of the softmax's vocabulary;
- lexicon words of several tokens, each of which training saw;
- words never seen in training: lexicon words with a token that training didn't see, and single nouns that it didn't.

The other words of a blank's pool are drawn from what stands in held-out text and is of the same kind; "all kinds"
ranks words of all three among words of all three. What training saw is read from ``--tokens``, the corpus-….npz
that training leaves in its folder; without it, only the softmax's vocabulary counts as seen.

Held-out articles are halved by their ids: ``--fit`` takes the half for choosing between ways to score, the default is
the half that is only reported on. Beside the scores: the ranks by each word's probability without the blank, and by
chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.contexts import occurrences
from quizgen.archive.splits import is_fit, is_held_out
from quizgen.archive.tokenised import TokenisedArticle, map_articles, tokenise
from quizgen.article import Article
from quizgen.elmo import ElmoEncoder
from quizgen.elmo.blank import BlankScorer
from quizgen.elmo.softmax_file import Softmax
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.input_form import InputForm, Window, windows
from quizgen.lexicon import Lexicon
from quizgen.lexicon.default import default_lexicon
from quizgen.text import Text

ONE, SEVERAL, UNSEEN = "one token", "several tokens", "never seen"
KINDS = (ONE, SEVERAL, UNSEEN)
ALL = "all kinds"
_SEED = 1
_FIRST = 10
_NOUNS = {("名詞", "一般"), ("名詞", "固有名詞")}
Word = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank: its word's kind, and its half-open place in the tokens of its window."""

    kind: str
    tokens: tuple[str, ...]
    first: int
    last: int

    @property
    def word(self) -> Word:
        """The tokens that stood in the blank."""
        return self.tokens[self.first : self.last]


@dataclass(frozen=True, slots=True)
class Question:
    """A blank and the words among which its own, the first, is ranked."""

    blank: Blank
    pool: list[Word]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of ranks counted from 1: their median, the mean of 1 / rank, and the share of ranks up to 10."""

    median: float
    reciprocal: float
    first: float

    @classmethod
    def of(cls, ranks: Sequence[float]) -> Figures:
        """Sum up ranks."""
        found = np.array(ranks)
        return cls(float(np.median(found)), float((1 / found).mean()), float((found <= _FIRST).mean()))

    def __str__(self) -> str:
        return f"{self.median:8.1f} {self.reciprocal:8.3f} {self.first:8.3f}"


@dataclass(frozen=True, slots=True)
class NounArticle:
    """A tokenised article, and for each token whether it is a noun made of letters only, two at least."""

    article: TokenisedArticle
    nouns: NDArray[np.bool_]


def read_nouns(article: Article, text: Text) -> NounArticle:
    """Reduce a read text to what :func:`find_blanks` needs."""
    nouns = [
        token.pos[:2] in _NOUNS and len(token.surface) > 1 and token.surface.isalpha()
        for sentence in text.sentences
        for token in sentence.tokens
    ]
    return NounArticle(tokenise(article, text), np.array(nouns, dtype=np.bool_))


def find_blanks(
    found: NounArticle, lexicon: Lexicon, seen: Container[str], vocabulary: Container[str]
) -> Iterator[Blank]:
    """Yield the article's blanks of the three kinds."""
    article = found.article
    words = occurrences(article, lexicon)
    taken = {token for word in words for token in range(word.first, word.last)}
    surfaces = article.surfaces
    spans = [(word.first, word.last) for word in words]
    spans += [(n, n + 1) for n in np.flatnonzero(found.nouns).tolist() if n not in taken and surfaces[n] not in seen]
    spans.sort()
    position = 0
    for window in windows(surfaces, article.sentences.tolist(), InputForm()):
        while position < len(spans) and spans[position][0] < window.last:
            first, last = spans[position]
            position += 1
            if last > window.last:
                continue
            blank = _blank(window, first, last, seen, vocabulary)
            if blank is not None:
                yield blank


def _blank(window: Window, first: int, last: int, seen: Container[str], vocabulary: Container[str]) -> Blank | None:
    # The encoder's own <S> is place 0 of its output.
    start = window.positions[first - window.first] - 1
    end = window.positions[last - 1 - window.first]
    word = window.tokens[start:end]
    if len(word) != last - first:  # a word across two sentences
        return None
    if not all(token in seen for token in word):
        kind = UNSEEN
    elif len(word) > 1:
        kind = SEVERAL
    elif word[0] in vocabulary:
        kind = ONE
    else:
        return None
    return Blank(kind, window.tokens, start, end)


def draw(blanks: Sequence[Blank], items: int, pool: int) -> dict[str, list[Question]]:
    """Draw blanks and pools: for each kind from the kind, and for :data:`ALL` evenly from the three."""
    random = np.random.default_rng(_SEED)
    by_kind = {kind: [blank for blank in blanks if blank.kind == kind] for kind in KINDS}
    words = {kind: sorted({blank.word for blank in by_kind[kind]}) for kind in KINDS}

    def drawn(kinds: Sequence[str]) -> list[Question]:
        questions = []
        for kind in kinds:
            of_kind = by_kind[kind]
            for number in random.permutation(len(of_kind))[: items // len(kinds)].tolist():
                blank = of_kind[number]
                others = [
                    word
                    for other in kinds
                    for word in _others(random, words[other], blank.word, (pool - 1) // len(kinds))
                ]
                questions.append(Question(blank, [blank.word, *others]))
        return questions

    return {**{kind: drawn([kind]) for kind in KINDS}, ALL: drawn(KINDS)}


def _others(random: np.random.Generator, words: Sequence[Word], word: Word, number: int) -> list[Word]:
    order = random.permutation(len(words))[: number + 1].tolist()
    return [words[place] for place in order if words[place] != word][:number]


def rank(scores: NDArray[np.floating[Any]]) -> float:
    """Return the rank, from 1, of the first score; words that score the same share their places."""
    return 1 + float((scores[1:] > scores[0]).sum()) + float((scores[1:] == scores[0]).sum()) / 2


def seen_words(path: Path) -> frozenset[str]:
    """Return the words that a tokenised corpus has in its training windows."""
    corpus = TokenCorpus.load(path)
    return frozenset(word for word, count in zip(corpus.words, corpus.counts.tolist(), strict=True) if count)


def held_out_blanks(
    corpora: Sequence[Path], seen: Container[str], vocabulary: Container[str], *, fit: bool, processes: int
) -> list[Blank]:
    """Return the blanks of one half of the held-out articles."""

    def skipped(identity: str) -> bool:
        return not is_held_out(identity) or is_fit(identity) != fit

    lexicon = default_lexicon()
    articles = map_articles(corpora, read_nouns, skip=skipped, processes=processes)
    return [blank for article in articles for blank in find_blanks(article, lexicon, seen, vocabulary)]


def report(kind: str, questions: Sequence[Question], scorer: BlankScorer) -> None:
    """Rank a kind's words and print the lines of the table."""
    fits: list[float] = []
    alone: list[float] = []
    chance: list[float] = []
    for question in questions:
        blank, pool = question.blank, question.pool
        fits.append(rank(scorer.scores(blank.tokens[: blank.first], blank.tokens[blank.last :], pool)))
        alone.append(rank(scorer.log_probabilities(pool)))
        chance += range(1, len(pool) + 1)
    size = f"{np.mean([len(question.pool) for question in questions]):.0f}"
    for name, ranks in (("fit to the blank", fits), ("the word alone", alone), ("chance", chance)):
        print(f"{kind:16}{len(questions):>7}{size:>6}  {name:18}{Figures.of(ranks)}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", required=True, type=Path, help="folder of options.json, weights.hdf5, softmax.npz")
    parser.add_argument(
        "--corpus", required=True, type=Path, nargs="+", help="articles as JSON Lines, plain or gzipped"
    )
    parser.add_argument("--tokens", type=Path, help="the corpus-….npz of the training run")
    parser.add_argument("--items", type=int, default=300, help="blanks of each kind")
    parser.add_argument("--pool", type=int, default=500, help="words ranked for a blank, the true one among them")
    parser.add_argument("--fit", action="store_true", help="take the half of the articles for choosing, not reporting")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    encoder = ElmoEncoder.load(
        arguments.encoder / "options.json", arguments.encoder / "weights.hdf5", threads=arguments.threads
    )
    softmax = Softmax.load(arguments.encoder / "softmax.npz")
    scorer = BlankScorer(encoder, softmax)
    vocabulary = frozenset(softmax.words)
    seen = seen_words(arguments.tokens) if arguments.tokens else vocabulary
    blanks = held_out_blanks(arguments.corpus, seen, vocabulary, fit=arguments.fit, processes=arguments.threads)
    print(f"{'kind':16}{'blanks':>7}{'pool':>6}  {'ranked by':18}{'median':>8} {'mrr':>8} {'first 10':>8}")
    for kind, questions in draw(blanks, arguments.items, arguments.pool).items():
        if questions:
            report(kind, questions, scorer)


if __name__ == "__main__":
    main()
