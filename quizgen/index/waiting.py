"""Which words that editors added are searched beside the graph, until the next build takes them in."""

from __future__ import annotations

from quizgen.index.senses import SenseTable
from quizgen.index.version import Versions
from quizgen.store import Word, WordRepository


def waiting_words(versions: Versions, repository: WordRepository) -> list[Word]:
    """Return the words that the current version does not have, in the order of their adding; blocked ones left out."""
    current = versions.current()
    taken: frozenset[str] = frozenset()
    if current is not None:
        taken = frozenset(sense.entry_id for sense in SenseTable.load(versions.path(current)).senses)
    return [word for word in repository.export() if word.entry_id not in taken and not word.blocked]
