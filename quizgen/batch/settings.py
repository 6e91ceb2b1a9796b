"""What a batch makes, and the rules of the day by which it keeps quizzes or leaves them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from quizgen.errors import ArgumentError
from quizgen.options import QuizOptions

# So many are proposed beyond those wanted, for the selection to choose others where a key was asked already.
_SPARE = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold over the articles of a run.

    ``per_article``: most quizzes of one article. ``per_day``: most quizzes of one day, None for no bound; each
    article's first quiz comes before any article's second. ``days``: for so many days a key is not asked again, nor
    the same distractors offered; 0: on the same day only. ``min_score``: 0 to 1, no distractor of a quiz is worse.
    ``sections``: only articles of these, all where empty; ``skip_sections``: none of these. ``since``/``until``: only
    articles of these dates (inclusive). ``by_article_date``: every article belongs to the day of its own date instead
    of the run's, as in a run over an archive. Raises :class:`ArgumentError`.
    """

    per_article: int = 3
    per_day: int | None = None
    days: int = 14
    min_score: float = 0.58
    sections: tuple[str, ...] = ()
    skip_sections: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    by_article_date: bool = False

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("per_article", self.per_article, 1, 50),
            ("per_day", self.per_day, 1, 1_000_000),
            ("days", self.days, 0, 3650),
            ("min_score", self.min_score, 0, 1),
        ):
            if value is not None and not low <= value <= high:
                raise ArgumentError(f"{name}: expected {low} to {high}, got {value}")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ArgumentError(f"since: expected a date no later than until ({self.until}), got {self.since}")

    @property
    def wanted(self) -> int:
        """How many keys are proposed for each article."""
        return self.per_article + _SPARE

    def to_dict(self) -> dict[str, Any]:
        """Return the rules as JSON-ready values."""
        data = asdict(self)
        for name in ("since", "until"):
            data[name] = data[name].isoformat() if data[name] is not None else None
        return {**data, "sections": list(self.sections), "skip_sections": list(self.skip_sections)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rules:
        """Read what :meth:`to_dict` wrote. Raises :class:`KeyError`, :class:`TypeError` or :class:`ValueError`."""
        values = {field.name: data[field.name] for field in fields(cls)}
        for name in ("sections", "skip_sections"):
            values[name] = tuple(values[name])
        for name in ("since", "until"):
            values[name] = date.fromisoformat(values[name]) if values[name] is not None else None
        return cls(**values)


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """What a run makes: quizzes of the ``day`` by ``options`` and ``rules``, written in ``format``.

    ``options`` are those of every article; their history is what the run's own history adds to.
    """

    day: date
    rules: Rules = field(default_factory=Rules)
    options: QuizOptions = field(default_factory=QuizOptions)
    format: str = "jsonl"

    def with_history(self, words: tuple[str, ...]) -> QuizOptions:
        """Return the options with words offered lately, each once."""
        return replace(self.options, history=tuple(dict.fromkeys((*self.options.history, *words))))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON-ready values."""
        options = {**self.options.to_dict(), "exclude": list(self.options.exclude)}
        options["history"] = list(self.options.history)
        return {"day": self.day.isoformat(), "format": self.format, "rules": self.rules.to_dict(), "options": options}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> BatchSettings:
        """Read what :meth:`to_dict` wrote. Raises :class:`KeyError`, :class:`TypeError` or :class:`ValueError`."""
        day, rules = date.fromisoformat(data["day"]), Rules.from_dict(data["rules"])
        return cls(day, rules, QuizOptions(**data["options"]), str(data["format"]))
