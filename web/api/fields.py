"""Fields of what travels: strict, so that a mistake is named rather than guessed around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma


class Text(ma.fields.String):
    """Text of at most ``most`` characters that is Unicode: no lone surrogate, which no file could hold, and no NUL."""

    def __init__(self, most: int, *, least: int = 0, **options: Any) -> None:
        super().__init__(validate=ma.validate.Length(min=least or None, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **context: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **context)
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
            raise ma.ValidationError("expected Unicode text without NUL or lone surrogates")
        return text


class Whole(ma.fields.Integer):
    """A whole number from ``least`` to ``most``; 3.0 and "3" are none."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(strict=True, validate=ma.validate.Range(min=least, max=most), **options)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Count(ma.fields.Integer):
    """A whole number from ``least`` to ``most`` in a query string."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(validate=ma.validate.Range(min=least, max=most), **options)


class Flag(ma.fields.Boolean):
    """true or false, nothing that looks like it."""

    truthy = {True}  # noqa: RUF012
    falsy = {False}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **context: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def words(least: int, most: int, **options: Any) -> ma.fields.List[Any]:
    """A list of words."""
    return ma.fields.List(Text(200, least=1), validate=ma.validate.Length(min=least, max=most), **options)
