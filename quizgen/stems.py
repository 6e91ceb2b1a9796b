"""Stems: the sentence that a key is blanked out of, and whether it stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizgen.lexicon import surface_key
from quizgen.reading import Place, Reading
from quizgen.results import BLANK
from quizgen.text import normalise

_SHORTEST, _LONGEST = 15, 150
_BEST_FROM, _BEST_TO = 25, 90
# A sentence that begins by pointing back does not stand alone.
_POINTS_BACK = re.compile(
    r"^(?:また、|さらに、|一方、|しかし、|ただ、|このうち|このため、?|その|それ|これ|この|同(?:社|氏|市|県|省|庁|国|大|店|署|賞|作|誌|紙|団体|球団|クラブ|協会|"
    r"日|年|月|地|校|院|館|町|村|区|駅|機|車|党|線|試合)|彼|彼女|両(?:社|氏|国|チーム|者)|ここ|そこ|こう|そう|なお|うち|前者|後者|当時|いずれも|なかでも|中でも)"
)
_ANAPHORA = re.compile(r"同(?:社|氏|市|県|省|庁|国|店|署|球団|クラブ|協会|党)(?:は|が|の|に|を|で|と|によると|では)")


@dataclass(frozen=True, slots=True)
class Stem:
    """A sentence with the key blanked out.

    ``text``: the sentence with each occurrence of the key as a blank; ``blanks``: half-open offsets of the blanks in
    it; ``sentence``: the original; ``span``: of the key in the body.
    """

    text: str
    blanks: tuple[tuple[int, int], ...]
    sentence: str
    span: tuple[int, int]


def make_stem(reading: Reading, place: Place) -> Stem:
    """Blank a key out of its sentence, at every occurrence there."""
    start, end = sentence_span(reading, place)
    surface = reading.original(place.start, place.end)
    spans = {(place.start, place.end)}
    spans |= {(other.start, other.end) for other in reading.places_of(surface, sentence=place.sentence)}
    text, blanks, position, taken = "", [], start, -1
    for first, last in sorted(spans):
        if first < taken:
            continue
        text += reading.original(position, first)
        blanks.append((len(text), len(text) + len(BLANK)))
        text += BLANK
        position = taken = last
    text += reading.original(position, end)
    return Stem(text, tuple(blanks), reading.original(start, end), (place.start, place.end))


def sentence_span(reading: Reading, place: Place) -> tuple[int, int]:
    """Return the offsets in the body of the sentence that a place stands in."""
    sentence = reading.sentences[place.sentence]
    return reading.text.original_span(sentence.start, sentence.end)


def quality(reading: Reading, place: Place) -> float:
    """How well a key's sentence serves as a stem, 0 to 1, higher is better; 0 when it gives the answer away.

    A good stem stands alone, has a sensible length, and says more than the key.
    """
    start, end = sentence_span(reading, place)
    sentence = normalise(reading.original(start, end)).text
    key = normalise(reading.original(place.start, place.end)).text
    length = len(sentence)
    if not _SHORTEST <= length <= _LONGEST or len(key) > 0.5 * length:
        return 0.0
    if gives_away(sentence, key, len(make_stem(reading, place).blanks)) or _is_named_again(reading, place):
        return 0.0
    value = 1.0 if _BEST_FROM <= length <= _BEST_TO else 0.7
    if _POINTS_BACK.search(sentence):
        value *= 0.3
    elif _ANAPHORA.search(sentence):
        value *= 0.6
    if not sentence.endswith(("。", "」", "」。")):
        value *= 0.4
    return value


def gives_away(sentence: str, key: str, blanks: int) -> bool:
    """Whether a sentence still shows the key once its blanks are made: 楽天モバイル beside a blank betrays 楽天."""
    shown = surface_key(sentence).count(surface_key(key))
    return shown > blanks


def _is_named_again(reading: Reading, place: Place) -> bool:
    """Whether a key's sentence calls it by another of its names too: 日ハム in brackets behind a blanked 日本ハム."""
    here = reading.matches_in(place.sentence)
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    entries = {entry.entry_id for match in here if (match.start, match.end) == (start, end) for entry in match.entries}
    key = reading.text.normalised.text[start:end]
    return any(match.surface != key and entries & {entry.entry_id for entry in match.entries} for match in here)
