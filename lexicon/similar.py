"""Words that a new one may be the same as: by name, by alias, by another spelling, by reading."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizgen.lexicon.entry import Entry, make_entry_id, surface_key

# One slip in so short a word makes another word.
_SHORTEST_WITH_SLIP = 4
# A slip of the keyboard is one of kana or of Latin letters; another kanji is mostly another name (山形大学, 山口大学).
_SLIPS = re.compile(r"[ァ-ヺa-z]")
_HIRAGANA = {code: code + 0x60 for code in (*range(ord("ぁ"), ord("ゖ") + 1), ord("ゝ"), ord("ゞ"))}
_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"), ("ティ", "チ"), ("ディ", "ジ"))
_WRITTEN_ALIKE = str.maketrans(
    "ァィゥェォッャュョヮヂヅヶヵ髙﨑邊邉齋齊斎斉澤濱國廣櫻龍瀧嶋嶌眞學會縣",
    "アイウエオツヤユヨワジズケカ高崎辺辺斎斎斎斎沢浜国広桜竜滝島島真学会県",
    "ー",
)


@dataclass(frozen=True, slots=True)
class Similar:
    """A word that a new one may be the same as.

    ``kind``: same_name (also in another class), alias (one is called by an alias of the other), variant (the same in
    other kana, width or form of the kanji), slip (one kana or letter differs), or reading. ``name``: of the new word,
    its surface or an alias.
    """

    kind: str
    name: str
    entry: Entry

    def __str__(self) -> str:
        return f"{self.name}: {_SAID[self.kind].format(entry=self.entry.entry_id)}"


_SAID = {
    "same_name": "{entry} has the same name",
    "alias": "{entry} is called that too",
    "variant": "{entry} is the same in another spelling",
    "slip": "{entry} is nearly the same",
    "reading": "{entry} is read the same",
}


class SimilarWords:
    """Looks words up among entries; building costs some tenths of a second for 20,000, looking up next to nothing."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._named: dict[str, list[Entry]] = defaultdict(list)
        self._called: dict[str, list[Entry]] = defaultdict(list)
        self._spelled: dict[str, list[Entry]] = defaultdict(list)
        self._slipped: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self._read: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            self._named[surface_key(entry.surface)].append(entry)
            for alias in entry.aliases:
                self._called[surface_key(alias)].append(entry)
            spelling = spelling_key(entry.surface)
            self._spelled[spelling].append(entry)
            for form in _with_slip(spelling):
                self._slipped[form].append((spelling, entry))
            if entry.reading:
                self._read[entry.category, entry.reading].append(entry)

    def of(self, surface: str, word_class: str, aliases: Sequence[str] = (), reading: str = "") -> tuple[Similar, ...]:
        """Return the words that a new one may be the same as, each once, by the strongest sign.

        ``word_class``: a fine class or the category. The word itself, by the same name in the same class, is left out.
        """
        own = make_entry_id(surface, word_class)
        found: dict[str, Similar] = {}
        for similar in self._signs(surface, word_class, aliases, reading):
            if similar.entry.entry_id != own:
                found.setdefault(similar.entry.entry_id, similar)
        return tuple(found.values())

    def _signs(self, surface: str, word_class: str, aliases: Sequence[str], reading: str) -> Iterator[Similar]:
        names = dict.fromkeys((surface, *aliases))
        for entry in self._named.get(surface_key(surface), ()):
            yield Similar("same_name", surface, entry)
        for name in names:
            for entry in (*self._called.get(surface_key(name), ()), *self._named.get(surface_key(name), ())):
                yield Similar("alias", name, entry)
        for name in names:
            for entry in self._spelled.get(spelling_key(name), ()):
                yield Similar("variant", name, entry)
        spelling = spelling_key(surface)
        for form in _with_slip(spelling):
            for other, entry in self._slipped.get(form, ()):
                if _one_slip(spelling, other):
                    yield Similar("slip", surface, entry)
        if reading:
            for entry in self._read.get((word_class.partition("/")[0], reading), ()):
                yield Similar("reading", surface, entry)


def spelling_key(surface: str) -> str:
    """Return the form in which spellings of one word are the same: katakana, without ー, old kanji as new ones."""
    key = surface_key(surface).translate(_HIRAGANA)
    for written, sound in _SOUNDS:
        key = key.replace(written, sound)
    return key.translate(_WRITTEN_ALIKE) or surface_key(surface)


def _with_slip(spelling: str) -> Iterator[str]:
    """Yield a spelling and every form of it in which one kana or letter is left out."""
    if len(spelling) < _SHORTEST_WITH_SLIP:
        return
    yield spelling
    for place in _SLIPS.finditer(spelling):
        yield spelling[: place.start()] + spelling[place.end() :]


def _one_slip(one: str, other: str) -> bool:
    """Whether two spellings that share a form differ by one character left out, put in, or taken for another."""
    if one == other or min(len(one), len(other)) < _SHORTEST_WITH_SLIP:
        return False
    if len(one) != len(other):
        return True
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=True)) == 1
