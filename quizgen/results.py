"""What callers get back: keywords, candidates, ranked words and quizzes, all frozen and JSON-ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SCHEMA = 1
BLANK = "［　　］"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of the article worth asking about.

    ``start``/``end``: half-open code-point offsets of its first occurrence in the body. ``category``: its lexicon
    category, or "number". ``score``: 0 to 1, higher is more worth asking about.
    """

    surface: str
    start: int
    end: int
    category: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """Return the keyword as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """Where a sense was seen. ``sentence`` is None when the archive's text is not kept with the index."""

    source: str
    title: str | None = None
    date: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible distractor.

    ``score``: 0 to 1, higher is better. ``channels``: cosine per channel (-1 to 1), higher is nearer to the key;
    a channel that is missing on either side is absent. ``warnings``: why an editor should look twice.
    """

    surface: str
    reading: str
    entry_id: str
    category: str
    score: float
    channels: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    exemplar: Exemplar | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RankedWord:
    """One word of a pool that the caller gave to ``rank``.

    ``score``: 0 to 1, higher is better. ``reason``: None for a suitable word, else why it must not be offered;
    unsuitable words stand last.
    """

    surface: str
    score: float
    reason: str | None = None
    category: str | None = None
    entry_id: str | None = None
    channels: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the ranked word as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong choice as it stands in a quiz; ``score`` 0 to 1, higher is better."""

    surface: str
    reading: str
    entry_id: str
    category: str
    score: float
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, candidate: Candidate) -> Distractor:
        """Keep of a candidate what the quiz contract holds."""
        return cls(
            candidate.surface,
            candidate.reading,
            candidate.entry_id,
            candidate.category,
            candidate.score,
            candidate.warnings,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quiz comes from; ``sha256`` is of the body's UTF-8 bytes."""

    title: str | None
    url: str | None
    date: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A four-choice quiz in the JSON form of the contract.

    ``blanks``: half-open offsets of each blank in ``stem``; ``span``: of the key in the article's body;
    ``answer``: position of the key in ``choices``, from 0; ``dropped``: how many candidates each rule removed;
    ``stories``: the kinds of story that is no game which the article was taken for, mostly none. ``ruby``: readings in
    hiragana of the choices that need one, by choice; ``style``: names the house style, "" for the default one. The
    JSON holds these two only where there is something in them.
    """

    id: str
    article_id: str
    stem: str
    blanks: tuple[tuple[int, int], ...]
    key: str
    choices: tuple[str, ...]
    answer: int
    distractors: tuple[Distractor, ...]
    sentence: str
    span: tuple[int, int]
    explanation: str
    source: Source
    difficulty: str
    dropped: Mapping[str, int]
    seed: int
    model: str
    index: str
    stories: tuple[str, ...] = ()
    ruby: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    schema: int = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """Return the quiz as JSON-ready values, ``schema`` first."""
        data = asdict(self)
        for name in ("ruby", "style"):
            if not data[name]:
                del data[name]
        return {"schema": data.pop("schema"), **data}
