"""The names that the kind model is fitted on: the lexicon's words, and names that people marked in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quizgen.archive.mining.evidence import CATEGORIES_OF_TYPE
from quizgen.archive.splits import is_fit_for_kinds
from quizgen.article import Article
from quizgen.evaluation.datasets import read_entity_sentences
from quizgen.lexicon import Lexicon, category_of
from quizgen.model import Model
from quizgen.senses.contexts import MappedContexts
from quizgen.senses.fitting_kinds import Keys, Names, Words
from quizgen.senses.kinds import ORDINARY, OTHER, key_clues
from quizgen.senses.surroundings import inside
from quizgen.text import normalise
from quizgen.word_reader import WordReader

# Of laws and prizes people mark some, as products, and leave others out.
_AT_TIMES = dict.fromkeys(("law", "award"), (OTHER, "製品名"))
# Words of each category of the lexicon that teach what is a name, and how many of the commonest words are looked at.
_LISTED, _FREQUENT = 400, 20_000
_COMMON_NOUNS = {("名詞", "一般"), ("名詞", "サ変接続"), ("名詞", "形容動詞語幹"), ("名詞", "副詞可能")}
# Contexts of the archive that teach, of each category.
_A_CATEGORY = 250


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A name that people marked: the sentence's text, half-open code-point offsets, and the entity type."""

    text: str
    start: int
    end: int
    type: str

    @property
    def surface(self) -> str:
        """The name as it stands in the sentence."""
        return self.text[self.start : self.end]


def marked_names(path: Path) -> Iterator[MarkedName]:
    """Yield the names in those sentences with entities that the kind model is fitted on.

    Reads, and raises, as :func:`~quizgen.evaluation.datasets.read_entity_sentences` does.
    """
    for sentence in read_entity_sentences(path):
        if is_fit_for_kinds(sentence.curid):
            for entity in sentence.entities:
                yield MarkedName(sentence.text, entity.start, entity.end, entity.type)


def names_and_words(model: Model, words: WordReader, marked: Sequence[MarkedName]) -> Words:
    """Return names and ordinary words: marked names, some that the lexicon lists, and the commonest common nouns.

    What the dictionary calls a common noun is an ordinary word unless it was marked or is listed as a name. Names are
    read as if these very marks had listed none.
    """
    forms = dict.fromkeys(normalise(name.surface).text for name in marked)
    lexicon = _without_mined(model.lexicon, forms)
    of_category: Counter[str] = Counter()
    listed: list[tuple[str, bool]] = []
    for number in np.random.default_rng(0).permutation(len(lexicon.entries)).tolist():
        entry = lexicon.entries[number]
        categories = {one.category for one in lexicon.named(entry.surface)}
        of_category[entry.category] += 1
        certain = categories <= ORDINARY or not categories & ORDINARY
        if entry.origin == "seed" and certain and of_category[entry.category] <= _LISTED:
            listed.append((entry.surface, not categories <= ORDINARY))
    common = []
    for word in model.vectors.words[:_FREQUENT]:
        tokens = model.tokenizer.tokenize(word)
        categories = {entry.category for entry in lexicon.named(word)}
        ordinary = len(word) > 1 and word not in forms and categories <= ORDINARY
        if ordinary and len(tokens) == 1 and tokens[0].pos[:2] in _COMMON_NOUNS:
            common.append((word, False))
    told = dict([*listed, *common, *((form, True) for form in forms)])
    surfaces = sorted(told)
    return Words(
        surfaces,
        words.static(surfaces),
        [tuple(sorted({entry.category for entry in lexicon.named(surface)})) for surface in surfaces],
        [words.own(surface) for surface in surfaces],
        np.array([told[surface] for surface in surfaces]),
    )


