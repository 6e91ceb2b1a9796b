"""The settings of an index: how its graph is built and searched, and what each channel weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quizgen.errors import IndexVersionError

# Up to this many senses, exact search costs a few milliseconds and gives the same answer on every machine.
EXACT_UP_TO = 100_000


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """HNSW (Malkov and Yashunin 2018). ``m``: links a node; ``ef_construction``, ``ef_search``: breadth of the search
    while building and asking (larger: better recall, slower)."""

    m: int = 16
    ef_construction: int = 200
    ef_search: int = 400


def _retrieval() -> dict[str, float]:
    return {"static": 1.0, "context": 1.0, "slot": 0.5, "topic": 0.7}


def _ranking() -> dict[str, float]:
    return {"static": 0.8, "context": 0.6, "slot": 0.5, "topic": 0.6, "class": 2.5, "familiarity": 0.8}


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Everything about an index that is not data. Weights multiply the query only, so new ones need no rebuild.

    ``retrieval``: weight of each channel in finding candidates; ``ranking``: weight of each channel and feature in
    ordering them. Both at least 0.
    """

    graph: GraphSettings = GraphSettings()
    retrieval: Mapping[str, float] = field(default_factory=_retrieval)
    ranking: Mapping[str, float] = field(default_factory=_ranking)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON-ready values."""
        return {"graph": asdict(self.graph), "retrieval": dict(self.retrieval), "ranking": dict(self.ranking)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> IndexSettings:
        """Read what :meth:`to_dict` wrote. Raises :class:`IndexVersionError` naming what is off."""
        try:
            return cls(
                GraphSettings(**{name: int(value) for name, value in data["graph"].items()}),
                {name: float(value) for name, value in data["retrieval"].items()},
                {name: float(value) for name, value in data["ranking"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise IndexVersionError(f"index settings: unusable ({error}); roll back or rebuild") from error
