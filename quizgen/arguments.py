"""Reading the arguments that the Python calls share: the key's place, options with their shortcuts, counts, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quizgen.errors import ArgumentError
from quizgen.options import QuizOptions
from quizgen.reading import Place, Reading


def place_of_key(reading: Reading, keyword: str | None, start: int | None, end: int | None) -> Place:
    """Return where the key stands: at the first occurrence of ``keyword``, or between two offsets of the body.

    Raises :class:`ArgumentError` or :class:`KeywordNotFound`.
    """
    if keyword is not None and (start is not None or end is not None):
        raise ArgumentError("keyword, start, end: expected a keyword or its offsets, got both; leave one out")
    if keyword is not None:
        if not isinstance(keyword, str) or not keyword.strip():
            raise ArgumentError(f"keyword: expected a word of the article, got {keyword!r}")
        return reading.place_of(keyword)
    if start is None or end is None:
        raise ArgumentError("keyword: expected a word of the article, or start and end, got neither; name the key")
    return reading.place_at(start, end)


def with_shortcuts(options: QuizOptions | None, **shortcuts: Any) -> QuizOptions:
    """Return the options, each shortcut that is not None in the place of what they say."""
    return (options or QuizOptions()).with_(**shortcuts)


def require_count(name: str, value: object, most: int) -> None:
    """Raise :class:`ArgumentError` for what is no whole number from 1 to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ArgumentError(f"{name}: expected a whole number from 1 to {most}, got {value!r}")


def list_of_words(name: str, words: Iterable[str]) -> list[str]:
    """Return words as a list. Raises :class:`ArgumentError` for a single string or what is no word."""
    if isinstance(words, str):
        raise ArgumentError(f"{name}: expected a list of words, got the single string {words!r}; put it in a list")
    found = list(words)
    for word in found:
        if not isinstance(word, str) or not word.strip():
            raise ArgumentError(f"{name}: expected words as strings, got {word!r}")
    return found
