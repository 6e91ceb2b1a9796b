"""Numbers with their unit as keys, and other numbers as their distractors.

A distractor has the key's unit, notation and roundness, is possible (no 31st of June, no 130% of a whole), states no
figure of the article, and lies as often below the key as above it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from quizgen.distractors.number_expressions import (
    CALENDAR,
    NumberExpression,
    gregorian_year,
    same_figure,
    worth_asking,
)
from quizgen.distractors.number_rungs import Scale
from quizgen.distractors.number_scales import has_weekday, parts_at, position_of, scale_of
from quizgen.distractors.number_scores import other_results
from quizgen.distractors.number_search import find_numbers
from quizgen.distractors.number_units import Kind
from quizgen.errors import ArgumentError
from quizgen.options import DIFFICULTIES

__all__ = ["Kind", "NumberExpression", "find_numbers", "number_distractors", "same_figure", "worth_asking"]

_TRIES = 1000

Parts = tuple[Decimal, ...]


def number_distractors(
    key: NumberExpression,
    *,
    article_numbers: Sequence[NumberExpression],
    n: int,
    rng: random.Random,
    difficulty: str,
    this_year: int | None = None,
) -> list[str]:
    """Return up to ``n`` other numbers to stand beside ``key``, in random order: any first few are a fair choice too.

    ``article_numbers``: every number of the article, so that none of them is offered, in whatever notation.
    ``difficulty``: easy spreads the choices, hard draws them close. ``this_year``: the year the article is from, where
    known; a past year then gets no distractor in the future. The key's place among the sorted choices is drawn
    evenly from the places possible. Fewer than ``n`` come back when no more exist; equal arguments and an equal state
    of ``rng`` give equal lists. Raises :class:`ArgumentError` for a bad ``n`` or ``difficulty``.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise ArgumentError(f"n: expected a whole number from 0, got {n!r}")
    if difficulty not in DIFFICULTIES:
        raise ArgumentError(f"difficulty: expected one of {', '.join(DIFFICULTIES)}, got {difficulty!r}")
    shape = _with_commas_settled(key, article_numbers)
    figures = (key, *article_numbers)

    def surface_of(parts: Parts) -> str | None:
        claim = shape.with_values(parts) if _may_stand_beside(key, parts) else None
        if claim is None or any(same_figure(claim, figure) for figure in figures):
            return None
        return claim.surface

    if key.kind is Kind.SCORE:
        results = [surface for result in other_results(key, difficulty) if (surface := surface_of(result)) is not None]
        return rng.sample(results, min(n, len(results)))
    years = [year for figure in figures if (year := gregorian_year(figure)) is not None]
    scale = scale_of(key, difficulty=difficulty, newest_year=max(years, default=None), this_year=this_year)

    def surface_at(position: Decimal) -> str | None:
        return surface_of(parts_at(key, position))

    least, most = scale.band
    for band in ((least, most), (least, least), (scale.shortest, scale.shortest)):
        below, above = (_walk(replace(scale, band=band), direction, n, rng, surface_at) for direction in (-1, 1))
        if len(below) + len(above) >= n:
            break  # else the steps were too long for the room there is
    if len(below) + len(above) <= n:
        chosen = below + above
    else:
        place = rng.randint(n - len(above), len(below))
        chosen = below[:place] + above[: n - place]
    rng.shuffle(chosen)
    return chosen


def _walk(
    scale: Scale, direction: int, n: int, rng: random.Random, surface_at: Callable[[Decimal], str | None]
) -> list[str]:
    """Step away from the key in one direction and collect surfaces, nearest first."""
    surfaces: list[str] = []
    here: Decimal | None = scale.key
    while here is not None and len(surfaces) < n:
        least, most = scale.band
        # Where the drawn step leaves the scale, a small one may still fit.
        for distance in (rng.uniform(least, most), least, scale.shortest):
            position, surface = _first_usable(scale, scale.away(here, direction, distance), direction, surface_at)
            if surface is not None:
                surfaces.append(surface)
                break
        here = position if surface is not None else None
    return surfaces


def _first_usable(
    scale: Scale, position: Decimal, direction: int, surface_at: Callable[[Decimal], str | None]
) -> tuple[Decimal, str | None]:
    """The first position from here on that is no figure of the article and can be written."""
    for _ in range(_TRIES):
        if not scale.contains(position):
            break
        surface = surface_at(position) if scale.rungs.holds(position) else None
        if surface is not None:
            return position, surface
        position = scale.rungs.next(position, direction)
    return position, None


def _may_stand_beside(key: NumberExpression, parts: Parts) -> bool:
    """Whether other parts are written plainly, fall on the key's weekday and cannot be mistaken for the key."""
    return _is_written_so(key, parts) and not _looks_alike(key, parts) and _is_on_weekday(key, parts)


def _is_written_so(key: NumberExpression, parts: Parts) -> bool:
    """Nobody writes 0 minutes or 0 seconds, unless the key does or pads them (15時00分)."""
    further = zip(parts[1:], key.values[1:], key.notations[1:], strict=True)
    return key.kind is Kind.SCORE or all(part > 0 or own == 0 or notation.width for part, own, notation in further)


def _looks_alike(key: NumberExpression, parts: Parts) -> bool:
    """Whether only zeros or the point tell it from the key: 1,200 and 12,000, 3.5 and 35."""
    if len(parts) > 1 or key.kind in CALENDAR or not parts[0] or not key.values[0]:
        return False
    own, other = key.values[0].normalize().as_tuple(), parts[0].normalize().as_tuple()
    return own.digits == other.digits and own.exponent != other.exponent


def _is_on_weekday(key: NumberExpression, parts: Parts) -> bool:
    """The weekday that the article puts behind a date is true of every choice."""
    return not has_weekday(key) or (position_of(key, parts) - position_of(key)) % 7 == 0


def _with_commas_settled(key: NumberExpression, article_numbers: Sequence[NumberExpression]) -> NumberExpression:
    """Where the key is too short to show commas, write longer numbers as the rest of the article does."""
    quantities = [number for number in article_numbers if number.kind not in CALENDAR]  # years never have commas
    shown = [notation.grouped for number in quantities for notation in number.notations]
    grouped = next((grouped for grouped in shown if grouped is not None), True)
    return replace(key, notations=tuple(notation.with_grouping(grouped) for notation in key.notations))
