"""Numbers: half or full width, 12000, 12,000, 1万2000 or 一万二千, kanji or Arabic digits; all choices alike."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from quizgen.distractors.number_context import weekday_after
from quizgen.distractors.number_forms import Notation, Script, fold
from quizgen.distractors.number_units import UNITS, Kind
from quizgen.distractors.numbers import NumberExpression, find_numbers
from quizgen.style.settings import AS_ARTICLE, NumberStyle

_QUANTITIES = frozenset({Kind.AMOUNT, Kind.COUNT, Kind.PERCENT, Kind.PLAIN})
_IN_KANJI = frozenset({Script.KANJI, Script.POSITIONAL})
_WIDEN = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def written_numbers(choices: Sequence[str], key: str, style: NumberStyle) -> list[str]:
    """Write numbers in the form asked for; where it cannot express one of them, all keep the article's form.

    They have the width asked for in any case.
    """
    width = _width_of(key) if style.width == AS_ARTICLE else style.width
    written = [_written(choice, style, width) for choice in choices]
    known = [number for number in written if number is not None]
    formed = known if len(known) == len(choices) == len(set(known)) else list(choices)
    return formed if style.width == AS_ARTICLE else [_in_width(number, width) for number in formed]


def _written(surface: str, style: NumberStyle, width: str) -> str | None:
    """Write one number in the form asked for, None where it cannot be."""
    if style.units == style.kanji == AS_ARTICLE:
        return surface
    number, rest = _read(surface)
    if number is None:
        return None  # such as the result 3-2, which has but one form
    row = UNITS.get(number.unit_names[-1])
    is_quantity = number.kind in _QUANTITIES or (
        number.kind is Kind.RANGE and row is not None and row.kind in _QUANTITIES
    )
    notations = []
    for value, notation in zip(number.values, number.notations, strict=True):
        wanted = _notation(value, notation, style, width, is_quantity=is_quantity)
        if wanted.render(value) is None:
            return None
        notations.append(wanted)
    parts = zip(number.values, notations, number.units, strict=True)
    return number.prefix + "".join((notation.render(value) or "") + unit for value, notation, unit in parts) + rest


def _read(surface: str) -> tuple[NumberExpression | None, str]:
    """Read a choice as one number and what follows it, a weekday or nothing; None where it is no such thing."""
    found = find_numbers(surface)
    if len(found) != 1 or found[0].start:
        return None, ""
    rest = surface[found[0].end :]
    return (found[0], rest) if weekday_after(fold(rest)) == fold(rest) else (None, "")


def _notation(value: Decimal, own: Notation, style: NumberStyle, width: str, *, is_quantity: bool) -> Notation:
    in_kanji = own.script in _IN_KANJI
    if (style.units == "kanji" and is_quantity) or (in_kanji and style.kanji in ("positional", "multiplied")):
        return _kanji_notation(value, own, style)
    if in_kanji and style.kanji != "arabic":
        return own
    script = Script.FULLWIDTH if width == "full" else Script.ASCII
    comma, point = ("，", "．") if width == "full" else (",", ".")
    decimals = _decimals(value, own)
    if not is_quantity or style.units == AS_ARTICLE:
        if not in_kanji:
            return own
        return Notation(
            script, grouped=False, comma=comma, decimals=decimals, point=point, myriads=own.myriads and value >= 10_000
        )
    return Notation(
        script,
        grouped=style.units == "comma",
        comma=comma,
        decimals=decimals,
        point=point,
        myriads=style.units == "man_oku" and not decimals,
    )


def _kanji_notation(value: Decimal, own: Notation, style: NumberStyle) -> Notation:
    decimals = _decimals(value, own)
    positional = style.kanji == "positional" or decimals or not value
    return Notation(
        Script.POSITIONAL if positional else Script.KANJI,
        grouped=False,
        decimals=decimals,
        point="・",
        myriads=not decimals,
    )


def _decimals(value: Decimal, own: Notation) -> int:
    """How many decimals a value has once no 億 or 万 stands behind them (none in 1.5億, one in 3.5%)."""
    if own.head:
        exponent = value.normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0
    return own.decimals


def _width_of(key: str) -> str:
    return "full" if any("０" <= character <= "９" for character in key) else "half"


def _in_width(surface: str, width: str) -> str:
    # 3・5 is a decimal in full width only.
    if width == "half":
        has_digits = any("０" <= character <= "９" for character in surface)
        return fold(surface).replace("・", ".") if has_digits else fold(surface)
    return surface.translate(_WIDEN)