def listed_names(lexicon: Lexicon, words: WordReader, known: Sequence[str]) -> Names:
    """Read the lexicon's words alone: those of a single class among the ``known`` ones or their categories."""
    count = Counter(entry.surface for entry in lexicon.entries)
    able = {*known, *map(category_of, known)}
    entries = [entry for entry in lexicon.entries if count[entry.surface] == 1 and entry.word_class in able]
    surfaces = [entry.surface for entry in entries]
    return Names(surfaces, words.alone(surfaces)[:, : words.alone_width], [(entry.word_class,) for entry in entries])


def read_marked(
    names: Sequence[MarkedName], model: Model, words: WordReader, contexts: MappedContexts
) -> tuple[Names, Keys]:
    """Read marked names alone and in their sentences, and besides them words of the archive.

    Words whose category was mined from these very labels are read as if the lexicon did not have them: a model that
    learned to trust such labels would trust them where there are none.
    """
    marked = {normalise(name.surface).text for name in names}
    lexicon = _without_mined(model.lexicon, marked)
    surfaces: list[str] = []
    vectors, shares, own, around = [], [], [], []
    types: list[tuple[str, ...]] = []
    readings = {text: model.reader.read(Article(text), lexicon) for text in dict.fromkeys(n.text for n in names)}
    for name in names:
        reading = readings[name.text]
        try:
            place = reading.place_at(name.start, name.end)
        except ValueError:
            continue
        surface = normalise(name.surface).text
        vector, near = words.vector(reading, place, surface), words.around(reading, place, surface)
        surfaces.append(surface)
        vectors.append(vector)
        shares.append(words.class_probabilities(vector, surface, lexicon, near))
        own.append(inside(reading.tokens[place.first : place.last]))
        around.append(near[0])
        types.append((name.type,))
    distant = _contexts(lexicon, contexts)
    statics = words.alone([contexts.forms[row] for row, _ in distant])[:, : words.static_width]
    for (row, allowed), static in zip(distant, statics, strict=True):
        surface = contexts.forms[row]
        vector, near = np.concatenate([static, contexts.rows[row]]), contexts.around[row][None]
        surfaces.append(surface)
        vectors.append(vector)
        shares.append(words.class_probabilities(vector, surface, lexicon, near))
        own.append(words.own(surface))
        around.append(near[0])
        types.append(allowed)
    clues = key_clues(surfaces, own, np.stack(around))
    keys = Keys(surfaces, np.stack(vectors), np.stack(shares), clues, types)
    alone = list(dict.fromkeys(zip(surfaces, types, strict=True)))
    known = [surface for surface, _ in alone]
    return Names(known, words.alone(known)[:, : words.alone_width], [allowed for _, allowed in alone]), keys


def _without_mined(lexicon: Lexicon, forms: Container[str]) -> Lexicon:
    """Return the lexicon without what was mined of these forms, which may have been mined from the very marks."""
    return Lexicon(entry for entry in lexicon.entries if entry.origin != "mined" or entry.surface not in forms)


def _contexts(lexicon: Lexicon, contexts: MappedContexts) -> list[tuple[int, tuple[str, ...]]]:
    """Choose contexts of the archive, one a word, with the types that the word's category allows.

    News differs from the sentences that people marked; without these, whatever stands in news would seem no name.
    """
    types_of_category: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(ORDINARY, (OTHER,)),
        **_AT_TIMES,
    }
    for kind, categories in CATEGORIES_OF_TYPE.items():
        for category in categories:
            if category not in ORDINARY and category not in _AT_TIMES:
                types_of_category[category] = (*types_of_category.get(category, ()), kind)
    rows: dict[str, int] = {}
    for row, form in enumerate(contexts.forms):
        named = lexicon.named(form)
        if form not in rows and len(named) == 1 and named[0].origin == "seed":
            rows[form] = row
    order = np.random.default_rng(0).permutation(sorted(rows.values())).tolist()
    met: Counter[str] = Counter()
    chosen = []
    for row in order:
        category = lexicon.named(contexts.forms[row])[0].category
        met[category] += 1
        if met[category] <= _A_CATEGORY and category in types_of_category:
            chosen.append((row, types_of_category[category]))
    return sorted(chosen)
