"""The article: what a quiz is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from quizgen.errors import InputError


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. Only ``body`` is required; offsets everywhere count its Unicode code points.

    ``date`` is an ISO 8601 date ("2026-11-23"; a time may follow), ``section`` the desk it belongs to.
    Raises :class:`InputError` for an empty body, a lone surrogate, or a field that is not text.
    """

    body: str
    title: str | None = None
    id: str | None = None
    date: str | None = None
    section: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None and field.name != "body":
                continue
            if not isinstance(value, str):
                raise InputError(f"article {field.name}: expected text, got {type(value).__name__}; pass a string")
            _refuse_surrogates(field.name, value)
        if not self.body.strip():
            raise InputError("article body: expected text, got nothing but white space; pass the article's text")

    @property
    def sha256(self) -> str:
        """SHA-256 of the body's UTF-8 bytes, in hexadecimal."""
        return hashlib.sha256(self.body.encode("utf-8")).hexdigest()

    @property
    def year(self) -> int | None:
        """The year of its date, None where it has none."""
        return int(self.date[:4]) if self.date and self.date[:4].isdecimal() else None

    @property
    def identity(self) -> str:
        """The article's id, or one derived from its body where it has none."""
        return self.id if self.id is not None else f"sha256:{self.sha256[:16]}"

    def to_dict(self) -> dict[str, Any]:
        """Return the article in the JSON form of the contract, absent fields included as None."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """Read the JSON form. Unknown fields are ignored; a number as id is taken as its digits.

        Raises :class:`InputError` when ``body`` is missing or a field has the wrong type.
        """
        if not isinstance(data, Mapping):
            raise InputError(f"article: expected a JSON object with a body, got {type(data).__name__}")
        if "body" not in data:
            raise InputError('article: expected a field "body", found ' + (", ".join(map(str, data)) or "no field"))
        values: dict[str, Any] = {field.name: data.get(field.name) for field in fields(cls)}
        if isinstance(values["id"], int) and not isinstance(values["id"], bool):
            values["id"] = str(values["id"])
        return cls(**values)


def as_article(article: str | Article) -> Article:
    """Take what the Python contract accepts as an article: a body, or an :class:`Article`."""
    if isinstance(article, Article):
        return article
    if isinstance(article, str):
        return Article(body=article)
    raise InputError(f"article: expected a string or an Article, got {type(article).__name__}")


def _refuse_surrogates(name: str, text: str) -> None:
    for position, character in enumerate(text):
        if "\ud800" <= character <= "\udfff":
            raise InputError(
                f"article {name}: lone surrogate U+{ord(character):04X} at character {position}; "
                "it is no Unicode text and cannot be written as UTF-8, decode the source again or remove it"
            )
