"""Fitting a topic model to an archive: word clusters, document frequencies, and the linear map."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quizgen.archive.corpus import BadLine
from quizgen.archive.splits import is_held_out
from quizgen.archive.tokenised import TokenisedArticle, map_articles, tokenise
from quizgen.errors import ModelError
from quizgen.senses.channels import ChannelMap, fit_map
from quizgen.topics.composite import Composites, count_words, sparse_threshold, sparsified
from quizgen.topics.mixture import Mixture, fit_mixture
from quizgen.topics.model import Reduction, TopicModel, TopicSettings, composites_of
from quizgen.vectors import WordVectors

_CHUNK = 2048
_LEAST_WORDS = 30
_OVERSAMPLED, _POWER_ITERATIONS = 32, 3


def topics_of_archive(
    corpora: Iterable[Path],
    vectors: WordVectors,
    settings: TopicSettings,
    *,
    processes: int = 2,
    on_article: Callable[[], None] = lambda: None,
    on_bad: Callable[[BadLine], None] = lambda _: None,
) -> TopicModel:
    """Fit on JSON Lines files of articles, without those held out.

    Raises :class:`~quizgen.errors.InputError` for a file that cannot be read, and what :func:`fit_topics` raises.
    """
    articles = map_articles(corpora, tokenise, skip=is_held_out, processes=processes, on_bad=on_bad)
    return fit_topics(articles, vectors, settings, on_article=on_article)


def fit_topics(
    articles: Iterable[TokenisedArticle],
    vectors: WordVectors,
    settings: TopicSettings,
    *,
    on_article: Callable[[], None] = lambda: None,
) -> TopicModel:
    """Fit a topic model; equal articles, vectors and settings give an equal model.

    Raises :class:`ModelError` for fewer articles or words than dimensions.
    """
    counts = _counted(articles, vectors, on_article)
    least = settings.dimensions + _OVERSAMPLED
    if counts.shape[0] < least or len(vectors.words) < settings.clusters:
        raise ModelError(
            f"topics: at least {least} articles of {_LEAST_WORDS} known words and {settings.clusters} words expected, "
            f"got {counts.shape[0]} and {len(vectors.words)}; give more of both, or fewer dimensions"
        )
    frequencies = np.asarray((counts > 0).sum(axis=0)).ravel()
    inverse = np.log((1 + counts.shape[0]) / (1 + frequencies)).astype(np.float32)
    # As float16, which is what the file keeps: the map is fitted to what will be read back.
    inverse = inverse.astype(np.float16).astype(np.float32)
    word_map = _rounded(fit_map(vectors.matrix(), min(settings.word_dimensions, vectors.dimensions)))
    words = word_map.apply(vectors.matrix())
    fitted = fit_mixture(words, settings.clusters, iterations=settings.iterations, seed=settings.seed)
    mixture = Mixture(fitted.means.astype(np.float16).astype(np.float32), fitted.variances, fitted.shares)
    composites = composites_of(vectors, inverse, word_map, mixture)
    threshold, rows = _sampled(composites, counts, settings)
    return TopicModel(settings, vectors, inverse, word_map, mixture, threshold, fit_reduction(rows, settings))


def fit_reduction(rows: NDArray[np.float32], settings: TopicSettings) -> Reduction:
    """Return the map of (n, composite dimensions) to their principal directions, evened out by ``settings.power``.

    The directions come from a randomised decomposition (Halko et al. 2011), drawn by the seed; ``rows`` are centred in
    place.
    """
    mean = rows.mean(axis=0)
    rows -= mean
    rng = np.random.default_rng(settings.seed)
    wanted = settings.dimensions + _OVERSAMPLED
    sketch = rows @ rng.standard_normal((rows.shape[1], wanted), dtype=np.float32)
    for _ in range(_POWER_ITERATIONS):
        basis, _ = np.linalg.qr(sketch)
        sketch = rows @ (rows.T @ basis)
    basis, _ = np.linalg.qr(sketch)
    _, sizes, directions = np.linalg.svd(basis.T @ rows, full_matrices=False)
    kept = directions[: settings.dimensions]
    # Signs of directions are free; fixing them keeps a repeated fit the same.
    kept *= np.sign(kept[np.arange(len(kept)), np.abs(kept).argmax(axis=1)])[:, None]
    matrix = (kept * ((sizes[: len(kept)] / sizes[0]) ** -settings.power)[:, None]).T
    largest = np.abs(matrix).max(axis=0).clip(1e-12)
    codes: NDArray[np.int8] = np.rint(matrix / largest * 127).astype(np.int8)
    scales = (largest / 127).astype(np.float32)
    shift = ((mean @ codes.astype(np.float32)) * scales).astype(np.float32)
    return Reduction(codes, scales, shift)


def _counted(
    articles: Iterable[TokenisedArticle], vectors: WordVectors, on_article: Callable[[], None]
) -> sparse.csr_matrix:
    """Count the words of articles, leaving out those too short to be about anything."""
    parts, batch = [sparse.csr_matrix((0, len(vectors.words)), dtype=np.float32)], []
    for surfaces in chain((article.surfaces for article in articles), (None,)):
        if surfaces is not None:
            on_article()
            batch.append(surfaces)
        if batch and (surfaces is None or len(batch) == _CHUNK):
            counts = count_words(batch, vectors)
            parts.append(counts[np.asarray(counts.sum(axis=1)).ravel() >= _LEAST_WORDS])
            batch = []
    return sparse.vstack(parts, format="csr")


def _sampled(
    composites: Composites, counts: sparse.csr_matrix, settings: TopicSettings
) -> tuple[float, NDArray[np.float32]]:
    """Return the threshold, and the composite vectors of the articles that the map is fitted on."""
    rng = np.random.default_rng(settings.seed)
    size = min(settings.articles, counts.shape[0])
    chosen = np.sort(rng.choice(counts.shape[0], size, replace=False))
    rows = np.empty((size, composites.dimensions), dtype=np.float32)
    for first in range(0, size, _CHUNK):
        rows[first : first + _CHUNK] = composites.of(counts[chosen[first : first + _CHUNK]])
    threshold = sparse_threshold(rows, settings.sparsity)
    for part in range(math.ceil(size / _CHUNK)):
        place = slice(part * _CHUNK, (part + 1) * _CHUNK)
        rows[place] = sparsified(rows[place], threshold)
    return threshold, rows


def _rounded(channel: ChannelMap) -> ChannelMap:
    return ChannelMap(
        channel.mean.astype(np.float16).astype(np.float32), channel.matrix.astype(np.float16).astype(np.float32)
    )
