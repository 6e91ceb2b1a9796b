"""Evidence for the categories of surfaces: labelled entities and encyclopedia titles."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from quizgen.archive.mining.definitions import category_of_definition, clean_title
from quizgen.archive.splits import is_fit
from quizgen.archive.tokenised import TokenisedArticle
from quizgen.text import normalise

# What an entity type of the set (stockmarkteam/ner-wikipedia-dataset) may be in our categories.
CATEGORIES_OF_TYPE: dict[str, tuple[str, ...]] = {
    "人名": ("person",),
    "地名": ("place",),
    "施設名": ("facility",),
    "イベント名": ("event",),
    "政治的組織名": ("organization",),
    "その他の組織名": ("organization", "team"),
    "法人名": ("company", "organization"),
    "製品名": ("product", "work", "term"),
}


def entity_categories(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the categories that each entity name of the fit half may have."""
    types: dict[str, set[str]] = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            sentence = json.loads(line)
            if is_fit(sentence["curid"]):
                for entity in sentence["entities"]:
                    types[normalise(entity["name"]).text].add(entity["type"])
    # A name of two types is left to the classifier within the union of both.
    return {
        name: tuple(dict.fromkeys(category for kind in sorted(kinds) for category in CATEGORIES_OF_TYPE[kind]))
        for name, kinds in types.items()
    }


def title_categories(articles: Iterable[TokenisedArticle]) -> dict[str, str | None]:
    """Return each encyclopedia title with the category its first sentence defines, None where it says none."""
    found: dict[str, str | None] = {}
    for article in articles:
        if not article.title or len(article.sentences) < 2:
            continue
        title = normalise(clean_title(article.title)).text
        if found.get(title) is None:
            last = int(article.ends[article.sentences[1] - 1])
            found[title] = category_of_definition(article.text[:last])
    return found
