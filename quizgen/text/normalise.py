"""NFKC normalisation that remembers where every character came from.

All of quizgen works on the NFKC form (Unicode Standard Annex 15), so that １ and 1, ｶﾞ and ガ, ㌔ and キロ are one
thing; what callers see are offsets into their own text. Normalising changes lengths in few places only. Those
places are kept as segments, pairs of spans that correspond as wholes; between two of them the offsets differ by a
constant.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizgen.errors import ArgumentError

NORMALISER = f"NFKC-{unicodedata.unidata_version}"
"""Names the normalisation, Unicode version included, for the manifests of what was built with it."""

_KEEPS_LENGTH, _EXPANDS, _JOINS = "k", "e", "j"
_IRREGULAR = re.compile(f"[{_KEEPS_LENGTH}{_EXPANDS}]?{_JOINS}+|{_EXPANDS}")


class _Behaviour(dict[int, str]):
    """Code point to what NFKC does with it, worked out when first met (``str.translate`` calls this)."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        if _may_join_previous(unicodedata.normalize("NFKD", character)[0]):
            behaviour = _JOINS
        elif len(unicodedata.normalize("NFKC", character)) == 1:
            behaviour = _KEEPS_LENGTH
        else:
            behaviour = _EXPANDS
        self[code_point] = behaviour
        return behaviour


def _may_join_previous(character: str) -> bool:
    # Marks are reordered among themselves and composed with what precedes them; every other character that can be
    # the second half of a composition is a Hangul vowel or final consonant.
    return unicodedata.category(character)[0] == "M" or "\u1161" <= character <= "\u11c2"


_BEHAVIOUR = _Behaviour()


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A text, its NFKC form, and the map between them; made by :func:`normalise`.

    Offsets count Unicode code points; spans are half-open.
    """

    original: str
    text: str
    # The irregular segments, in order: start and end in the original, start and end in the normalised text.
    _original_starts: Sequence[int] = field(default=(), repr=False, compare=False)
    _original_ends: Sequence[int] = field(default=(), repr=False, compare=False)
    _starts: Sequence[int] = field(default=(), repr=False, compare=False)
    _ends: Sequence[int] = field(default=(), repr=False, compare=False)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that became ``text[start:end]``.

        A span that cuts what is one unit in the original (the キ of ㌔) widens to the whole unit.
        Raises :class:`ArgumentError` unless ``0 <= start <= end <= len(text)``.
        """
        _require_span(start, end, len(self.text), "normalised text")
        return _carry(start, end, self._starts, self._ends, self._original_starts, self._original_ends)

    def normalised_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the normalised text that ``original[start:end]`` became.

        A span that cuts what became one unit (the ｶ of ｶﾞ) widens to the whole unit.
        Raises :class:`ArgumentError` unless ``0 <= start <= end <= len(original)``.
        """
        _require_span(start, end, len(self.original), "original text")
        return _carry(start, end, self._original_starts, self._original_ends, self._starts, self._ends)


def normalise(text: str) -> NormalisedText:
    """Return ``text`` in NFKC with the map of offsets. Line feeds stay; an ideographic space becomes a space."""
    if unicodedata.is_normalized("NFKC", text):
        return NormalisedText(text, text)
    original_starts, original_ends, starts, ends = (array("L") for _ in range(4))
    shift = 0
    for match in _IRREGULAR.finditer(text.translate(_BEHAVIOUR)):
        start, end = match.span()
        segment = text[start:end]
        normalised = unicodedata.normalize("NFKC", segment)
        if normalised == segment:
            continue
        original_starts.append(start)
        original_ends.append(end)
        starts.append(start + shift)
        shift += len(normalised) - len(segment)
        ends.append(end + shift)
    return NormalisedText(text, unicodedata.normalize("NFKC", text), original_starts, original_ends, starts, ends)


def _carry(
    start: int,
    end: int,
    from_starts: Sequence[int],
    from_ends: Sequence[int],
    to_starts: Sequence[int],
    to_ends: Sequence[int],
) -> tuple[int, int]:
    # Outside the segments an offset moves by the shift that the last segment before it left.
    before_start = bisect_right(from_starts, start) - 1
    if before_start < 0:
        carried_start = start
    elif start < from_ends[before_start]:
        carried_start = to_starts[before_start]
    else:
        carried_start = start + to_ends[before_start] - from_ends[before_start]
    before_end = bisect_left(from_starts, end) - 1
    if before_end < 0:
        carried_end = end
    elif end <= from_ends[before_end]:
        carried_end = to_ends[before_end]
    else:
        carried_end = end + to_ends[before_end] - from_ends[before_end]
    return carried_start, carried_end


def _require_span(start: int, end: int, length: int, name: str) -> None:
    if not 0 <= start <= end <= length:
        raise ArgumentError(
            f"start, end: expected 0 <= start <= end <= {length}, the length of the {name}, got {start}, {end}"
        )
