"""What the rules say of an article: which kind of story it is, and the words that show it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

KINDS = (
    "suicide",
    "sexual_violence",
    "crime",
    "accident",
    "disaster",
    "death",
    "minor",
    "illness",
    "election_campaign",
)
"""The kinds of stories that are no game, the gravest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that made a rule speak.

    ``where``: "title" or "body"; ``start``/``end``: half-open code-point offsets in it; ``text``: the words there;
    ``sentence``: the sentence they stand in, in the title the whole title; ``rule``: the rule's name.
    """

    where: str
    start: int
    end: int
    text: str
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class StoryFlag:
    """A kind of story that an article is.

    ``kind``: one of :data:`KINDS`; ``label_ja``: its name for readers of Japanese; ``evidence``: at least one, the
    weightiest first; ``persons_barred``: whether no person may be key or distractor.
    """

    kind: str
    label_ja: str
    evidence: tuple[Evidence, ...]
    persons_barred: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the flag as JSON-ready values."""
        return asdict(self)

    def describe(self, most: int = 60) -> str:
        """Return kind, label and the weightiest evidence in one line, its sentence cut to ``most`` characters."""
        first = self.evidence[0]
        sentence = " ".join(first.sentence.split())
        at = max(0, min(sentence.find(first.text), len(sentence) - most))
        shown = f"{'…' if at else ''}{sentence[at : at + most]}{'…' if at + most < len(sentence) else ''}"
        where = "title, " if first.where == "title" else ""
        return f"{self.kind} ({self.label_ja}): {first.text!r} in {where}「{shown}」"


def persons_barred(flags: tuple[StoryFlag, ...]) -> bool:
    """Whether in an article with these flags no person may be key or distractor."""
    return any(flag.persons_barred for flag in flags)
