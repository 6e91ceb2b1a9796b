"""What the rules of what must not be offered look at, read from the article that a key stands in."""

from __future__ import annotations

from collections.abc import Callable

from quizgen.distractors.filters import Beside, Setting, setting_of
from quizgen.key import Key
from quizgen.lexicon import Lexicon, surface_key
from quizgen.lexicon.relations import default_relations
from quizgen.reading import Place, Reading
from quizgen.stems import sentence_span

# So many characters before and behind a key adjoin it.
_NEAR = 12
# What joins a place and what lies in it: 名古屋市港区, 愛知・豊田スタジアム.
_BELONGS = frozenset({"", "の", "・"})
# Places that it is known of what lies in them; in the reader's own country most of what is named does.
_DIVIDED = frozenset(
    f"place/{name}" for name in "country us_state prefecture prefecture_short city_japan town_japan ward_tokyo".split()
)
_HOME = surface_key("日本")


def setting_in(
    reading: Reading,
    key: Key,
    lexicon: Lexicon,
    excluded: tuple[str, ...] = (),
    blocked: frozenset[str] = frozenset(),
    is_person: Callable[[str], bool] | None = None,
    is_forbidden: Callable[[str], bool] | None = None,
) -> Setting:
    """Gather what the rules look at for a key of an article: its sentence, the year, and what stands beside it.

    ``excluded``: words that an editor does not want; ``blocked``: entries that are never offered; ``is_person``: given
    where no person may be offered; ``is_forbidden``: whether the house style forbids a word.
    """
    return setting_of(
        key,
        lexicon,
        reading.original(*sentence_span(reading, key.place)),
        reading.article.year,
        excluded,
        blocked,
        is_person,
        is_forbidden,
        _beside(reading, key.place, lexicon),
    )


def _beside(reading: Reading, place: Place, lexicon: Lexicon) -> Beside:
    """Return what stands beside a key in its sentence."""
    text, sentence = reading.text.normalised.text, reading.sentences[place.sentence]
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    own = lexicon.same_thing(text[start:end])
    named: set[str] = set()
    places: frozenset[str] = frozenset()
    for match in reading.matches_in(place.sentence):
        if match.end <= start or match.start >= end:
            named |= lexicon.same_thing(match.surface)
        if match.end <= start and text[match.end : start] in _BELONGS:
            places |= default_relations().around([entry for entry in match.entries if entry.word_class in _DIVIDED])
    return Beside(
        text[max(sentence.start, start - _NEAR) : start],
        text[end : min(sentence.end, end + _NEAR)],
        frozenset(named - own),
        frozenset() if _HOME in places else places,
    )
