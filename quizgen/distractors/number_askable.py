"""Which numbers of a text are no good as keys because of what stands beside them in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quizgen.distractors.number_context import is_stamp
from quizgen.distractors.number_expressions import CALENDAR, NumberExpression, same_figure
from quizgen.distractors.number_units import Kind

# A sentence that holds more numbers is a table.
_NEIGHBOURS = 30


def without_bad_keys(folded: str, found: Sequence[NumberExpression]) -> list[NumberExpression]:
    """Mark as not askable what says when the text was written, and what its own sentence tells in other words."""
    return _without_told_twice(_without_stamps(folded, found))


def _without_stamps(folded: str, found: Sequence[NumberExpression]) -> list[NumberExpression]:
    """Mark dates and times that say when the text was written; a date right before such a time is one as well."""
    marked = list(found)
    for index in range(len(found) - 1, -1, -1):
        expression = found[index]
        if expression.kind not in CALENDAR | {Kind.TIME}:
            continue
        stamped = is_stamp(folded, expression.start, expression.end)
        if index and expression.kind is Kind.TIME:
            stamped |= _ends_a_source(folded, found[index - 1], expression)
        if index + 1 < len(found):
            following = marked[index + 1]
            stamped |= following.kind is Kind.TIME and not following.askable and following.start - expression.end <= 4
        if stamped:
            marked[index] = replace(expression, askable=False)
    return marked


def _ends_a_source(folded: str, date: NumberExpression, time: NumberExpression) -> bool:
    """Whether a full date and its minutes close a sentence: so sources are cited, events are not told."""
    closes = folded[time.end : time.end + 1] in ("。", ")", "\n", "")
    return date.kind is Kind.DATE and date.end == time.start and len(time.values) > 1 and closes


def _without_told_twice(found: Sequence[NumberExpression]) -> list[NumberExpression]:
    """Mark 令和7年 in 令和7年（2025年）: the blank would stand beside its answer."""
    told: set[int] = set()
    for index, one in enumerate(found):
        for other in found[index + 1 : index + 1 + _NEIGHBOURS]:
            if other.start >= one.end + len(one.after):
                break
            if one.surface != other.surface and _tell_the_same(one, other):
                told |= {one.start, other.start}
    return [replace(number, askable=False) if number.start in told else number for number in found]


def _tell_the_same(one: NumberExpression, other: NumberExpression) -> bool:
    if Kind.PLAIN in (one.kind, other.kind):
        return False
    return same_figure(one, other) or same_figure(other, one)
