"""The editors' words as the store of a data home keeps them. Needs no model: changing them does not wait for one."""

from __future__ import annotations

from pathlib import Path

from quizgen.lexicon import Entry
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import Store, Word, WordRepository, open_store


def open_words(home: Path, who: str = "") -> tuple[Store, WordRepository]:
    """Open the store of a data home and its words, changed in the name of ``who``."""
    store = open_store(home)
    return store, WordRepository(store, WORD_RULES, who)


def entry_of(word: Word, known: Entry | None = None) -> Entry:
    """Return a stored word as an entry of the lexicon.

    ``known``: the entry that the default lexicon has by the same id. What only the lexicon counts and the store does
    not keep comes from there, so that a word is as familiar after an editor's change as before it.
    """
    return Entry(
        surface=word.surface,
        word_class=word.word_class,
        reading=word.reading,
        aliases=word.aliases,
        status=word.status,
        first_seen=word.first_seen,
        last_seen=word.last_seen,
        successor=word.successor or (known.successor if known else ""),
        count=known.count if known else 0,
        origin="editor",
    )
