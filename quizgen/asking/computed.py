"""Figures that a reader can work out from the rest of their sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from quizgen.distractors.numbers import Kind, NumberExpression
from quizgen.text import Token

_QUANTITIES = frozenset({Kind.AMOUNT, Kind.COUNT, Kind.PERCENT})
# A smaller figure may be there twice by chance.
_SAME_FROM = Decimal(10)
_SEPARATORS = frozenset("、 ・ と や および 及び ならびに".split())
_ET_CETERA = frozenset("など の ら ほか 計 合わせて 以上 全".split())
_MOST_ITEMS = 20
_ROUNDED = Decimal("0.05")
_WHOLE = re.compile("[%割]")


def can_be_told(number: NumberExpression, others: Sequence[NumberExpression]) -> bool:
    """Whether other figures of the sentence tell a figure: it is there twice, a sum or difference of two others of its
    unit, or what two shares leave of the whole. ``others``: the sentence's figures, itself included."""
    rest = [other for other in others if other.start != number.start]
    if any(_repeats(number, other) for other in rest):
        return True
    if number.kind not in _QUANTITIES or len(number.values) != 1:
        return False
    value = number.values[0]
    if any(_rounds(number, other) for other in rest):
        return True
    alike = [other.values[0] for other in rest if other.unit_names == number.unit_names and len(other.values) == 1]
    if number.kind is Kind.PERCENT and any(value + other == _whole(number) for other in alike):
        return True
    return any(value in (one + two, abs(one - two)) for one, two in combinations(alike, 2))


def counts_a_list(before: Sequence[Token], number: NumberExpression) -> bool:
    """Whether the words right before a figure are the things it counts (A社、B社、C社の3社); ``before``: the tokens of
    the sentence up to it."""
    if number.kind is not Kind.COUNT or len(number.values) != 1 or not 2 <= number.values[0] <= _MOST_ITEMS:
        return False
    position = len(before)
    while position and before[position - 1].surface in _ET_CETERA:
        position -= 1
    items, in_item = 0, False
    while position:
        token = before[position - 1]
        if token.surface in _SEPARATORS:
            in_item = False
        elif token.pos[0] in {"名詞", "接頭詞"} or token.surface in "「」『』=()":
            items += not in_item
            in_item = True
        else:
            break
        position -= 1
    return items == number.values[0]


def _repeats(number: NumberExpression, other: NumberExpression) -> bool:
    if number.surface == other.surface or len(number.values) != 1 or len(other.values) != 1:
        return False  # the same words are blanked too
    if number.values != other.values:
        return False
    return number.values[0] >= _SAME_FROM or number.unit_names == other.unit_names


def _rounds(number: NumberExpression, other: NumberExpression) -> bool:
    """Whether one of two shares is the other in round figures: 89.6%と9割."""
    if number.kind is not Kind.PERCENT or other.kind is not Kind.PERCENT or len(other.values) != 1:
        return False
    whole, others = _whole(number), _whole(other)
    return whole != others and abs(number.values[0] / whole - other.values[0] / others) <= _ROUNDED


def _whole(number: NumberExpression) -> Decimal:
    unit = _WHOLE.search(number.unit)
    return Decimal(10) if unit and unit.group() == "割" else Decimal(100)
