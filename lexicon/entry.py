"""One entry of the lexicon: a word in one category."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from quizgen.lexicon.categories import category_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as one kind of thing; a surface that names two kinds (楽天) has two entries.

    ``word_class``: the fine class ("team/baseball"), or the bare category where no finer one is known.
    ``reading``: katakana, "" where unknown. ``status``: "" (not known), active, former, dissolved or dead.
    ``count``: occurrences in the corpus it was mined from. ``first_seen``/``last_seen``: years, for a seed those in
    which the thing began and ended, for a mined word those in which the archive has it; None where unknown.
    ``origin``: seed, mined or editor. ``entry_id``: the stable public identifier; ``category``: the first part of the
    class.
    """

    surface: str
    word_class: str
    reading: str = ""
    aliases: tuple[str, ...] = ()
    status: str = ""
    first_seen: int | None = None
    last_seen: int | None = None
    successor: str = ""
    count: int = 0
    origin: str = "seed"
    # Hundreds of entries are asked for these with every key.
    entry_id: str = field(init=False, repr=False, compare=False)
    category: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry_id", make_entry_id(self.surface, self.word_class))
        object.__setattr__(self, "category", category_of(self.word_class))

    def __hash__(self) -> int:
        return hash(self.entry_id)


def make_entry_id(surface: str, word_class: str) -> str:
    """Join a surface and its class to the identifier ``surface|class``; :func:`split_entry_id` takes it apart."""
    return f"{surface}|{word_class}"


def split_entry_id(entry_id: str) -> tuple[str, str]:
    """Return (surface, class) of an identifier; a surface may itself hold the separator, a class never does."""
    surface, separator, word_class = entry_id.rpartition("|")
    if not separator:
        raise ValueError(f"entry id: expected surface|class, got {entry_id!r}")
    return surface, word_class


@lru_cache(maxsize=65536)  # a request compares hundreds of words, mostly those of the last one
def surface_key(surface: str) -> str:
    """The form in which surfaces are compared: NFKC, case folded, middle dots and spaces left out."""
    folded = unicodedata.normalize("NFKC", surface).casefold()
    return folded.translate(_IGNORED)


_IGNORED = {ord(character): None for character in " ・=-‐'’.,"}
