"""A line of the table: one measure on one set of items, for quizgen, for word vectors alone, and for chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import InputError
from quizgen.evaluation.bootstrap import Difference, paired_difference
from quizgen.evaluation.sampling import number

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Values:
    """One item's value of a measure, 0 to 1, for each of the three."""

    quizgen: float
    vectors: float
    chance: float


@dataclass(frozen=True, slots=True)
class Item:
    """What was measured on one item. ``id``: the same in every run on the same data; ``cluster``: the article, or what
    else makes items depend on each other; ``values``: by measure; ``problem``: why quizgen had no answer, which counts
    as 0, else None."""

    id: str
    cluster: str
    values: dict[str, Values]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """``name`` of the set and ``measure``; ``setting``: a hash of what all items share, such as the pool of words;
    ``lower_is_better``: the direction. ``quizgen``, ``vectors``, ``chance``: float64 (n,), one value an item."""

    name: str
    measure: str
    setting: str
    lower_is_better: bool
    ids: tuple[str, ...]
    clusters: tuple[str, ...]
    quizgen: NDArray[np.float64]
    vectors: NDArray[np.float64]
    chance: NDArray[np.float64]

    def over_vectors(self, seed: int) -> Difference:
        """Return quizgen's lead over word vectors alone (below 0 where lower is better and quizgen is better)."""
        return paired_difference(self.quizgen, self.vectors, self.clusters, self._seed(seed))

    def over_chance(self, seed: int) -> Difference:
        """Return quizgen's lead over chance."""
        return paired_difference(self.quizgen, self.chance, self.clusters, self._seed(seed))

    def over(self, other: Line, seed: int) -> tuple[int, Difference] | None:
        """Return how many items another system's line has in common with this one, and the lead over it on those.

        None where there is none in common, or what the items share differs.
        """
        if (self.name, self.measure, self.setting) != (other.name, other.measure, other.setting):
            return None
        row_of = {identity: row for row, identity in enumerate(other.ids)}
        common = [(row, row_of[identity]) for row, identity in enumerate(self.ids) if identity in row_of]
        if not common:
            return None
        mine, theirs = np.array(common).T
        clusters = [self.clusters[row] for row in mine]
        lead = paired_difference(self.quizgen[mine], other.quizgen[theirs], clusters, self._seed(seed))
        return len(common), lead

    def summary(self, seed: int) -> dict[str, Any]:
        """Return means and differences as JSON-ready values."""
        return {
            "name": self.name,
            "measure": self.measure,
            "better": "lower" if self.lower_is_better else "higher",
            "setting": self.setting,
            "n": len(self.ids),
            "quizgen": _rounded(self.quizgen.mean()),
            "word_vectors": _rounded(self.vectors.mean()),
            "chance": _rounded(self.chance.mean()),
            "over_word_vectors": rounded_difference(self.over_vectors(seed)),
            "over_chance": rounded_difference(self.over_chance(seed)),
        }

    def to_dict(self, seed: int) -> dict[str, Any]:
        """Return the summary and every item's values as JSON-ready values."""
        items = {
            "ids": list(self.ids),
            "clusters": list(self.clusters),
            "quizgen": [_rounded(value) for value in self.quizgen],
            "word_vectors": [_rounded(value) for value in self.vectors],
            "chance": [_rounded(value) for value in self.chance],
        }
        return {**self.summary(seed), "items": items}

    @classmethod
    def from_dict(cls, data: Any) -> Line:
        """Read what :meth:`to_dict` gave. Raises :class:`InputError` for anything else."""
        try:
            items = data["items"]
            ids, clusters = tuple(map(str, items["ids"])), tuple(map(str, items["clusters"]))
            values = [np.array(items[field], dtype=np.float64) for field in ("quizgen", "word_vectors", "chance")]
            name, measure, setting = (str(data[field]) for field in ("name", "measure", "setting"))
            lower = data["better"] == "lower"
        except (LookupError, TypeError, ValueError) as error:
            raise InputError(f"expected a line with its items, got one without {error}") from error
        if {len(ids), len(clusters), *map(len, values)} != {len(ids)}:
            raise InputError(f"line {name}, {measure}: its items and their values differ in number")
        return cls(name, measure, setting, lower, ids, clusters, *values)

    def _seed(self, seed: int) -> int:
        # Its own for each line, so that a line's interval does not depend on which others are asked for.
        return number(str(seed), self.name, self.measure)


def make_lines(name: str, items: Sequence[Item], setting: str, lower: frozenset[str] = frozenset()) -> list[Line]:
    """Return one line for each measure that the items have, in the order of the first item's measures.

    ``lower``: the measures of which less is better. No items give no line.
    """
    ids, clusters = tuple(item.id for item in items), tuple(item.cluster for item in items)
    lines = []
    for measure in items[0].values if items else ():
        values = [item.values[measure] for item in items]
        columns = np.array([(value.quizgen, value.vectors, value.chance) for value in values], dtype=np.float64).T
        lines.append(Line(name, measure, setting, measure in lower, ids, clusters, *columns))
    return lines


def rounded_difference(difference: Difference) -> list[float]:
    """Return mean, low and high as JSON-ready values."""
    return [_rounded(value) for value in difference]


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0
