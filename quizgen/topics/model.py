"""Topic vectors: what an article is about, as a few numbers.

A word's composite vector is its word vector once for each soft cluster of words, times the probability that it belongs
there and its inverse document frequency; an article's is the sum over its words (SCDV, Mekala et al. 2017). A stored
linear map reduces it to a small vector, in which the cosine tells how near two articles are.

Measured, clusters pay only where the vector stays long. Two halves of a Wikinews article find each other among 1,000
with a mean reciprocal rank of 0.41 by the plain mean of word vectors and 0.53 by 20 clusters (2,560 numbers), but 0.47
when those are reduced to 128; one cluster with its directions evened out gives 0.56. One is therefore the default.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.data import data_path
from quizgen.errors import ModelError
from quizgen.files import replacing
from quizgen.senses.channels import ChannelMap
from quizgen.topics.composite import Composites, count_words, sparsified
from quizgen.topics.mixture import Mixture
from quizgen.vectors import WordVectors, unit

FILE = "topics.npz"


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """How topic vectors are made.

    ``word_dimensions``: of the word vectors, after reduction; ``clusters``: of words; ``dimensions``: of the topic
    vector. ``sparsity``: values below this share of the mean extremes become zero (0.04 in the paper), 0 keeps all.
    ``power``: how far the map evens out its directions, from 0, not at all, to 1, wholly. ``iterations``: of the
    mixture's fit. ``articles``: how many the map is fitted on at most, drawn by ``seed``.
    """

    word_dimensions: int = 256
    clusters: int = 1
    dimensions: int = 128
    sparsity: float = 0.0
    power: float = 1.0
    iterations: int = 10
    articles: int = 12000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Reduction:
    """The linear map of composite vectors, in 8 bits.

    ``codes``: int8 (composite dimensions, dimensions); ``scales``: float32 (dimensions,), what each column is
    multiplied by; ``shift``: float32 (dimensions,), the mean composite vector's place, taken away.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    shift: NDArray[np.float32]

    def apply(self, composites: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (n, composite dimensions) to unit rows (n, dimensions); a row of zeros, an empty text, stays zeros."""
        mapped = (composites @ self.codes.astype(np.float32)) * self.scales - self.shift
        return unit(np.where(composites.any(axis=1, keepdims=True), mapped, np.float32(0)))


class TopicModel:
    """Makes topic vectors of tokenised texts. It belongs to the word vectors that it was fitted with."""

    def __init__(
        self,
        settings: TopicSettings,
        vectors: WordVectors,
        inverse: NDArray[np.float32],
        word_map: ChannelMap,
        mixture: Mixture,
        threshold: float,
        reduction: Reduction,
    ) -> None:
        self.settings = settings
        self._vectors = vectors
        self._inverse = inverse
        self._word_map = word_map
        self._mixture = mixture
        self._threshold = threshold
        self._reduction = reduction

    @property
    def dimensions(self) -> int:
        """Length of a topic vector."""
        return self.settings.dimensions

    @cached_property
    def identity(self) -> str:
        """SHA-256 over everything that a topic vector depends on, in hexadecimal."""
        digest = hashlib.sha256(json.dumps(asdict(self.settings), sort_keys=True).encode())
        digest.update(self._vectors.identity.encode())
        for array in self._arrays().values():
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def of(self, tokens: Iterable[str]) -> NDArray[np.float32]:
        """Return the topic vector of a text, float32 (dimensions,), of unit length; zeros where no word is known.

        ``tokens``: the surfaces of its tokens, normalised, as a reading of an article has them.
        """
        row: NDArray[np.float32] = self.matrix([tokens])[0]
        return row

    def matrix(self, documents: Sequence[Iterable[str]]) -> NDArray[np.float32]:
        """Return the topic vectors of texts, float32 (texts, dimensions), as :meth:`of` does for one."""
        composites = self._composites.of(count_words(documents, self._vectors))
        return self._reduction.apply(sparsified(composites, self._threshold))

    @cached_property
    def _composites(self) -> Composites:
        return composites_of(self._vectors, self._inverse, self._word_map, self._mixture)

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {
            "inverse": self._inverse.astype(np.float16),
            "word_mean": self._word_map.mean.astype(np.float16),
            "word_matrix": self._word_map.matrix.astype(np.float16),
            "means": self._mixture.means.astype(np.float16),
            "variances": self._mixture.variances,
            "shares": self._mixture.shares,
            "threshold": np.array([self._threshold], dtype=np.float32),
            "codes": self._reduction.codes,
            "scales": self._reduction.scales,
            "shift": self._reduction.shift,
        }

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        settings = json.dumps({**asdict(self.settings), "vectors": self._vectors.identity}, sort_keys=True)
        described = np.frombuffer(settings.encode("utf-8"), dtype=np.uint8)
        with replacing(path) as temporary, temporary.open("wb") as stream:
            np.savez(stream, settings=described, **self._arrays())  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path | None = None, vectors: WordVectors | None = None) -> TopicModel:
        """Read what :meth:`save` wrote, by default the model that ships.

        Raises :class:`ModelError` when the file is missing or damaged, or was fitted with other word vectors.
        """
        path = data_path("topics", FILE) if path is None else path
        vectors = WordVectors.load(data_path("vectors.npz")) if vectors is None else vectors
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                arrays = {name: data[name] for name in data.files}
            described = json.loads(arrays["settings"].tobytes().decode("utf-8"))
            fitted_with = described.pop("vectors")
            model = cls(
                TopicSettings(**described),
                vectors,
                arrays["inverse"].astype(np.float32),
                ChannelMap(arrays["word_mean"].astype(np.float32), arrays["word_matrix"].astype(np.float32)),
                Mixture(arrays["means"].astype(np.float32), arrays["variances"], arrays["shares"]),
                float(arrays["threshold"][0]),
                Reduction(arrays["codes"], arrays["scales"], arrays["shift"]),
            )
        except Exception as error:  # zipfile, zlib, json and numpy each have errors of their own for a damaged file
            raise ModelError(f"topic model {path}: cannot be read ({error}); restore the file") from error
        if fitted_with != vectors.identity:
            raise ModelError(
                f"topic model {path}: fitted with word vectors {fitted_with[:12]}, got {vectors.identity[:12]}; "
                "fit it again (quizgen train topics)"
            )
        return model


def composites_of(
    vectors: WordVectors, inverse: NDArray[np.float32], word_map: ChannelMap, mixture: Mixture
) -> Composites:
    """Return what makes composite vectors with these parts."""
    words = word_map.apply(vectors.matrix())
    return Composites(inverse, words, mixture.memberships(words))


@cache
def default_topics() -> TopicModel:
    """Return this process's topic model, the one that ships."""
    return TopicModel.load()
