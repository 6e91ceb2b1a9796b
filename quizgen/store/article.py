"""An article as it comes to the store and as the store keeps it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from quizgen.store.texts import unstorable

KINDS = ("archive", "desk")
"""Where an article came from: the newsroom's archive, or an editor's desk."""

_TEXTS = ("body", "title", "id", "date", "section", "url")


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to keep; its fields are those of :class:`quizgen.Article`.

    ``id``: None takes one made from the body. ``kind``: one of :data:`KINDS`. ``place``: where it was read
    ("archive.jsonl, line 3"), for messages only.
    """

    body: str
    title: str | None = None
    id: str | None = None
    date: str | None = None
    section: str | None = None
    url: str | None = None
    kind: str = "archive"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(NewArticle):
    """An article of the store; ``id`` is never None here.

    ``sha256``: of the body's UTF-8 bytes, in hexadecimal. ``created_at``: when it first came; ``updated_at``: when its
    present text did; both in UTC.
    """

    sha256: str
    created_at: datetime
    updated_at: datetime

    def to_dict(self) -> dict[str, Any]:
        """Return the article as JSON-ready values."""
        data = asdict(self)
        del data["place"]
        data["created_at"] = self.created_at.isoformat()
        data["updated_at"] = self.updated_at.isoformat()
        return data


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What an article said before it came again with another text; ``until``: when that was, in UTC."""

    title: str | None
    body: str
    sha256: str
    until: datetime


def check_article(new: NewArticle) -> tuple[NewArticle, list[str]]:
    """Return the article with an id, and what is wrong with it: unless that is nothing, it is unusable."""
    problems = list(_problems(new))
    if problems or new.id:
        return new, problems
    return replace(new, id=f"sha256:{body_sha256(new.body)[:16]}"), []


def body_sha256(body: str) -> str:
    """Return SHA-256 of a body's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def search_form(text: str) -> str:
    """Return the form in which texts are searched: NFKC, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def _problems(new: NewArticle) -> Iterator[str]:
    for name in _TEXTS:
        value = getattr(new, name)
        if value is None and name != "body":
            continue
        if not isinstance(value, str):
            yield f"{name}: expected text, got {type(value).__name__}"
            continue
        for position, character in islice(unstorable(value), 1):
            yield f"{name}: character U+{ord(character):04X} at {position}; decode the source again or remove it"
    if isinstance(new.body, str) and not new.body.strip():
        yield "body: expected text, got nothing but white space"
    if new.kind not in KINDS:
        yield f"kind: expected {' or '.join(KINDS)}, got {new.kind!r}"
