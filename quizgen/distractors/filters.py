"""What must not be offered, each rule with a name that editors see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon, surface_key
from quizgen.lexicon.relations import Division, default_relations
from quizgen.style.organizations import without_legal_form

ENDED = frozenset({"former", "dissolved", "dead"})
_PERSON = "person"
# Words of so many characters that differ only by so many in between are taken for one thing.
_LONG, _PUT_IN = 7, 4
_KANJI_OR_LATIN = re.compile(r"[\u4e00-\u9fff々A-Za-z]+")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
# A company is called so where its name says it is one no other way: クライスラー社, never トヨタ自動車社.
_FIRM = re.compile("社(?![長員会内外説宅債])")
# What is in one place only; a league or a maker that the sentence names may still be doubted.
_PLACED = frozenset({"place", "facility"})
# What may not stand twice: 千葉県県, 厚生労働省省.
_KINDS_OF_NAME = frozenset("社市県府都道町村区省庁党軍駅港城寺湾島川湖山州国氏")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a key in its sentence, in NFKC. ``before``, ``after``: what adjoins it; ``named``: comparison
    keys of all that is named there besides; ``places``: of the place that the key stands right behind and of what that
    lies in. ``is_firm``: whether what follows says that the key is a company."""

    before: str = ""
    after: str = ""
    named: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    is_firm: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_firm", _FIRM.match(self.after) is not None)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the rules look at it.

    ``entry``: the word as one kind of thing, None for one that the lexicon does not have. ``key``: the comparison key
    of its surface, ``own_key`` of its entry's, ``bare_key`` of it without a legal form; ``names``: of every name that
    it has, ``long_names``: of those of more than one character; its own surface may be one of its entry's aliases.
    """

    surface: str
    entry: Entry | None
    key: str
    own_key: str
    bare_key: str
    names: frozenset[str]
    long_names: tuple[str, ...]


@lru_cache(maxsize=65536)  # a request looks at hundreds of words, mostly those of the last one
def word_of(surface: str, entry: Entry | None) -> Word:
    """Return a word as the rules look at it."""
    own = surface if entry is None else entry.surface
    aliases = () if entry is None else entry.aliases
    names = frozenset(map(surface_key, (surface, own, *aliases)))
    return Word(
        surface=surface,
        entry=entry,
        key=surface_key(surface),
        own_key=surface_key(own),
        bare_key=surface_key(without_legal_form(surface)),
        names=names,
        long_names=tuple(sorted(name for name in names if len(name) > 1)),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules look at beside the candidate.

    ``key_form``: the key's comparison key. ``sentence``: that of the stem's sentence. ``year``: of the article, None
    where it is not dated. ``key_ended``: whether the key itself is a thing of the past. ``excluded``, ``blocked``:
    comparison keys. ``is_person``: tells whether a word that the lexicon lacks names a person, in a story in which no
    person may be offered; None in any other. ``is_forbidden``: tells whether the house style forbids a word; None where
    it forbids none. ``beside``: what stands beside the key; ``division``: how what is named there divides candidates,
    None for not at all. ``rules``: those that anything can break here, by name, in order.
    """

    key: Key
    key_form: str
    lexicon: Lexicon
    sentence: str
    year: int | None
    key_ended: bool
    excluded: frozenset[str]
    blocked: frozenset[str]
    is_person: Callable[[str], bool] | None = None
    is_forbidden: Callable[[str], bool] | None = None
    beside: Beside = field(default_factory=Beside)
    division: Division | None = None
    rules: tuple[tuple[str, Rule], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Hundreds of words are judged for every key, and most settings block, forbid and exclude nothing.
        idle = {
            name
            for name, given in (
                ("blocked", self.blocked),
                ("forbidden", self.is_forbidden),
                ("excluded", self.excluded),
                ("person_in_story", self.is_person),
            )
            if not given
        }
        object.__setattr__(self, "rules", tuple(item for item in RULES.items() if item[0] not in idle))


Rule = Callable[[Word, Setting], bool]


def setting_of(
    key: Key,
    lexicon: Lexicon,
    sentence: str,
    year: int | None,
    excluded: tuple[str, ...],
    blocked: frozenset[str],
    is_person: Callable[[str], bool] | None = None,
    is_forbidden: Callable[[str], bool] | None = None,
    beside: Beside | None = None,
) -> Setting:
    """Gather what the rules look at; ``sentence`` is the stem's, ``year`` the article's."""
    beside = beside or Beside()
    entries = [entry for entry in lexicon.named(key.normalised) if entry.category == key.category]
    return Setting(
        key=key,
        key_form=surface_key(key.normalised),
        lexicon=lexicon,
        sentence=surface_key(sentence),
        year=year,
        key_ended=bool(entries) and all(_ended(entry, year) for entry in entries),
        excluded=frozenset(surface_key(without_legal_form(word)) for word in excluded),
        blocked=blocked,
        is_person=is_person,
        is_forbidden=is_forbidden,
        beside=beside,
        division=default_relations().division(key.entries, beside.named, beside.places) if beside.named else None,
    )


def reason_against(surface: str, entry: Entry | None, setting: Setting) -> str | None:
    """Return the name of the first rule that a word breaks, None for one that may be offered.

    ``entry`` is the word as one kind of thing, None for a word that the lexicon does not have.
    """
    word = word_of(surface, entry)
    for name, breaks in setting.rules:
        if breaks(word, setting):
            return name
    return None


def is_abbreviation(one: str, other: str) -> bool:
    """Whether one of two words abbreviates the other: its characters in order, from the first on (日銀, 日本銀行)."""
    return _is_shortened(surface_key(one), surface_key(other))


def is_insertion(one: str, other: str) -> bool:
    """Whether one of two long words is the other with a few characters put in: リオデジャネイロ夏季オリンピック."""
    return _is_widened(surface_key(one), surface_key(other))


def _is_shortened(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(short) < 2 or len(short) == len(long) or short[0] != long[0] or not _KANJI_OR_LATIN.fullmatch(short):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _is_widened(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) < len(other) else (other, one)
    added = len(long) - len(short)
    if len(short) < _LONG or not 0 < added <= _PUT_IN:
        return False
    head = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return 2 <= head <= len(short) - 2 and short[head:] == long[head + added :]


def _is_key(word: Word, setting: Setting) -> bool:
    return word.key == setting.key_form


def _names_the_same(word: Word, setting: Setting) -> bool:
    return not setting.key.names.isdisjoint(word.names)


def _contains(word: Word, setting: Setting) -> bool:
    """One is written within the other: ソフトバンク and ソフトバンクグループ, 東京 and 東京都."""
    return word.key in setting.key_form or setting.key_form in word.key


def _abbreviates(word: Word, setting: Setting) -> bool:
    if word.key[:1] != setting.key_form[:1]:
        return False  # both begin alike
    return _is_shortened(word.key, setting.key_form) or _is_widened(word.key, setting.key_form)


def _in_stem(word: Word, setting: Setting) -> bool:
    return any(map(setting.sentence.__contains__, word.long_names))


def _is_blocked(word: Word, setting: Setting) -> bool:
    """Editors block a word by its own surface, never by an alias."""
    return word.key in setting.blocked or word.own_key in setting.blocked


def _is_forbidden(word: Word, setting: Setting) -> bool:
    """The house style forbids it, by the surface asked for or by its entry's own."""
    if setting.is_forbidden is None:
        return False
    own = word.surface if word.entry is None else word.entry.surface
    return setting.is_forbidden(word.surface) or setting.is_forbidden(own)


def _is_excluded(word: Word, setting: Setting) -> bool:
    """An editor excludes a choice as the house style wrote it, 株式会社 or not."""
    return word.bare_key in setting.excluded


def _is_person_in_story(word: Word, setting: Setting) -> bool:
    """A person, in a story of crime, accident or the like: nobody is to be taken for a suspect or a victim."""
    if setting.is_person is None:
        return False
    return word.entry.category == _PERSON if word.entry is not None else setting.is_person(word.surface)


def _is_of_another_category(word: Word, setting: Setting) -> bool:
    return word.entry is not None and word.entry.category not in setting.key.categories


def _is_not_of_its_time(word: Word, setting: Setting) -> bool:
    """Ended before the article's date (for an undated article: by now), or not yet begun, where that is known.

    Beside a key that is a thing of the past itself, other such things may stand.
    """
    entry = word.entry
    if entry is None:
        return False
    if _ended(entry, setting.year) and not setting.key_ended:
        return True
    begun = entry.first_seen if entry.origin == "seed" else None
    return setting.year is not None and begun is not None and begun > setting.year


def _is_ruled_out(word: Word, setting: Setting) -> bool:
    """What the sentence says of the key cannot be said of it: 伏見区 beside 東京都, トヨタ自動車 before 社."""
    beside = setting.beside
    if _is_doubled(word.surface, beside) or (beside.is_firm and _KANJI.match(word.surface[-1:])):
        return True
    if word.entry is None or setting.division is None or word.entry.category not in _PLACED:
        return False
    return setting.division.is_elsewhere or not setting.division.admits(word.entry)


def _is_doubled(surface: str, beside: Beside) -> bool:
    """Whether a word repeats what stands before or behind the blank: 東京都江東区 behind 東京都."""
    before, after = beside.before, beside.after
    if after[:1] in _KINDS_OF_NAME and surface.endswith(after[:1]):
        return True
    if surface[:2] not in before and surface[-2:] not in after:
        return False
    return any(before.endswith(surface[:n]) or after.startswith(surface[-n:]) for n in range(2, len(surface)))


def _ended(entry: Entry, year: int | None) -> bool:
    if entry.status not in ENDED:
        return False
    return year is None or entry.last_seen is None or entry.last_seen < year


RULES: dict[str, Rule] = {
    "key": _is_key,
    "same_thing": _names_the_same,
    "contained": _contains,
    "abbreviation": _abbreviates,
    "in_stem": _in_stem,
    "blocked": _is_blocked,
    "forbidden": _is_forbidden,
    "excluded": _is_excluded,
    "person_in_story": _is_person_in_story,
    "category": _is_of_another_category,
    "not_at_date": _is_not_of_its_time,
    "ruled_out": _is_ruled_out,
}
