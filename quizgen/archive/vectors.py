"""Training the static word vectors with gensim: skip-gram with negative sampling (Mikolov et al. 2013)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from quizgen.archive.corpus import BadLine
from quizgen.archive.splits import is_held_out
from quizgen.archive.tokenised import TokenisedArticle, load_tokenised, map_articles, save_tokenised, tokenise
from quizgen.errors import ModelError
from quizgen.lexicon import Lexicon
from quizgen.quantisation import rounded
from quizgen.vectors import WordVectors, unit


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """How the vectors are trained. ``workers`` above 1 makes the result differ from run to run."""

    dimensions: int = 256
    window: int = 8
    negative: int = 8
    min_count: int = 5
    epochs: int = 4
    sample: float = 1e-4
    workers: int = 2
    seed: int = 1


def merged_sentences(article: TokenisedArticle, lexicon: Lexicon) -> Iterator[list[str]]:
    """Yield each sentence's tokens, lexicon words in one piece."""
    starts, ends = article.starts.tolist(), article.ends.tolist()
    matches = {match.start: match.end for match in lexicon.find(article.text, starts, ends)}
    for first, last in zip(article.sentences[:-1].tolist(), article.sentences[1:].tolist(), strict=True):
        words = []
        taken = -1
        for start, end in zip(starts[first:last], ends[first:last], strict=True):
            if start < taken:
                continue
            taken = matches.get(start, end)
            words.append(article.text[start:taken])
        yield words


@dataclass(frozen=True, slots=True)
class _Corpus:
    """An iterable that gensim can read once an epoch."""

    path: Path

    def __iter__(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8") as stream:
            for line in stream:
                yield line.rstrip("\n").split("\t")


def write_merged(tokenised: Path, lexicon: Lexicon, output: Path) -> None:
    """Write the archive's sentences one a line, tab-separated, with the lexicon's words in one piece."""
    with output.open("w", encoding="utf-8") as stream:
        for article in load_tokenised(tokenised):
            for words in merged_sentences(article, lexicon):
                if len(words) > 1:
                    stream.write("\t".join(words) + "\n")


def vectors_of_archive(
    corpora: Iterable[Path],
    lexicon: Lexicon,
    settings: VectorSettings,
    *,
    processes: int = 2,
    on_article: Callable[[], None] = lambda: None,
    on_epoch: Callable[[int], None] = lambda epoch: None,
    on_bad: Callable[[BadLine], None] = lambda _: None,
) -> WordVectors:
    """Train on JSON Lines files of articles, without those held out.

    Raises :class:`~quizgen.errors.InputError` for a file that cannot be read, :class:`ModelError` where the corpus is
    too small to give any word a vector, or gensim is not installed.
    """
    with TemporaryDirectory(prefix="quizgen-") as folder:
        tokenised, merged = Path(folder) / "tokenised", Path(folder) / "merged.txt"
        articles = map_articles(corpora, tokenise, skip=is_held_out, processes=processes, on_bad=on_bad)
        save_tokenised(tokenised, _counted(articles, on_article))
        write_merged(tokenised, lexicon, merged)
        return train_vectors(merged, settings, on_epoch=on_epoch)


def _counted(articles: Iterable[TokenisedArticle], on_article: Callable[[], None]) -> Iterator[TokenisedArticle]:
    for article in articles:
        on_article()
        yield article


def train_vectors(
    sentences: Path, settings: VectorSettings, *, on_epoch: Callable[[int], None] = lambda epoch: None
) -> WordVectors:
    """Train on a file written by :func:`write_merged`; ``on_epoch`` gets the number of each pass that is done.

    Raises :class:`ModelError` when gensim (the extra ``train``) is not installed, or no word is frequent enough.
    """
    try:
        from gensim.models import Word2Vec
        from gensim.models.callbacks import CallbackAny2Vec
    except ImportError as error:
        raise ModelError("training word vectors needs gensim; install quizgen[train]") from error

    class Passes(CallbackAny2Vec):  # type: ignore[misc]
        done = 0

        def on_epoch_end(self, model: object) -> None:
            self.done += 1
            on_epoch(self.done)

    try:
        model = _trained(Word2Vec, sentences, settings, Passes())
    except RuntimeError as error:  # gensim found no word of min_count
        raise ModelError(
            f"no word stands {settings.min_count} times in the corpus; give more of it, or a lower --min-count"
        ) from error
    words = model.wv.index_to_key
    vectors = np.asarray(model.wv.vectors, dtype=np.float32)
    centred = vectors - vectors.mean(axis=0)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words], dtype=np.int64)
    return WordVectors(words, rounded(unit(centred)), counts)


def _trained(word2vec: Any, sentences: Path, settings: VectorSettings, passes: object) -> Any:
    return word2vec(
        sentences=_Corpus(sentences),
        vector_size=settings.dimensions,
        window=settings.window,
        negative=settings.negative,
        min_count=settings.min_count,
        epochs=settings.epochs,
        sample=settings.sample,
        sg=1,
        workers=settings.workers,
        seed=settings.seed,
        callbacks=[passes],
    )
