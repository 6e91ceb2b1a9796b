"""What every database takes as text."""

from __future__ import annotations

from collections.abc import Iterator


def is_storable(text: str) -> bool:
    """Whether a database can hold a text, or look for it: without NUL and lone surrogates."""
    return next(unstorable(text), None) is None


def unstorable(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and character of what no database takes; neither stands in a text that was decoded rightly."""
    for position, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            yield position, character
