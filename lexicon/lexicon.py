"""The lexicon in memory: entries by surface and alias, and finding them in a text."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizgen.lexicon.entry import Entry, surface_key

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Match:
    """A lexicon word found in a text: half-open offsets, and every entry that the surface names."""

    start: int
    end: int
    surface: str
    entries: tuple[Entry, ...]


class Lexicon:
    """Entries by surface and by alias. Immutable; :meth:`extended` gives a larger one.

    Raises :class:`ValueError` when two entries have one surface and class.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._by_id: dict[str, Entry] = {}
        self._by_form: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.entry_id in self._by_id:
                raise ValueError(f"lexicon: {entry.surface} stands twice in class {entry.word_class}")
            self._by_id[entry.entry_id] = entry
            for form in _forms(entry):
                self._by_form[form].append(entry)
        # How long the longest form with these first two characters is: most stretches of a text need no look-up.
        self._longest: dict[str, int] = {}
        for form in self._by_form:
            if len(form) >= _SHORTEST:
                self._longest[form[:2]] = max(len(form), self._longest.get(form[:2], 0))

    @cached_property
    def identity(self) -> str:
        """SHA-256 over every entry, in hexadecimal."""
        rows = sorted(repr(entry) for entry in self.entries)
        return hashlib.sha256("\n".join(rows).encode("utf-8")).hexdigest()

    @cached_property
    def added_forms(self) -> tuple[str, ...]:
        """Every surface and alias of what editors added, the longest first: no dictionary need know them."""
        forms = {form for entry in self.entries if entry.origin == "editor" for form in (entry.surface, *entry.aliases)}
        return tuple(sorted(forms, key=lambda form: (-len(form), form)))

    def __len__(self) -> int:
        return len(self.entries)

    def extended(self, entries: Iterable[Entry]) -> Lexicon:
        """Return a lexicon with these entries too; one with the same id takes the place of the one before.

        It costs a copy of three dictionaries and the work on the entries given, not on all.
        """
        larger = Lexicon(())
        larger._by_id, larger._longest = dict(self._by_id), dict(self._longest)
        larger._by_form.update(self._by_form)
        changed: set[str] = set()
        for entry in entries:
            before = larger._by_id.get(entry.entry_id)
            if before is not None:
                for form in _forms(before):
                    larger._by_form[form] = [other for other in larger._by_form[form] if other is not before]
                changed.update(_forms(before))
            larger._by_id[entry.entry_id] = entry
            for form in _forms(entry):
                larger._by_form[form] = [*larger._by_form.get(form, ()), entry]
                if len(form) >= _SHORTEST:
                    larger._longest[form[:2]] = max(len(form), larger._longest.get(form[:2], 0))
            if before is not None:
                changed.update(_forms(entry))
        larger.entries = tuple(larger._by_id.values())
        larger._put_in_order(changed)
        return larger

    def _put_in_order(self, forms: Iterable[str]) -> None:
        """Bring the entries of these forms, each in a list of its own, into the lexicon's order; drop empty forms."""
        several = {form: self._by_form[form] for form in forms if len(self._by_form[form]) > 1}
        ids = {entry.entry_id for entries in several.values() for entry in entries}
        place = {entry_id: number for number, entry_id in enumerate(self._by_id) if entry_id in ids} if ids else {}
        for form, entries in several.items():
            self._by_form[form] = sorted(entries, key=lambda entry: place[entry.entry_id])
        for form in forms:
            if not self._by_form[form]:
                del self._by_form[form]

    @property
    def ids(self) -> KeysView[str]:
        """The identifiers of its entries, in its order."""
        return self._by_id.keys()

    def entries_of(self, ids: Iterable[str]) -> tuple[Entry | None, ...]:
        """Return the entry of each identifier, None for one that it lacks."""
        return tuple(map(self._by_id.get, ids))

    def get(self, entry_id: str) -> Entry | None:
        """Return the entry with this identifier."""
        return self._by_id.get(entry_id)

    def named(self, form: str) -> tuple[Entry, ...]:
        """Return the entries that this surface or alias names, in the lexicon's order."""
        return tuple(self._by_form.get(form, ()))

    def same_thing(self, form: str) -> set[str]:
        """Return the comparison keys of every form that names what ``form`` names, itself included."""
        keys = {surface_key(form)}
        for entry in self._by_form.get(form, ()):
            keys.update(surface_key(name) for name in (entry.surface, *entry.aliases))
        return keys

    def find(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[Match]:
        """Yield the longest words of the text on token boundaries, left to right, not overlapping.

        ``starts``/``ends``: offsets of its tokens, ascending; only stretches from a start to an end are looked up, so
        京都 is not found in 東京都. Words of one character (米, 金) are too many things to be looked for.
        """
        taken = 0
        forms, longest = self._by_form, self._longest
        count = len(starts)
        for first in range(count):
            start = starts[first]
            if start < taken:
                continue
            reach = longest.get(text[start : start + 2], 0)
            last = first
            while last < count and ends[last] - start <= reach:
                last += 1
            for end in reversed(ends[first:last]):
                found = forms.get(text[start:end]) if end - start >= _SHORTEST else None
                if found:
                    yield Match(start, end, text[start:end], tuple(found))
                    taken = end
                    break


def _forms(entry: Entry) -> dict[str, None]:
    """Return what names an entry, each form once, in order."""
    return dict.fromkeys((entry.surface, *entry.aliases))
