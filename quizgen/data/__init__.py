"""Data that ships inside the package: how to find a file of it, and the sample articles.

The samples were written for this project, in the style of newspaper articles. They serve demonstrations and tests:
many of the games, plans and figures in them are made up, so nothing in them is to be taken for news.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from quizgen.article import Article


@dataclass(frozen=True, slots=True)
class SamplePair:
    """Two sample articles that use one keyword in two senses.

    ``first``/``second``: ids of the articles; ``first_sense``/``second_sense``: the class that the keyword has there,
    as "kind/field" ("company/telecom", "team/baseball").
    """

    keyword: str
    first: str
    second: str
    first_sense: str
    second_sense: str


def data_path(*parts: str) -> Path:
    """Return the path of a bundled file or folder, named by its parts below this package.

    The path is a real one, since the package is never installed zipped; whether something lies there is not checked.
    """
    return Path(str(files(__name__))).joinpath(*parts)


def sample_articles() -> list[Article]:
    """Return the bundled sample articles in the order of their ids; each has an id, title, date and section."""
    text = data_path("samples", "articles.jsonl").read_text(encoding="utf-8")
    return [Article.from_dict(json.loads(line)) for line in text.split("\n") if line]


def sample_pairs() -> list[SamplePair]:
    """Return the pairs of sample articles whose keyword changes its sense from one to the other."""
    text = data_path("samples", "pairs.json").read_text(encoding="utf-8")
    return [SamplePair(**pair) for pair in json.loads(text)]
