"""What words of one class have in common: the narrower groups they are in, and the wholes they are parts of.

Two folders of readable CSV files, laid out as the seed lists are, one file a class. ``groups/<category>/<class>.csv``
says which words of a class go together (countries of a region, teams of a league, actors of a time); a word may be in
several. ``parts/<category>/<class>.csv`` says what they belong to, where that is a word itself (the country of a city,
the maker of a product, the company of a manager). In both, members stand in one cell with ``|`` between them. Groups of
one name in the files of two classes are two groups (airlines and banks of 米国), but for classes of one family.
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
# Classes whose groups of one name are one, and awards of all kinds: capitals go with other cities of their region.
_FAMILIES = {
    "place/capital": "place/city_world",
    "event/conference": "event/summit",
    "person/manager": "person/athlete_baseball",
}
_AWARD = "award"
# What lies in one whole is alike: towns of a country; a maker makes many kinds, and a town has a castle and a theatre.
_PLACE = "place"
# Of these, one that lies in a place that the text names is told by it where hardly another of its kind does.
_TOLD_BY_PLACE = frozenset({"facility", "organization"})
# And these lie in one place only.
_IN_ONE_PLACE = _TOLD_BY_PLACE | {_PLACE}
# So many choices stand in a quiz.
_ENOUGH = 4
_GROUP_COLUMNS, _PART_COLUMNS = ("group", "members"), ("whole", "members")

# How well a candidate goes with a key, 1 being best: of the same whole and class, or of all of its groups; of one of
# them, or a place of the whole only; of neither; and where nothing is known of the candidate.
_SAME, _NEAR, _FAR, _UNKNOWN = 1.0, 0.97, 0.86, 0.9
KIN = _NEAR
"""The least kinship of words that are kin."""


# 京都府 is 京都 too; 道 belongs to 北海道's name.
_PREFECTURES, _SHORTEST_PREFECTURE = "県府都", 2
_NONE: frozenset[str] = frozenset()


class RelationError(QuizgenError, ValueError):
    """A file of relations has a bad row; the message names file, line and column."""


class Division:
    """Words on a key's side of what a sentence names, and others.

    ``is_told``: whether the text names what the key belongs to, and that has too few of its kind to choose from;
    ``is_elsewhere``: whether the key stands behind a place that it does not lie in.
    """

    def __init__(
        self,
        relations: Relations,
        keys: tuple[Entry, ...],
        named: frozenset[str],
        *,
        is_told: bool = False,
        is_elsewhere: bool = False,
    ) -> None:
        self._relations, self._named = relations, named
        self.is_told, self.is_elsewhere = is_told, is_elsewhere
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
        self._wholes_of_name = _by_name(wholes)
        of_class: dict[str, set[str]] = defaultdict(set)
        for entry_id, found in groups.items():
            of_class[entry_id.rpartition("|")[2]] |= found
        self._groups_of_class = _frozen(of_class)

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

    def division(self, keys: Sequence[Entry], named: frozenset[str], places: frozenset[str] = frozenset()) -> Division:
        """Return how the groups and wholes that a text names (comparison keys) divide words into those on the key's
        side and others: beside パ・リーグ, that of its opponent, stands no team of that league.

        A whole that has too few parts of the key's class to choose from (a country has one capital) divides nothing.
        ``places``: of the place right before the key, by :meth:`around`.
        """
        classes = {key.word_class for key in keys}
        large = {name for name in named if all(self._sizes.get((name, own), _ENOUGH) >= _ENOUGH for own in classes)}
        small = named - large
        told = any(key.category in _TOLD_BY_PLACE and small & self.wholes(key) for key in keys)
        elsewhere = bool(keys) and all(self.lies_elsewhere(key, places) for key in keys)
        return Division(self, tuple(keys), frozenset(large), is_told=told, is_elsewhere=elsewhere)

    def around(self, entries: Iterable[Entry]) -> frozenset[str]:
        """Return the comparison keys of the names of words and of all that they lie in: 渋谷, 東京都."""
        found, waiting = set[str](), [entry for entry in entries if entry.category == _PLACE]
        for entry in waiting:
            found |= {surface_key(name) for name in (entry.surface, *entry.aliases)} | self.wholes(entry)
        return frozenset(found).union(*(self._wholes_of_name.get(name, _NONE) for name in found))

    def lies_elsewhere(self, key: Entry, places: frozenset[str]) -> bool:
        """Whether a word, by what it is part of, is in none of some places (:meth:`around`): what stands behind them
        is another thing of its name, as 港区 behind 名古屋市 is."""
        wholes = self.wholes(key) if key.category in _IN_ONE_PLACE else _NONE
        own = wholes.union(*(self._wholes_of_name.get(name, _NONE) for name in wholes))
        return bool(own) and bool(places) and not own & places

    def has_group_of(self, entry: Entry, word_class: str) -> bool:
        """Whether a word is of a class, or in a group that words of that class are in."""
        return entry.word_class == word_class or (
            _family(entry.word_class) == _family(word_class)
            and bool(self.groups(entry) & self._groups_of_class.get(word_class, _NONE))
        )

    def named_of(self, entry: Entry, named: frozenset[str]) -> frozenset[str]:
        """Return the groups and wholes of a word that are among these names (comparison keys)."""
        return named & self._names.get(entry.entry_id, _NONE)

    def _kinship(self, key: Entry, other: Entry) -> float:
        if _family(key.word_class) == _family(other.word_class):
            if key.category == _PLACE and self.wholes(key) & self.wholes(other):
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
            in_wholes[make_entry_id(member, word_class)].update(map(surface_key, _names_of(name.split("|"))))
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


def _family(word_class: str) -> str:
    category = word_class.partition("/")[0]
    return category if category == _AWARD else _FAMILIES.get(word_class, word_class)


def _names_of(wholes: Iterable[str]) -> Iterator[str]:
    """Yield the names of wholes, a prefecture's short one too: 愛知 of 愛知県."""
    for name in wholes:
        yield name
        if len(name) > _SHORTEST_PREFECTURE and name[-1] in _PREFECTURES:
            yield name[:-1]


def _by_name(wholes: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the wholes of places by the comparison keys of their surfaces."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry_id, names in wholes.items():
        surface, _, word_class = entry_id.rpartition("|")
        if word_class.startswith(f"{_PLACE}/"):
            found[surface_key(surface)] |= names
    return _frozen(found)
