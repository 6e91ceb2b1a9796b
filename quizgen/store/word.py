"""A word as an editor adds it and as the store keeps it, and the one place that says which words are acceptable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from quizgen.errors import WordError
from quizgen.store.problems import nothing_imported

MAX_SURFACE = 100
MAX_READING = 200
MAX_CONTEXT = 2_000
MAX_REASON = 500
YEARS = range(1, 2101)

_CLASS = re.compile(r"[a-z][a-z0-9_]*/[a-z0-9][a-z0-9_]*")
_KATAKANA = re.compile(r"[ァ-ヺー・ヽヾ ]*")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(ord("ぁ"), ord("ゖ") + 1), ord("ゝ"), ord("ゞ"))}


@dataclass(frozen=True, slots=True)
class WordRules:
    """What the lexicon knows and the store does not: the store asks it and never imports it.

    ``categories``, ``statuses``: the known ones. ``entry_id``: makes the public identifier from surface and class.
    ``key``: the form in which two surfaces are compared; "" for a surface that holds nothing to compare.
    """

    categories: Collection[str]
    statuses: Collection[str]
    entry_id: Callable[[str, str], str]
    key: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word to add.

    ``word_class``: its fine class, ``category/name`` ("team/baseball"), or "" where only the category is known.
    ``reading``: kana, "" where unknown. ``status``: one of the rules' statuses, "" where unknown. ``first_seen``,
    ``last_seen``: years, None where unknown. ``successor``: the surface of what took its place, "" where nothing did.
    ``contexts``: sentences that hold the surface or an alias. ``blocked``: never to be offered; ``sensitive``: offered
    with a warning, and never drawn; ``reason``: why it is either. ``place``: where it was read ("words.csv, line 3"),
    for messages only.
    """

    surface: str
    category: str
    word_class: str = ""
    reading: str = ""
    aliases: tuple[str, ...] = ()
    status: str = ""
    first_seen: int | None = None
    last_seen: int | None = None
    contexts: tuple[str, ...] = ()
    blocked: bool = False
    reason: str = ""
    sensitive: bool = False
    successor: str = ""
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(NewWord):
    """A word of the store.

    ``word_class`` is never empty here: the bare category stands for an unknown class. ``entry_id``: the public
    identifier, made of surface and class and changing with them. ``id``: the row, never given to another word.
    ``version``: counts the changes from 1; an update names the one it started from. Times are in UTC.
    """

    id: int
    entry_id: str
    version: int
    created_at: datetime
    updated_at: datetime

    def to_dict(self) -> dict[str, Any]:
        """Return the word as JSON-ready values."""
        data = asdict(self)
        del data["id"], data["place"]
        data["created_at"] = self.created_at.isoformat()
        data["updated_at"] = self.updated_at.isoformat()
        return data


CONTENT = tuple(field.name for field in fields(NewWord) if field.name != "place")
"""The fields that editors set."""


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field in a conflict: its value when it was read, as somebody else saved it since, and as it was to be."""

    field: str
    base: Any
    theirs: Any
    mine: Any


class WordConflict(WordError):
    """Somebody else changed the word since it was read.

    ``base``: the word as it was read; ``theirs``: as it stands now; ``mine``: as it was to be saved.
    """

    def __init__(self, message: str, *, base: Word, theirs: Word, mine: Word) -> None:
        super().__init__(message)
        self.base = base
        self.theirs = theirs
        self.mine = mine

    def fields(self) -> tuple[FieldConflict, ...]:
        """Return the fields that either has changed, to be shown side by side."""
        rows = (FieldConflict(name, *(getattr(word, name) for word in self._words())) for name in CONTENT)
        return tuple(row for row in rows if row.theirs != row.base or row.mine != row.base)

    def combined(self) -> Word:
        """Return their word with my changes in the fields that they left alone, ready to be saved."""
        mine = {row.field: row.mine for row in self.fields() if row.theirs == row.base}
        return replace(self.theirs, **mine)

    def _words(self) -> tuple[Word, Word, Word]:
        return self.base, self.theirs, self.mine


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a word is refused: the field of :class:`NewWord` at fault, and what to do."""

    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.column}: {self.message}"


def validate_new_word(new: NewWord, rules: WordRules) -> NewWord:
    """Return the word in the form that the store keeps. Raises :class:`WordError` naming every field at fault.

    Surface, aliases, class and reading are brought to NFKC without white space around them, the reading to katakana;
    aliases and contexts lose repetitions, and aliases the surface; contexts stay as they were written.
    """
    word, problems = check_word(new, rules)
    if problems:
        place = f"{new.place}, " if new.place else ""
        raise WordError(place + "; ".join(map(str, problems)))
    return word


