"""What a run found: its lines with what was measured, kept in a file, and compared with what another run found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from quizgen.errors import InputError
from quizgen.evaluation.bootstrap import Difference
from quizgen.evaluation.lines import Line
from quizgen.files import replace_text

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``system``: the program and its version; ``identities``: of model, index and their parts; ``seed``: of the draws
    and the intervals."""

    system: str
    identities: dict[str, str]
    seed: int
    lines: tuple[Line, ...]

    def summary(self) -> dict[str, Any]:
        """Return what the table shows as JSON-ready values."""
        return {**self._head(), "lines": [line.summary(self.seed) for line in self.lines]}

    def to_dict(self) -> dict[str, Any]:
        """Return everything, every item's values included, as JSON-ready values."""
        return {**self._head(), "lines": [line.to_dict(self.seed) for line in self.lines]}

    def save(self, path: Path) -> None:
        """Write a JSON file in one step; the same evaluation gives the same bytes."""
        replace_text(path, json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> Evaluation:
        """Read what :meth:`save` wrote. Raises :class:`InputError` for anything else."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"{path}: cannot be read: {reason}; give a file that --output wrote") from error
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise InputError(f"{path}: expected an evaluation of schema {SCHEMA}; give a file that --output wrote")
        try:
            lines = tuple(Line.from_dict(line) for line in data["lines"])
            identities = {str(name): str(value) for name, value in data["identities"].items()}
            return cls(str(data["system"]), identities, int(data["seed"]), lines)
        except (LookupError, TypeError, ValueError, AttributeError, InputError) as error:
            raise InputError(f"{path}: damaged: {error}; write it again with --output") from error

    def against(self, other: Evaluation) -> list[tuple[int, Difference] | None]:
        """Return, for each line, the number of items in common with another evaluation and the lead over it on those.

        None where the other has no such line, none of its items, or measured it on other data.
        """
        found = {(line.name, line.measure): line for line in other.lines}
        pairs = ((line, found.get((line.name, line.measure))) for line in self.lines)
        return [None if their is None else line.over(their, self.seed) for line, their in pairs]

    def _head(self) -> dict[str, Any]:
        return {"schema": SCHEMA, "system": self.system, "identities": self.identities, "seed": self.seed}


def system_name() -> str:
    """Return the program and its version."""
    return f"quizgen {metadata.version('quizgen')}"
