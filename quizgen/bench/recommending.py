"""Which search to take at a size: what the measurements say for a target recall and a bound on the waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizgen.bench.index import Measured

# These give the true neighbours, the same ones on every machine, and need no build.
EXACT = ("exact", "exact-partitioned", "nmslib-brute")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to take at a ``size``; ``row`` is None where nothing measured reaches the target. ``why``: one line."""

    size: int
    row: Measured | None
    why: str


def recommend(rows: Iterable[Measured], target: float, budget_ms: float) -> list[Recommendation]:
    """Return what to take at each size, ascending.

    Exact search where its 99th percentile is within ``budget_ms``: it gives the same answers everywhere. Else, of what
    reaches the target recall@10 (0 to 1), the search with the lowest 99th percentile. Percentiles are of processor
    time.
    """
    listed = list(rows)
    return [
        _at(size, [row for row in listed if row.size == size], target, budget_ms)
        for size in sorted({row.size for row in listed})
    ]


def _at(size: int, rows: list[Measured], target: float, budget_ms: float) -> Recommendation:
    exact = [row for row in rows if row.search in EXACT and row.cpu_p99_ms <= budget_ms]
    if exact:
        best = min(exact, key=lambda row: row.cpu_p99_ms)
        return Recommendation(size, best, f"exact within {budget_ms:g} ms: true neighbours, nothing to build")
    reaching = [row for row in rows if row.recall >= target]
    if not reaching:
        return Recommendation(size, None, f"nothing measured reaches recall@10 {target:g}: search farther")
    best = min(reaching, key=lambda row: row.cpu_p99_ms)
    late = "" if best.cpu_p99_ms <= budget_ms else f", though not within {budget_ms:g} ms"
    return Recommendation(size, best, f"the quickest at recall@10 {target:g} or more{late}")
