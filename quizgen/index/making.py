"""Making the rows of an index from an archive's contexts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.index.senses import Sense, SenseTable, encode_rows
from quizgen.lexicon import Entry, Lexicon
from quizgen.results import Exemplar
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.contexts import MappedContexts, assign_entries
from quizgen.senses.grouping import GroupingSettings, group_contexts
from quizgen.vectors import WordVectors, unit

_READ = ("context", "slot", "topic")
# A class lends its mean to members without contexts once this many of its words have some.
_LENDERS = 3

Row = tuple[Sense, NDArray[np.float32]]


class SenseMaker:
    """Makes the sense table of an archive. ``pieces`` cuts a surface into tokens, for words without a vector."""

    def __init__(
        self,
        lexicon: Lexicon,
        vectors: WordVectors,
        channels: Channels,
        classes: ClassModel,
        grouping: GroupingSettings,
        pieces: Callable[[str], Sequence[str]],
    ) -> None:
        self._lexicon = lexicon
        self._vectors = vectors
        self._channels = channels
        self._classes = classes
        self._grouping = grouping
        self._pieces = pieces

    def table(self, contexts: MappedContexts, exemplar: Callable[[int], Exemplar]) -> SenseTable:
        """Return every entry's senses; ``exemplar`` tells where a context row was seen.

        An entry without contexts takes the mean of its class, where enough of the class have some, and is marked by
        its ``channels``; where its class has too few it is left out.
        """
        read = list(self.read_rows(contexts, exemplar))
        seen = {sense.entry_id for sense, _ in read}
        unread = [entry for entry in self._lexicon.entries if entry.entry_id not in seen]
        rows = sorted([*read, *self._borrowed(unread, read)], key=lambda row: row[0].sense_id)
        if not rows:
            return SenseTable((), np.zeros((0, self._channels.dimensions), dtype=np.int8))
        return SenseTable(tuple(sense for sense, _ in rows), encode_rows(np.stack([vector for _, vector in rows])))

    def read_rows(self, contexts: MappedContexts, exemplar: Callable[[int], Exemplar]) -> Iterator[Row]:
        """Yield the senses of every entry that has contexts, in the lexicon's order."""
        rows_of_entry = assign_entries(contexts, self._lexicon, self._classes)
        for entry in self._lexicon.entries:
            rows = rows_of_entry.get(entry.entry_id)
            if rows is not None:
                numbers = rows.tolist()
                yield from self.entry_rows(entry, contexts.rows[rows], [exemplar(row) for row in numbers])

    def entry_rows(self, entry: Entry, contexts: NDArray[np.float32], exemplars: Sequence[Exemplar]) -> Iterator[Row]:
        """Yield the senses of one entry, with their vectors, from its mapped contexts, (n, read dimensions).

        ``exemplars`` says where each context was seen; a sense keeps that of its most typical one.
        """
        static = self._static(entry)
        groups = group_contexts(contexts, self._grouping)
        for number in range(int(groups.max()) + 1):
            members = np.flatnonzero(groups == number)
            mean = contexts[members].mean(axis=0)
            nearest = int(members[(contexts[members] @ mean).argmax()])
            seen = (("static",) if static is not None else ()) + _READ
            sense = Sense(entry.entry_id, number, len(members), seen, exemplars[nearest])
            yield sense, self._joined(static, mean)

    def _borrowed(self, unread: Sequence[Entry], read: Sequence[Row]) -> Iterator[Row]:
        of_class: dict[str, list[NDArray[np.float32]]] = defaultdict(list)
        for sense, vector in read:
            entry = self._lexicon.get(sense.entry_id)
            if entry is not None and sense.number == 0:
                of_class[entry.word_class].append(vector)
        for entry in unread:
            lenders = of_class.get(entry.word_class, [])
            if len(lenders) >= _LENDERS:
                yield self.borrowed_row(entry, np.stack(lenders))

    def borrowed_row(self, entry: Entry, lenders: NDArray[np.float32]) -> Row:
        """Return the one sense of an entry without contexts: the mean of index vectors (n, dimensions) of its class."""
        static = self._static(entry)
        seen = ("static",) if static is not None else ()
        offset = self._channels.slices["context"].start
        return Sense(entry.entry_id, 0, 0, seen, None), self._joined(static, lenders.mean(axis=0)[offset:])

    def _static(self, entry: Entry) -> NDArray[np.float32] | None:
        raw = self._vectors.phrase(entry.surface, self._pieces(entry.surface))
        return None if raw is None else self._channels.maps["static"].apply(raw[None])[0]

    def _joined(self, static: NDArray[np.float32] | None, read: NDArray[np.float32]) -> NDArray[np.float32]:
        """Join the static block and the mean of the read blocks, each brought back to unit length."""
        vector = np.zeros(self._channels.dimensions, dtype=np.float32)
        if static is not None:
            vector[self._channels.slices["static"]] = static
        offset = self._channels.slices["context"].start
        for name in _READ:
            place = self._channels.slices[name]
            vector[place] = unit(read[place.start - offset : place.stop - offset])
        return vector
