"""Where choices stand and what is known of them, for what the words alone do not tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _nothing_known(surface: str) -> bool:
    return False


def _no_full_name(surface: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class ChoiceContext:
    """What surrounds a quiz's choices.

    ``category``: of the key, a lexicon category or "number". ``before``, ``after``: the stem's text next to the blank.
    ``is_name``: whether a surface is a name as it stands, as 足利尊氏 is, in which 氏 is no honorific. ``full_name``:
    an organization's name with its legal form, None where it is not known.
    """

    category: str = ""
    before: str = ""
    after: str = ""
    is_name: Callable[[str], bool] = _nothing_known
    full_name: Callable[[str], str | None] = _no_full_name
