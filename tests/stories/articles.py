"""The articles that the rules are measured on, all written for these tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from quizgen.article import Article

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """An article with what is expected of it.

    ``kinds``: all of them must be flagged, with ``any_of`` at least one; none for an article that is fit for a game.
    ``barred``: whether no person may be key or distractor.
    """

    name: str
    article: Article
    kinds: tuple[str, ...]
    any_of: bool
    barred: bool

    def is_met_by(self, kinds: set[str]) -> bool:
        """Whether these flagged kinds are what the case expects."""
        if self.any_of:
            return bool(kinds & set(self.kinds))
        return set(self.kinds) <= kinds if self.kinds else not kinds


def cases(name: str) -> list[Case]:
    """Return the cases of a file of this folder."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [
        Case(
            item["name"],
            Article(body=item["body"], title=item["title"], id=item["name"]),
            tuple(item.get("kinds", ())),
            item.get("any_of", False),
            item.get("barred", False),
        )
        for item in table["article"]
    ]
