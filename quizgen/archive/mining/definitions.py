"""What an encyclopedia article says its title is: the head noun of its first sentence, mapped to a category."""

from __future__ import annotations

import re
from pathlib import Path


def _read_heads() -> dict[str, str]:
    """Read the head nouns of definitions: a line a category, the nouns separated by spaces."""
    table = Path(__file__).with_name("definition_heads.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines())
    return {head: category for category, heads in pairs for head in heads.split()}


_CATEGORY_OF = _read_heads()
_LONGEST = max(map(len, _CATEGORY_OF))

_PARENTHESES = re.compile(r"[（(][^（）()]*[）)]")
# Dates of birth and death in the brackets behind the name.
_LIFETIME = re.compile(r"^[^。は]{1,40}[（(][^は。]*(?:[0-9]{3,4}年[^。は]* ?[-‐–—〜~] ?|生没年)")
_FOUNDED = re.compile("設立|創立|創業|開業|開設|解散|廃止|閉鎖|発足|創刊")
_COPULA = re.compile(r"(?:である|であった|であり|であって|だった|です|で、|だ|を指す|のこと)?。?$")
_TAIL = re.compile(r"(?:の一つ|のひとつ|の1つ|の一人|の名称|の名|の呼称|の通称|の一種|の1種|など|の総称)$")
_DISAMBIGUATION = re.compile(r"[ _]*[（(][^（）()]*[）)]$")


def clean_title(title: str) -> str:
    """Return a title without what tells it from its namesakes: ``若宮八幡宮 (京都市東山区)`` names 若宮八幡宮."""
    return _DISAMBIGUATION.sub("", title).replace("_", " ").strip()


def category_of_definition(first_sentence: str) -> str | None:
    """Return the category that a defining sentence (…は、…の鉄道駅である。) gives its subject, or None."""
    if _LIFETIME.search(first_sentence) and not _FOUNDED.search(first_sentence.partition("は")[0]):
        return "person"
    sentence = first_sentence
    while (shorter := _PARENTHESES.sub("", sentence)) != sentence:
        sentence = shorter
    _, separator, phrase = sentence.partition("は")
    if not separator:
        return None
    phrase = _COPULA.sub("", phrase.split("。")[0].strip("、 "))
    phrase = _TAIL.sub("", _COPULA.sub("", phrase))
    for length in range(min(_LONGEST, len(phrase)), 0, -1):
        category = _CATEGORY_OF.get(phrase[-length:])
        if category is not None:
            return category
    return None
