"""What a check found: what kind of fault, how grave, and where in the quiz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is: a blocking one stands against approval until it is set aside with a reason."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a quiz.

    ``kind``: one of :data:`KINDS`. ``place``: "stem", "choices/2" (from 0), "explanation" or "quiz". ``message``: the
    key of a one-line message, of which ``values`` fills the gaps; :func:`quizgen.desk.messages.describe` writes it.
    """

    kind: str
    severity: Severity
    place: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blocking(self) -> bool:
        """Whether it stands against approval."""
        return self.severity is Severity.BLOCKING

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-ready values."""
        return {
            "kind": self.kind,
            "severity": str(self.severity),
            "place": self.place,
            "message": self.message,
            "values": dict(self.values),
        }


KINDS = (
    "empty_part",
    "alike",
    "also_correct",
    "stands_out",
    "given_away",
    "forbidden_word",
    "story",
    "article_changed",
)
"""The kinds of fault, those first that an editor mends first."""


def choice_place(position: int) -> str:
    """Name the place of a choice, counted from 0."""
    return f"choices/{position}"
