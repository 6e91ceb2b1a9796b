"""Training the static word vectors with gensim: skip-gram with negative sampling (Mikolov et al. 2013)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quizgen.archive.tokenised import TokenisedArticle, load_tokenised
from quizgen.errors import ModelError
from quizgen.lexicon import Lexicon
from quizgen.vectors import WordVectors, quantise, unit


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


def train_vectors(sentences: Path, settings: VectorSettings) -> WordVectors:
    """Train on a file written by :func:`write_merged`.

    Raises :class:`ModelError` when gensim (the extra ``train``) is not installed.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise ModelError("training word vectors needs gensim; install quizgen[train]") from error
    model = Word2Vec(
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
    )
    words = model.wv.index_to_key
    vectors = np.asarray(model.wv.vectors, dtype=np.float32)
    centred = vectors - vectors.mean(axis=0)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words], dtype=np.int64)
    return WordVectors(words, quantise(unit(centred)), counts)
