"""The settings of an index: how its graph is built and searched, and what each channel weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quizgen.errors import IndexVersionError

# Up to this many senses, exact search costs a few milliseconds and gives the same answer on every machine.
EXACT_UP_TO = 100_000
# What to do with a version that an older release made. Building starts from a version that loads: rolling back ends at
# one that quizgen shipped, which is replaced by today's.
REMAKE = "run quizgen index rollback, then quizgen index build with the archive"


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """HNSW (Malkov and Yashunin 2018). ``m``: links a node; ``ef_construction``, ``ef_search``: breadth of the search
    while building and asking (larger: better recall, slower)."""

    m: int = 16
    ef_construction: int = 200
    ef_search: int = 400


# A key that is a name with probability p is weighed as one by the share p to this power: with the weights of names an
# ordinary word fares worse than a name does with those of words.
_DOUBT = 4


def _retrieval() -> dict[str, float]:
    return {"static": 1.0, "context": 1.0, "slot": 0.5, "topic": 0.7}


def _names() -> dict[str, float]:
    return {
        "static": 1.2, "context": 2.0, "slot": 0.2, "topic": 1.0, "class": 10.0, "type": 8.0, "familiarity": 0.8,
        "characters": 0.2, "ending": 0.0, "beginning": 0.0, "length": 0.2, "script": 0.4,
    }  # fmt: skip


def _words() -> dict[str, float]:
    return {
        "static": 3.497, "context": 1.532, "slot": 0.0, "topic": 1.003, "class": 1.185, "type": 0.713,
        "familiarity": 0.69, "characters": 1.489, "ending": 1.011, "beginning": 0.81, "length": 0.61,
        "script": 0.6,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What each feature weighs, at least 0, for keys that are names and for other words.

    A company is told from a city by its kind, an ordinary word's fellows by their vectors and their spelling. A key
    that may be either has a mean of both. What the weights of a set sum to says how sure it is of its order, and so how
    loud it is in that mean.
    """

    names: Mapping[str, float] = field(default_factory=_names)
    words: Mapping[str, float] = field(default_factory=_words)

    def for_key(self, name: float) -> dict[str, float]:
        """Return the weights, summing to 1, for a key that is a name with probability ``name``."""
        share = name**_DOUBT
        mixed = {
            feature: share * self.names.get(feature, 0.0) + (1 - share) * self.words.get(feature, 0.0)
            for feature in sorted({*self.names, *self.words})
        }
        total = sum(mixed.values()) or 1.0
        return {feature: weight / total for feature, weight in mixed.items()}


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Everything about an index that is not data. Weights multiply the query only, so new ones need no rebuild.

    ``retrieval``: weight of each channel in finding candidates; ``ranking``: of each channel and feature in
    ordering them. All at least 0.
    """

    graph: GraphSettings = GraphSettings()
    retrieval: Mapping[str, float] = field(default_factory=_retrieval)
    ranking: RankingWeights = field(default_factory=RankingWeights)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON-ready values."""
        return {
            "graph": asdict(self.graph),
            "retrieval": dict(self.retrieval),
            "ranking": {"names": dict(self.ranking.names), "words": dict(self.ranking.words)},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> IndexSettings:
        """Read what :meth:`to_dict` wrote. Raises :class:`IndexVersionError` naming what is off."""
        try:
            ranking = data["ranking"]
            if "names" not in ranking and "words" not in ranking:  # one set, as releases before this one wrote
                raise IndexVersionError(
                    "index settings: expected ranking weights for names and for words, got one set "
                    f"({', '.join(map(str, ranking)) or 'empty'}), as an older release wrote it; {REMAKE}"
                )
            return cls(
                GraphSettings(**{name: int(value) for name, value in data["graph"].items()}),
                _weights(data["retrieval"]),
                RankingWeights(_weights(ranking["names"]), _weights(ranking["words"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise IndexVersionError(f"index settings: unusable ({error}); roll back or rebuild") from error


def _weights(data: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in data.items()}