def check_word(new: NewWord, rules: WordRules) -> tuple[NewWord, list[Problem]]:
    """Return the word as :func:`validate_new_word` does, with its problems: unless there are none, it is unusable."""
    check = _Check()
    surface = check.name("surface", new.surface)
    if not check.problems and not rules.key(surface):
        check.refuse("surface", f"expected a word, got {surface!r}")
    aliases = [check.name("aliases", alias) for alias in check.several("aliases", new.aliases)]
    names = dict.fromkeys((surface, *aliases))
    names.pop("", None)
    category = check.one_of("category", new.category, rules.categories)
    word = NewWord(
        surface=surface,
        category=category,
        word_class=_check_class(check, new.word_class, category),
        reading=_check_reading(check, new.reading),
        aliases=tuple(name for name in names if name != surface),
        status=check.one_of("status", new.status, rules.statuses) if new.status else "",
        first_seen=check.year("first_seen", new.first_seen),
        last_seen=check.year("last_seen", new.last_seen),
        successor=check.name("successor", new.successor),
        contexts=_check_contexts(check, new.contexts, names),
        blocked=check.truth("blocked", new.blocked),
        sensitive=check.truth("sensitive", new.sensitive),
        reason=check.text("reason", new.reason, MAX_REASON),
        place=new.place,
    )
    if word.successor and word.successor in names:
        check.refuse("successor", f"expected another word than {word.successor!r} itself")
    if word.first_seen is not None and word.last_seen is not None and word.last_seen < word.first_seen:
        check.refuse("last_seen", f"expected {word.first_seen} (first_seen) or later, got {word.last_seen}")
    return word, check.problems


def katakana(text: str) -> str:
    """Return a text in NFKC with its hiragana as katakana, the form of readings."""
    return unicodedata.normalize("NFKC", text).translate(_TO_KATAKANA)


def import_error(problems: Sequence[str]) -> WordError:
    """Return the one error for all the bad rows of an import: a line each for the first 20, and how many more."""
    return WordError(nothing_imported(problems))


class _Check:
    """Collects problems; every method returns a value of its type that is usable in further checks."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, column: str, message: str) -> None:
        self.problems.append(Problem(column, message))

    def text(self, column: str, value: object, limit: int) -> str:
        """White space around it goes; control characters and more than ``limit`` characters are refused."""
        if not isinstance(value, str):
            self.refuse(column, f"expected text, got {type(value).__name__}")
            return ""
        value = value.strip()
        for position, character in enumerate(value):
            if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
                kind = "lone surrogate" if unicodedata.category(character) == "Cs" else "control character"
                self.refuse(column, f"{kind} U+{ord(character):04X} at character {position}; remove it")
                return ""
        if len(value) > limit:
            self.refuse(column, f"expected at most {limit} characters, got {len(value)}: {value[:20]}…")
            return ""
        return value

    def name(self, column: str, value: object) -> str:
        """A text in NFKC that is compared as it stands, so that nothing invisible may hide in it."""
        text = self.text(column, value, MAX_SURFACE)
        hidden = [character for character in text if unicodedata.category(character) == "Cf"]
        if hidden:
            self.refuse(column, f"invisible character U+{ord(hidden[0]):04X} in {text!r}; remove it")
            return ""
        # Normalising may lengthen: ㍿ is four characters.
        return self.text(column, unicodedata.normalize("NFKC", text), MAX_SURFACE)

    def several(self, column: str, value: object) -> tuple[object, ...]:
        if isinstance(value, str) or not isinstance(value, Iterable):
            self.refuse(column, f"expected a list of texts, got {type(value).__name__}; put it in a list")
            return ()
        return tuple(value)

    def one_of(self, column: str, value: object, known: Collection[str]) -> str:
        if not isinstance(value, str) or value not in known:
            self.refuse(column, f"expected one of {', '.join(known)}, got {value!r}")
            return ""
        return value

    def year(self, column: str, value: object) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in YEARS:
            self.refuse(column, f"expected a year from {YEARS[0]} to {YEARS[-1]}, got {value!r}")
            return None
        return value

    def truth(self, column: str, value: object) -> bool:
        if not isinstance(value, bool):
            self.refuse(column, f"expected true or false, got {value!r}")
            return False
        return value


def _check_class(check: _Check, value: object, category: str) -> str:
    word_class = check.name("word_class", value)
    if word_class in ("", category) or not category:
        return category
    if not _CLASS.fullmatch(word_class) or not word_class.startswith(f"{category}/"):
        check.refuse("word_class", f"expected {category}/ and a name of a-z, 0-9 and _, got {word_class!r}")
    return word_class


def _check_reading(check: _Check, value: object) -> str:
    text = check.text("reading", value, MAX_READING)
    reading = katakana(text)
    if not _KATAKANA.fullmatch(reading):
        check.refuse("reading", f"expected hiragana or katakana, got {text!r}")
    return reading


def _check_contexts(check: _Check, value: object, names: Collection[str]) -> tuple[str, ...]:
    contexts = dict.fromkeys(
        check.text("contexts", context, MAX_CONTEXT) for context in check.several("contexts", value)
    )
    contexts.pop("", None)
    for context in contexts:
        normalised = unicodedata.normalize("NFKC", context)
        if names and not any(name in normalised for name in names):
            shown = context if len(context) <= 30 else f"{context[:30]}…"
            check.refuse("contexts", f"expected {' or '.join(names)} in the sentence, got {shown!r}")
    return tuple(contexts)
