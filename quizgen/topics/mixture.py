"""Soft clusters of vectors: a mixture of round Gaussians, fitted by expectation maximisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

_LEAST_VARIANCE = 1e-4
_LEAST_MEMBERS = 1e-6


@dataclass(frozen=True, slots=True)
class Mixture:
    """``means``: float32 (clusters, dimensions); ``variances``, ``shares``: float32 (clusters,), shares summing to 1.

    Each Gaussian has one variance in all directions: with vectors of unit length a full covariance fits their number
    rather than their meaning.
    """

    means: NDArray[np.float32]
    variances: NDArray[np.float32]
    shares: NDArray[np.float32]

    def memberships(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each cluster for each vector, float32 (n, clusters), rows summing to 1."""
        distances = (
            (vectors * vectors).sum(axis=1, keepdims=True)
            - 2 * vectors @ self.means.T
            + (self.means * self.means).sum(axis=1)
        )
        logs = np.log(self.shares) - 0.5 * vectors.shape[1] * np.log(self.variances) - 0.5 * distances / self.variances
        logs -= logs.max(axis=1, keepdims=True)
        found = np.exp(logs)
        memberships: NDArray[np.float32] = (found / found.sum(axis=1, keepdims=True)).astype(np.float32)
        return memberships


def fit_mixture(vectors: NDArray[np.float32], clusters: int, *, iterations: int, seed: int) -> Mixture:
    """Fit ``clusters`` Gaussians to (n, dimensions), n at least ``clusters``, from k-means++ centres drawn by seed."""
    _, labels = kmeans2(vectors.astype(np.float64), clusters, minit="++", seed=seed, iter=iterations)
    found = np.zeros((len(vectors), clusters), dtype=np.float32)
    found[np.arange(len(vectors)), labels] = 1
    mixture = _maximised(vectors, found)
    for _ in range(iterations):
        mixture = _maximised(vectors, mixture.memberships(vectors))
    return mixture


def _maximised(vectors: NDArray[np.float32], memberships: NDArray[np.float32]) -> Mixture:
    members = memberships.sum(axis=0) + _LEAST_MEMBERS
    means = memberships.T @ vectors / members[:, None]
    squares = memberships.T @ (vectors * vectors) / members[:, None]
    variances = (squares - means * means).mean(axis=1).clip(_LEAST_VARIANCE)
    return Mixture(means.astype(np.float32), variances.astype(np.float32), (members / members.sum()).astype(np.float32))
