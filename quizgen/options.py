"""What to make: the options that every call accepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from quizgen.errors import ArgumentError

DIFFICULTIES = ("easy", "normal", "hard")


@dataclass(frozen=True, slots=True)
class QuizOptions:
    """How a quiz is made. Frozen: use :meth:`with_` for a changed copy.

    ``n_choices``: choices in all, the key included, 2 to 10. ``difficulty``: one of :data:`DIFFICULTIES`; harder
    takes distractors nearer to the key. ``exclude``: surfaces never to offer. ``history``: surfaces offered lately,
    ranked lower but not excluded. ``seed``: a non-negative integer that fixes every draw.
    Raises :class:`ArgumentError` naming the option.
    """

    n_choices: int = 4
    difficulty: str = "normal"
    exclude: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        _require_whole("n_choices", self.n_choices, 2, 10)
        _require_whole("seed", self.seed, 0, 2**63 - 1)
        if self.difficulty not in DIFFICULTIES:
            raise ArgumentError(f"difficulty: expected one of {', '.join(DIFFICULTIES)}, got {self.difficulty!r}")
        object.__setattr__(self, "exclude", _surfaces("exclude", self.exclude))
        object.__setattr__(self, "history", _surfaces("history", self.history))

    @property
    def n_distractors(self) -> int:
        """How many wrong choices a quiz needs."""
        return self.n_choices - 1

    def with_(self, **changes: Any) -> QuizOptions:
        """Return a copy with the named options changed; None leaves an option as it is."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """Return the options as JSON-ready values."""
        return asdict(self)


def _require_whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ArgumentError(f"{name}: expected a whole number from {low} to {high}, got {value!r}")


def _surfaces(name: str, value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ArgumentError(f"{name}: expected a list of words, got the single string {value!r}; put it in a list")
    if not isinstance(value, Iterable):
        raise ArgumentError(f"{name}: expected a list of words, got {type(value).__name__}")
    words = tuple(value)
    for word in words:
        if not isinstance(word, str):
            raise ArgumentError(f"{name}: expected words as strings, got {type(word).__name__}")
    return words
