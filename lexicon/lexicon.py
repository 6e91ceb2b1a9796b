"""The lexicon in memory: entries by surface and alias, and finding them in a text."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
            for form in dict.fromkeys((entry.surface, *entry.aliases)):
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
        """Return a lexicon with these entries too; one with the same id replaces the one before."""
        merged = {entry.entry_id: entry for entry in self.entries}
        merged.update((entry.entry_id, entry) for entry in entries)
        return Lexicon(merged.values())

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
