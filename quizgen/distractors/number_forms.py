"""How Japanese text writes numbers: read a numeral, write another one in the same notation.

Four scripts (1200, １２００, 一二〇〇, 千二百), comma groups, decimals, 万/億/兆 with digits between them
(1億2,000万, 1.5億) and 千/百 after a digit (1万2千). A numeral is read only if writing its value again in the
notation found gives the very same characters, so whatever can be read can be imitated.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

MYRIADS = (("京", 16), ("兆", 12), ("億", 8), ("万", 4))
_EXPONENTS = dict(MYRIADS)
_SMALL = (("千", 1000), ("百", 100), ("十", 10))
_SIZES = dict(_SMALL)
KANJI_DIGITS = "〇一二三四五六七八九"
_FULL_DIGITS = "０１２３４５６７８９"
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LONGEST = 24  # characters; what is longer is a serial number
# Two digits in a row and nothing else are a guess: 二三人 are two or three people.
_GUESS = re.compile(rf"(?<![{KANJI_DIGITS}])(?:一二|二三|三四|四五|五六|六七|七八|八九)(?![{KANJI_DIGITS}・])")
_ARABIC_SEGMENT = re.compile(r"(?:([1-9])千)?(?:([1-9])百)?([0-9,]*)")


class Script(StrEnum):
    """The characters that stand for digits."""

    ASCII = "ascii"
    FULLWIDTH = "fullwidth"
    POSITIONAL = "positional"  # 一二〇〇
    KANJI = "kanji"  # 千二百


def fold(text: str) -> str:
    """Turn full-width ASCII into ASCII, one character for one, so that offsets stay what they are."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Notation:
    """How one numeral is written.

    ``grouped``: commas between thousands; None when no part was long enough to tell. ``decimals``: digits after
    ``point``. ``width``: zero-padded to so many digits (05分). ``myriads``: written with 万, 億, 兆; ``head``: the
    power of ten of the one mark after decimals (8 in 1.5億). ``thousands``, ``hundreds``: a digit followed by 千, 百
    (1万2千). ``whole_thousand``: 一千 rather than 千, None when unseen. ``place``: power of ten of the last place
    written (4 in 12万, 0 in 1200, -1 in 3.5). ``first_year``: the year 1 of an era is written 元.
    """

    script: Script
    grouped: bool | None = None
    comma: str = ","
    decimals: int = 0
    point: str = "."
    width: int = 0
    myriads: bool = False
    head: int = 0
    thousands: bool = False
    hundreds: bool = False
    whole_thousand: bool | None = None
    place: int = 0
    first_year: bool = False

    def with_grouping(self, grouped: bool) -> Notation:
        """Settle the commas where the numeral itself does not show them."""
        return replace(self, grouped=grouped) if self.grouped is None else self

    def render(self, value: Decimal) -> str | None:
        """Write ``value`` in this notation; None where the notation cannot express it exactly and plainly."""
        if value < 0:
            return None
        if self.first_year and value == 1:
            return "元"
        if self.decimals:
            return self._render_decimal(value)
        if value != value.to_integral_value():
            return None
        rest = int(value)
        if rest == 0:
            return None if self.script is Script.KANJI else self._digits(0)
        written = ""
        for mark, exponent in MYRIADS if self.myriads else ():
            coefficient, rest = divmod(rest, 10**exponent)
            if coefficient:
                written += self._segment(coefficient, whole_thousand=True) + mark
        written += self._segment(rest, whole_thousand=False) if rest else ""
        return None if self.script is Script.POSITIONAL and _GUESS.search(written) else written

    def _render_decimal(self, value: Decimal) -> str | None:
        scaled = value.scaleb(self.decimals - self.head)
        if scaled != scaled.to_integral_value():
            return None
        whole, fraction = divmod(int(scaled), 10**self.decimals)
        mark = next((mark for mark, exponent in MYRIADS if exponent == self.head), "")
        if mark and whole >= 10_000:
            return None
        return self._grouped(whole) + self.point + self._in_script(str(fraction).zfill(self.decimals)) + mark

    def _segment(self, number: int, *, whole_thousand: bool) -> str:
        """Write what stands before one 万, 億, 兆 or at the end."""
        if self.script is Script.KANJI:
            default = whole_thousand if self.whole_thousand is None else self.whole_thousand
            return _kanji_segment(number, whole_thousand=default)
        if self.script is Script.POSITIONAL:
            return self._digits(number)
        written = ""
        if self.thousands and 1000 <= number < 10_000:
            written += self._in_script(str(number // 1000)) + "千"
            number %= 1000
        if self.hundreds and 100 <= number < 1000:
            written += self._in_script(str(number // 100)) + "百"
            number %= 100
        return written + (self._grouped(number) if number or not written else "")

    def _grouped(self, number: int) -> str:
        if not self.grouped or number < 1000:
            return self._digits(number)
        return self.comma.join(self._in_script(group) for group in f"{number:,}".split(","))

    def _digits(self, number: int) -> str:
        return self._in_script(str(number).zfill(self.width))

    def _in_script(self, digits: str) -> str:
        if self.script is Script.ASCII:
            return digits
        table = _FULL_DIGITS if self.script is Script.FULLWIDTH else KANJI_DIGITS
        return "".join(table[int(digit)] for digit in digits)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value and how it was written."""

    value: Decimal
    notation: Notation


def read_numeral(text: str) -> Numeral | None:
    """Read a whole numeral; None for anything that is not one, or not written in one consistent notation."""
    if len(text) > _LONGEST:
        return None
    arabic = any(character in _FULL_DIGITS or "0" <= character <= "9" for character in text)
    numeral = _read_arabic(text) if arabic else _read_kanji(text)
    return numeral if numeral is not None and numeral.notation.render(numeral.value) == text else None


def _read_arabic(text: str) -> Numeral | None:
    full = any(character in _FULL_DIGITS for character in text)
    folded = fold(text)
    notation = Notation(
        Script.FULLWIDTH if full else Script.ASCII,
        grouped=_grouping(folded),
        comma=_mark_used(text, "，,", default="，" if full else ","),
        point=_mark_used(text, "．.・", default="．" if full else "."),
        thousands="千" in folded,
        hundreds="百" in folded,
    )
    if "." in folded or "・" in folded:
        return _read_decimal(folded.replace("・", "."), notation)
    segments = _split_myriads(folded)
    if segments is None:
        return None
    value = 0
    for segment, exponent in segments:
        matched = _ARABIC_SEGMENT.fullmatch(segment)
        if matched is None or not segment:
            return None
        thousands, hundreds, rest = matched.groups()
        number = 1000 * int(thousands or 0) + 100 * int(hundreds or 0) + int(rest.replace(",", "") or 0)
        value += number * 10**exponent
    last, exponent = segments[-1]
    place = exponent + {"千": 3, "百": 2}.get(last[-1], 0)
    myriads = len(segments) > 1 or exponent > 0
    width = len(folded) if len(folded) > 1 and folded.startswith("0") else 0
    # A bare 2千 goes on as 1万2千.
    notation = replace(notation, myriads=myriads or notation.thousands, place=place, width=width)
    return Numeral(Decimal(value), notation)


def _read_decimal(folded: str, notation: Notation) -> Numeral | None:
    head = _EXPONENTS.get(folded[-1], 0)
    digits = folded[:-1] if head else folded
    whole, _, fraction = digits.partition(".")
    if not (whole.replace(",", "").isdecimal() and fraction.isdecimal()):
        return None
    decimals = len(fraction)
    value = Decimal(whole.replace(",", "") + fraction).scaleb(head - decimals)
    return Numeral(value, replace(notation, decimals=decimals, head=head, myriads=head > 0, place=head - decimals))


def _read_kanji(text: str) -> Numeral | None:
    whole, point, fraction = text.partition("・")
    segments = _split_myriads(whole)
    if segments is None or any(not segment for segment, _ in segments):
        return None
    multiplied = any(mark in whole for mark, _ in _SMALL)
    positional = not multiplied and (bool(point) or any(len(segment) > 1 for segment, _ in segments))
    value = Decimal(0)
    for segment, exponent in segments:
        number = _positional_value(segment) if positional else _kanji_value(segment)
        if number is None:
            return None
        value += number * 10**exponent
    if point:
        digits = _positional_value(fraction)
        if digits is None or not positional or len(segments) > 1 or segments[0][1]:
            return None
        value += Decimal(digits).scaleb(-len(fraction))
    last, exponent = segments[-1]
    place = exponent if positional else exponent + _places_of(last)
    notation = Notation(
        Script.POSITIONAL if positional else Script.KANJI,
        decimals=len(fraction),
        point="・",
        myriads=not positional or len(segments) > 1 or exponent > 0,
        whole_thousand=None if not re.search("(?<![二三四五六七八九])千", whole) else "一千" in whole,
        place=-len(fraction) if point else place,
        grouped=False,
    )
    return Numeral(value, notation)


def _split_myriads(text: str) -> list[tuple[str, int]] | None:
    """Cut 1億2千万500 into its coefficients and their powers of ten, None unless they fall."""
    segments: list[tuple[str, int]] = []
    for matched in re.finditer("([^京兆億万]*)([京兆億万]|$)", text):
        coefficient, mark = matched.groups()
        if not coefficient and not mark:
            continue
        segments.append((coefficient, _EXPONENTS.get(mark, 0)))
    exponents = [exponent for _, exponent in segments]
    falling = all(left > right for left, right in itertools.pairwise(exponents))
    return segments if segments and falling else None


def _grouping(folded: str) -> bool | None:
    if "," in folded:
        return True
    return False if re.search("[0-9]{4}", folded.partition(".")[0]) else None


def _mark_used(text: str, marks: str, *, default: str) -> str:
    return next((mark for mark in marks if mark in text), default)


def _positional_value(text: str) -> int | None:
    if not text or any(character not in KANJI_DIGITS for character in text):
        return None
    return int("".join(str(KANJI_DIGITS.index(character)) for character in text))


def _kanji_value(text: str) -> int | None:
    total, digit = 0, 0
    for character in text:
        if character in KANJI_DIGITS:
            if digit:
                return None
            digit = KANJI_DIGITS.index(character)
        else:
            total += (digit or 1) * _SIZES[character]
            digit = 0
    return total + digit


def _kanji_segment(number: int, *, whole_thousand: bool) -> str:
    written = ""
    for mark, size in _SMALL:
        digit, number = divmod(number, size)
        if digit > 1 or (digit == 1 and mark == "千" and whole_thousand):
            written += KANJI_DIGITS[digit]
        written += mark if digit else ""
    return written + (KANJI_DIGITS[number] if number else "")


def _places_of(segment: str) -> int:
    return {"千": 3, "百": 2, "十": 1}.get(segment[-1], 0)
