"""What words of one class have in common: the narrower groups they are in, and the wholes they are parts of.

Two folders of readable CSV files, laid out as the seed lists are, one file a class. ``groups/<category>/<class>.csv``
says which words of a class go together (countries of a region, teams of a league, actors of a time); a word may be in
several. ``parts/<category>/<class>.csv`` says what they belong to, where that is a word itself (the country of a city,
the maker of a product, the company of a manager). In both, members stand in one cell with ``|`` between them.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.lexicon.categories import CATEGORIES
from quizgen.lexicon.entry import Entry, make_entry_id, surface_key

GROUPS = Path(__file__).resolve().parent / "groups"
PARTS = Path(__file__).resolve().parent / "parts"
# Of these a maker makes many kinds.
_MADE = frozenset({"product", "company"})
# So many choices stand in a quiz.
_ENOUGH = 4
_GROUP_COLUMNS, _PART_COLUMNS = ("group", "members"), ("whole", "members")

# How well a candidate goes with a key, 1 being best: of the same whole and class, or of all of its groups; of one of
# them, or of the whole only; of neither; and where nothing is known of the candidate.
_SAME, _NEAR, _FAR, _UNKNOWN = 1.0, 0.97, 0.86, 0.9
KIN = _NEAR
"""The least kinship of words that are kin."""


_NONE: frozenset[str] = frozenset()


class RelationError(QuizgenError, ValueError):
    """A file of relations has a bad row; the message names file, line and column."""


class Division:
    """Words on a key's side of what a sentence names, and others."""

    def __init__(self, relations: Relations, keys: tuple[Entry, ...], named: frozenset[str]) -> None:
        self._relations, self._named = relations, named
        self._side = _NONE.union(*(relations.named_of(key, named) for key in keys))

    def admits(self, entry: Entry) -> bool:
        """Whether a word is in each group and whole that is named where the key is, and in no other.

        Of a word that an editor added nobody has said where it belongs, and it is admitted.
        """
        if entry.origin == "editor" and not self._relations.are_known(entry):
            return True
        return not self._named or self._relations.named_of(entry, self._named) == self._side


class Relations:
    """Groups and wholes by entry id.

    ``groups``: the names of its groups; ``wholes``: the comparison keys of what it is part of.
    """

    def __init__(self, groups: Mapping[str, frozenset[str]], wholes: Mapping[str, frozenset[str]]) -> None:
        self._groups, self._wholes = groups, wholes
        self._names = {
            entry_id: wholes.get(entry_id, _NONE) | {surface_key(name) for name in groups.get(entry_id, ())}
            for entry_id in {**groups, **wholes}
        }
        self._classes = {entry_id.rpartition("|")[2] for entry_id in groups}
        parts: dict[str, set[str]] = defaultdict(set)
        self._sizes: Counter[tuple[str, str]] = Counter()
        for entry_id, names in wholes.items():
            surface, _, word_class = entry_id.rpartition("|")
            for name in names:
                parts[name].add(surface_key(surface))
                self._sizes[name, word_class] += 1
        self._parts = {name: frozenset(found) for name, found in parts.items()}

    def groups(self, entry: Entry) -> frozenset[str]:
        """Return the names of the groups that a word is in, as words of its class."""
        return self._groups.get(entry.entry_id, _NONE)

    def wholes(self, entry: Entry) -> frozenset[str]:
        """Return the comparison keys of what a word is part of."""
        return self._wholes.get(entry.entry_id, _NONE)

    def parts(self, names: Iterable[str]) -> frozenset[str]:
        """Return the comparison keys of the parts of what bears one of these names (comparison keys)."""
        return _NONE.union(*(self._parts.get(name, ()) for name in names))

    def are_known(self, entry: Entry) -> bool:
        """Whether a word's class is divided into groups, so that one without a group has no fellows that are known.

        Nobody has put the words that editors add into groups, and nothing is held against them for that.
        """
        divided = entry.word_class in self._classes and entry.origin != "editor"
        return divided or bool(self.groups(entry) or self.wholes(entry))

    def kinship(self, keys: Sequence[Entry], other: Entry) -> float:
        """Return how well a word goes with a key, 0 to 1, 1 where nothing narrower than the class is known of the key.

        ``keys``: what the lexicon has of the key, as it is meant here.
        """
        known = [key for key in keys if self.are_known(key)]
        if not known:
            return 1.0
        return max(self._kinship(key, other) for key in known)

    def are_kin(self, keys: Sequence[Entry], other: Entry) -> bool:
        """Whether a word shares a group or a whole with a key, or nothing narrower than the class is known of it."""
        return self.kinship(keys, other) >= KIN

    def division(self, keys: Sequence[Entry], named: frozenset[str]) -> Division:
        """Return how the groups and wholes that a text names (comparison keys) divide words into those on the key's
        side and others: beside パ・リーグ, that of its opponent, stands no team of that league.

        A whole that has too few parts of the key's class to choose from (a country has one capital) divides nothing.
        """
        classes = {key.word_class for key in keys}
        large = {name for name in named if all(self._sizes.get((name, own), _ENOUGH) >= _ENOUGH for own in classes)}
        return Division(self, tuple(keys), frozenset(large))

    def named_of(self, entry: Entry, named: frozenset[str]) -> frozenset[str]:
        """Return the groups and wholes of a word that are among these names (comparison keys)."""
        return named & self._names.get(entry.entry_id, _NONE)

    def _kinship(self, key: Entry, other: Entry) -> float:
        if key.category not in _MADE and self.wholes(key) & self.wholes(other):
            return _SAME if key.word_class == other.word_class else _NEAR
        groups = self.groups(key)
        shared = len(groups & self.groups(other))
        if shared:
            return _NEAR + (_SAME - _NEAR) * shared / len(groups)
        if other.origin == "editor" and other.word_class == key.word_class and not self.are_known(other):
            return _NEAR
        return _FAR if self.groups(other) or self.wholes(other) else _UNKNOWN


@cache
def default_relations() -> Relations:
    """Return the relations that ship."""
    return read_relations(GROUPS, PARTS)


def read_relations(groups: Path, parts: Path) -> Relations:
    """Read two folders of relations. Raises :class:`RelationError`."""
    in_groups: dict[str, set[str]] = defaultdict(set)
    for word_class, name, members in _rows(groups, _GROUP_COLUMNS):
        for member in members:
            in_groups[make_entry_id(member, word_class)].add(name)
    in_wholes: dict[str, set[str]] = defaultdict(set)
    for word_class, name, members in _rows(parts, _PART_COLUMNS):
        for member in members:
            in_wholes[make_entry_id(member, word_class)].update(map(surface_key, name.split("|")))
    return Relations(_frozen(in_groups), _frozen(in_wholes))


def _rows(folder: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for path in sorted(folder.glob("*/*.csv")):
        if path.parent.name not in CATEGORIES:
            raise RelationError(
                f"{path}: unknown category {path.parent.name!r}; expected one of {', '.join(CATEGORIES)}"
            )
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = tuple(next(reader, ()))
            if header != columns:
                raise RelationError(f"{path}, line 1: expected the columns {','.join(columns)}, got {','.join(header)}")
            for row in reader:
                if len(row) != len(columns) or not all(row):
                    raise RelationError(f"{path}, line {reader.line_num}: expected {' and '.join(columns)}, got {row}")
                yield f"{path.parent.name}/{path.stem}", row[0], tuple(row[1].split("|"))


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in found.items()}
