"""A quiz's choices in the house style: the key, the distractors, and the readings that they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quizgen.lexicon import Lexicon
from quizgen.results import BLANK, Candidate
from quizgen.stems import Stem
from quizgen.style.context import ChoiceContext
from quizgen.style.house import HouseStyle
from quizgen.style.organizations import without_legal_form
from quizgen.style.ruby import has_kanji
from quizgen.text import Tokenizer, normalise

NO_READING = "no_reading"
"""The warning of a distractor that should have ruby but whose reading nobody knows."""

_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class WrittenChoices:
    """The key and its distractors as a quiz shows them.

    ``ruby``: readings in hiragana by surface, mostly none; ``style``: names the house style, "" for the default one.
    """

    key: str
    distractors: tuple[Candidate, ...]
    ruby: Mapping[str, str]
    style: str


def write_choices(
    style: HouseStyle, key: str, distractors: Sequence[Candidate], stem: Stem, lexicon: Lexicon, tokenizer: Tokenizer
) -> WrittenChoices:
    """Write a key and the distractors drawn for it in one form. ``key`` is what the article has."""
    category = distractors[0].category if distractors else ""
    surfaces = [key, *(item.surface for item in distractors)]
    written = style.apply(surfaces, key, context_of(category, stem, lexicon))
    readings: dict[str, str] = {}
    if category != _NUMBER:
        known = {item.surface: item.reading for item in distractors} | {key: _lexicon_reading(key, category, lexicon)}
        origins = dict(zip(written, surfaces, strict=True))
        readings = style.ruby(written, lambda choice: _reading(choice, origins[choice], known, tokenizer))
    marked = [
        replace(
            item,
            surface=surface,
            warnings=(*item.warnings, NO_READING) if readings.get(surface) == "" else item.warnings,
        )
        for item, surface in zip(distractors, written[1:], strict=True)
    ]
    ruby = {choice: said for choice, said in readings.items() if said}
    return WrittenChoices(written[0], tuple(marked), ruby, "" if style.is_default else style.identity)


def context_of(category: str, stem: Stem, lexicon: Lexicon) -> ChoiceContext:
    """Gather what the style looks at beside the words themselves."""
    before, _, after = stem.text.partition(BLANK)
    return ChoiceContext(
        category=category,
        before=before,
        after=after,
        is_name=lambda surface: bool(lexicon.named(normalise(surface).text)),
        full_name=lambda surface: _full_name(surface, lexicon),
    )


def _full_name(surface: str, lexicon: Lexicon) -> str | None:
    """The name of an organization with its legal form, where the lexicon has it."""
    own = normalise(surface).text
    for entry in lexicon.named(own):
        for name in (entry.surface, *entry.aliases):
            if name != own and without_legal_form(name) == own:
                return name
    listed = (name for name in (f"{own}株式会社", f"株式会社{own}") if lexicon.named(name))
    return next(listed, None)


def _lexicon_reading(surface: str, category: str, lexicon: Lexicon) -> str:
    own = normalise(surface).text
    entries = [entry for entry in lexicon.named(own) if entry.surface == own and entry.reading]
    entries.sort(key=lambda entry: entry.category != category)
    return entries[0].reading if entries else ""


def _reading(choice: str, origin: str, known: Mapping[str, str], tokenizer: Tokenizer) -> str:
    """How a written choice is read: as the lexicon reads the word it was made of, the rest as MeCab does."""
    said = known.get(origin, "")
    if not said or origin not in choice:
        return spoken(choice, tokenizer)
    before, _, after = choice.partition(origin)
    return spoken(before, tokenizer) + said + spoken(after, tokenizer)


def spoken(text: str, tokenizer: Tokenizer) -> str:
    """MeCab's reading of a text, "" where a word with kanji has none."""
    said = ""
    for token in tokenizer.tokenize(normalise(text).text):
        if not token.reading and has_kanji(token.surface):
            return ""
        said += token.reading or token.surface
    return said
