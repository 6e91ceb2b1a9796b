"""What must not be offered, each rule with a name that editors see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon, surface_key
from quizgen.lexicon.relations import default_relations
from quizgen.style.organizations import without_legal_form

ENDED = frozenset({"former", "dissolved", "dead"})
_PERSON = "person"
# Words of so many characters that differ only by so many in between are taken for one thing.
_LONG, _PUT_IN = 7, 4
_KANJI_OR_LATIN = re.compile(r"[\u4e00-\u9fff々A-Za-z]+")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
# A company is called so where its name says it is one no other way: クライスラー社, never トヨタ自動車社.
_FIRM = re.compile("社(?![長員会内外説宅債])")
# What may not stand twice: 千葉県県, 厚生労働省省.
_KINDS_OF_NAME = frozenset("社市県府都道町村区省庁党軍駅港城寺湾島川湖山州国氏")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a key in its sentence, in NFKC. ``before``, ``after``: what adjoins it; ``named``: comparison
    keys of all that is named there besides."""

    before: str = ""
    after: str = ""
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules look at beside the candidate.

    ``sentence``: comparison key of the stem's sentence. ``year``: of the article, None where it is not dated.
    ``key_ended``: whether the key itself is a thing of the past. ``excluded``, ``blocked``: comparison keys.
    ``beside``: what stands beside the key. ``is_person``: tells whether a word that the lexicon lacks names a person,
    in a story in which no person may be offered; None in any other. ``is_forbidden``: tells whether the house style
    forbids a word; None where it forbids none.
    """

    key: Key
    lexicon: Lexicon
    sentence: str
    year: int | None
    key_ended: bool
    excluded: frozenset[str]
    blocked: frozenset[str]
    is_person: Callable[[str], bool] | None = None
    is_forbidden: Callable[[str], bool] | None = None
    beside: Beside = field(default_factory=Beside)


Rule = Callable[[str, "Entry | None", Setting], bool]


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
    entries = [entry for entry in lexicon.named(key.normalised) if entry.category == key.category]
    return Setting(
        key=key,
        lexicon=lexicon,
        sentence=surface_key(sentence),
        year=year,
        key_ended=bool(entries) and all(_ended(entry, year) for entry in entries),
        excluded=frozenset(surface_key(without_legal_form(word)) for word in excluded),
        blocked=blocked,
        is_person=is_person,
        is_forbidden=is_forbidden,
        beside=beside or Beside(),
    )


def reason_against(surface: str, entry: Entry | None, setting: Setting) -> str | None:
    """Return the name of the first rule that a word breaks, None for one that may be offered.

    ``entry`` is the word as one kind of thing, None for a word that the lexicon does not have.
    """
    for name, breaks in RULES.items():
        if breaks(surface, entry, setting):
            return name
    return None


def is_abbreviation(one: str, other: str) -> bool:
    """Whether one of two words abbreviates the other: its characters in order, from the first on (日銀, 日本銀行)."""
    short, long = sorted((surface_key(one), surface_key(other)), key=len)
    if len(short) < 2 or len(short) == len(long) or short[0] != long[0] or not _KANJI_OR_LATIN.fullmatch(short):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def is_insertion(one: str, other: str) -> bool:
    """Whether one of two long words is the other with a few characters put in: リオデジャネイロ夏季オリンピック."""
    short, long = sorted((surface_key(one), surface_key(other)), key=len)
    added = len(long) - len(short)
    if len(short) < _LONG or not 0 < added <= _PUT_IN:
        return False
    head = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return 2 <= head <= len(short) - 2 and short[head:] == long[head + added :]


def _is_key(surface: str, entry: Entry | None, setting: Setting) -> bool:
    return surface_key(surface) == surface_key(setting.key.normalised)


def _names_the_same(surface: str, entry: Entry | None, setting: Setting) -> bool:
    return any(surface_key(form) in setting.key.names for form in _forms(surface, entry))


def _contains(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """One is written within the other: ソフトバンク and ソフトバンクグループ, 東京 and 東京都."""
    mine, key = surface_key(surface), surface_key(setting.key.normalised)
    return mine in key or key in mine


def _abbreviates(surface: str, entry: Entry | None, setting: Setting) -> bool:
    key = setting.key.normalised
    return is_abbreviation(surface, key) or is_insertion(surface, key)


def _in_stem(surface: str, entry: Entry | None, setting: Setting) -> bool:
    return any(len(key) > 1 and key in setting.sentence for key in map(surface_key, _forms(surface, entry)))


def _forms(surface: str, entry: Entry | None) -> tuple[str, ...]:
    """Every name of a word, which may itself be an alias of its entry."""
    return (surface,) if entry is None else (surface, entry.surface, *entry.aliases)


def _is_blocked(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """Editors block a word by its own surface, never by an alias."""
    own = surface if entry is None else entry.surface
    return bool({surface_key(surface), surface_key(own)} & setting.blocked)


def _is_forbidden(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """The house style forbids it, by the surface asked for or by its entry's own."""
    own = surface if entry is None else entry.surface
    return setting.is_forbidden is not None and (setting.is_forbidden(surface) or setting.is_forbidden(own))


def _is_excluded(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """An editor excludes a choice as the house style wrote it, 株式会社 or not."""
    return surface_key(without_legal_form(surface)) in setting.excluded


def _is_person_in_story(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """A person, in a story of crime, accident or the like: nobody is to be taken for a suspect or a victim."""
    if setting.is_person is None:
        return False
    return entry.category == _PERSON if entry is not None else setting.is_person(surface)


def _is_of_another_category(surface: str, entry: Entry | None, setting: Setting) -> bool:
    return entry is not None and entry.category not in setting.key.categories


def _is_not_of_its_time(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """Ended before the article's date (for an undated article: by now), or not yet begun, where that is known.

    Beside a key that is a thing of the past itself, other such things may stand.
    """
    if entry is None:
        return False
    if _ended(entry, setting.year) and not setting.key_ended:
        return True
    begun = entry.first_seen if entry.origin == "seed" else None
    return setting.year is not None and begun is not None and begun > setting.year


def _is_ruled_out(surface: str, entry: Entry | None, setting: Setting) -> bool:
    """What the sentence says of the key cannot be said of it: 伏見区 beside 東京都, トヨタ自動車 before 社."""
    beside = setting.beside
    if _is_doubled(surface, beside) or (_FIRM.match(beside.after) and _KANJI.match(surface[-1:])):
        return True
    if entry is None or not beside.named:
        return False
    return not default_relations().agree(setting.key.entries, entry, beside.named)


def _is_doubled(surface: str, beside: Beside) -> bool:
    """Whether a word repeats what stands before or behind the blank: 東京都江東区 behind 東京都."""
    if beside.after[:1] in _KINDS_OF_NAME and surface.endswith(beside.after[:1]):
        return True
    shorter = range(2, len(surface))
    return any(beside.before.endswith(surface[:n]) or beside.after.startswith(surface[-n:]) for n in shorter)


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
