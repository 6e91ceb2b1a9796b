"""Verifying a version: its checksums, and how many of the true nearest neighbours its graph finds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from quizgen.errors import ArgumentError
from quizgen.files import replace_text
from quizgen.index.graph import Graph
from quizgen.index.senses import SenseTable
from quizgen.index.settings import IndexSettings
from quizgen.index.version import Manifest
from quizgen.vectors import unit

VERIFIED = "verified.json"
SAMPLE = 200
"""Queries of a verification, unless another number is given."""

_K = 10
_LEVEL = 1e-6
# Queries are senses moved by so much noise (relative to their length): an indexed vector itself is too easy to find.
_NOISE = 0.3


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a version found: recall@10 of its graph, 0 to 1, on ``sample`` queries, at a time (ISO 8601)."""

    recall: float
    sample: int
    at: str

    @classmethod
    def load(cls, folder: Path) -> Verification | None:
        """Return what is kept with a version, or None where it was never verified."""
        try:
            data = json.loads((folder / VERIFIED).read_text(encoding="utf-8"))
            return cls(float(data["recall"]), int(data["sample"]), str(data["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def verify_and_keep(folder: Path, sample: int = SAMPLE) -> Verification:
    """Verify a version as :func:`verify_version` does, and keep with it what was found."""
    recall = verify_version(folder, sample)
    found = Verification(round(recall, 4), sample, datetime.now(UTC).isoformat(timespec="seconds"))
    replace_text(folder / VERIFIED, json.dumps(asdict(found)) + "\n")
    return found


def verify_version(folder: Path, sample: int, seed: int = 0) -> float:
    """Check a version's files and return recall@10, 0 to 1: of the 10 senses nearest by exact search, how many of the
    graph's 10 are among them, on average over ``sample`` queries near indexed senses.

    Raises :class:`IndexVersionError` naming the file that is damaged, :class:`ArgumentError` for a ``sample`` below 1.
    """
    if sample < 1:
        raise ArgumentError(f"sample: expected at least 1 query, got {sample}")
    manifest = Manifest.load(folder)
    manifest.check_files(folder)
    vectors = unit(SenseTable.load(folder).vectors())
    graph = Graph.load(folder, IndexSettings.from_dict(manifest.settings).graph)
    generator = np.random.default_rng(seed)
    rows = generator.integers(len(vectors), size=sample)
    noise = generator.standard_normal((sample, vectors.shape[1])).astype(np.float32)
    queries = unit(vectors[rows] + _NOISE * unit(noise))
    wanted = min(_K, len(vectors))
    found = 0
    for query in queries:
        scores = vectors @ query
        # Senses that borrow their class's vector are level; any of them is as true a neighbour as another.
        bar = np.partition(scores, len(scores) - wanted)[len(scores) - wanted] - _LEVEL
        found += int((scores[graph.neighbours(query, wanted)] >= bar).sum())
    return found / (wanted * sample)
