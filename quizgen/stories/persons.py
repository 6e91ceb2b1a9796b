"""Which words of an article name a person, so that none is asked about or offered in a story about people's harm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.lexicon import Lexicon
from quizgen.reading import Place, Reading
from quizgen.text import Token, normalise
from quizgen.text.spans import is_person_name

PERSON = "person"
# What follows the name of a person; an age in brackets too, which has at most three digits (longer ones are codes of
# shares). Offices (知事, 社長) are left out: they follow the names of places and companies as well.
_FOLLOWS_A_PERSON = re.compile(
    r"(?:さん|氏(?!名)|ちゃん|くん|君|容疑者|被告|受刑者|死刑囚|服役囚|死刑確定者)|\((?:当時)?[0-9]{1,3}(?:歳)?\)"
)
# A name is spread over so many tokens at most.
_LONGEST_NAME = 5


def names_person(reading: Reading, place: Place, lexicon: Lexicon) -> bool:
    """Whether the word at a place names a person, or is a part of a person's name.

    A word that the lexicon has as a person and as something else too (ワシントン) counts as a person: here it is worse
    to ask about one than to leave out a place.
    """
    entries = lexicon.named(normalise(reading.original(place.start, place.end)).text)
    if any(entry.category == PERSON for entry in entries):
        return True
    if not entries and any(map(is_person_name, reading.tokens[place.first : place.last])):
        return True
    return _is_called_a_person(reading, place)


def looks_like_person(tokens: Sequence[Token]) -> bool:
    """Whether a word that stands alone, and that the lexicon lacks, is a person's name for the dictionary."""
    return any(map(is_person_name, tokens))


def _is_called_a_person(reading: Reading, place: Place) -> bool:
    """Whether さん, 容疑者, an age or the like follows the word, or the name that it begins."""
    text, tokens = reading.text.normalised.text, reading.tokens
    last = place.last
    while True:
        end = tokens[last - 1].end
        if _FOLLOWS_A_PERSON.match(text, end):
            return True
        goes_on = last < len(tokens) and last - place.first < _LONGEST_NAME and tokens[last].start == end
        if not goes_on or not _may_be_of_a_name(tokens[last]):
            return False
        last += 1


def _may_be_of_a_name(token: Token) -> bool:
    """Whether a token may go on a name; MeCab cuts rare names into common nouns and words that it does not know."""
    return not token.reading or (token.pos[0] == "名詞" and token.pos[1] in {"固有名詞", "一般"})
