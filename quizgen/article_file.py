"""An article as a file: plain text, or a JSON object in the form of the contract."""

from __future__ import annotations

import json

from quizgen.article import Article
from quizgen.errors import InputError


def article_of_text(text: str, name: str) -> Article:
    """Return the article that a file's text holds: a JSON object where it begins with a brace, else the body.

    ``name``: of the file, for messages; one that ends in ".json" must hold JSON. Raises :class:`InputError`.
    """
    if not text.lstrip().startswith("{"):
        if name.lower().endswith(".json"):
            raise InputError(f"{name}: expected a JSON object with a body; name a text file .txt")
        return _plain(text, name)
    try:
        return Article.from_dict(json.loads(text))
    except json.JSONDecodeError as error:
        if name.lower().endswith(".json"):
            raise InputError(
                f"{name}: broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
            ) from error
        return _plain(text, name)  # a text that happens to begin with a brace
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{name}: unusable JSON: nested too deeply, or a number too long; check the file") from error


def _plain(text: str, name: str) -> Article:
    try:
        return Article(body=text.removesuffix("\n"))
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
