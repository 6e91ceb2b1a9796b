"""The scale that a number's distractors lie on: its rungs, its bounds, and how far apart neighbouring choices are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

Bands = dict[str, tuple[float, float]]
"""By difficulty, the smallest and largest distance between neighbouring choices."""


class Stride(Enum):
    """How a distance between choices is measured."""

    FACTOR = "factor"
    ODDS = "odds"  # factor of x / (high - x): 97% goes on to 98%, not to 120%
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Rungs:
    """The values that are as round as the key.

    ``exponent``: power of ten of the key's last digit that counts: 120万 goes with other tens of 万. ``one_digit``:
    whether that is its first as well; such a key goes with the next larger and smaller one-digit numbers (9千 and 2万
    with 1万), as there would be too few below it. ``any_digit``: whether the last digit may be zero. ``step``: plain
    multiples instead.
    """

    exponent: int = 0
    one_digit: bool = False
    any_digit: bool = False
    step: int | None = None

    def nearest(self, target: Decimal) -> Decimal:
        """The value on the grid nearest to ``target``; it may have too many zeros, which :meth:`holds` tells."""
        grid = self._grid(target.adjusted() if target else self.exponent)
        return (target / grid).quantize(Decimal(1), ROUND_HALF_UP) * grid

    def next(self, value: Decimal, direction: int) -> Decimal:
        """The next rung above (1) or below (-1) a value on the grid."""
        while True:
            decade = value.adjusted() if value else self.exponent
            if direction < 0 and value == Decimal(1).scaleb(decade):
                decade -= 1
            value += direction * self._grid(decade)
            if value <= 0 or self.holds(value):
                return value

    def holds(self, value: Decimal) -> bool:
        """Whether a value on the grid is exactly as round as the key."""
        if self.step is not None:
            return True
        if value <= 0 or self.any_digit:
            return value > 0
        exponent = value.normalize().as_tuple().exponent
        if self.one_digit and value.adjusted() == exponent:
            return True
        return Decimal(1).scaleb(int(exponent)) == self._grid(value.adjusted())

    def _grid(self, decade: int) -> Decimal:
        if self.step is not None:
            return Decimal(self.step)
        return Decimal(1).scaleb(max(min(self.exponent, decade), 0) if self.one_digit else self.exponent)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the key stands and what lies around it, from ``low`` to ``high``, both included.

    ``band``: the smallest and largest distance, in the unit of the stride. ``single``: neighbouring rungs are told
    apart wherever they lie (days, years, ranks), unlike neighbouring seconds of two hours.
    """

    key: Decimal
    rungs: Rungs
    stride: Stride
    band: tuple[float, float]
    low: Decimal
    high: Decimal
    single: bool = False

    @property
    def shortest(self) -> float:
        """The least distance readers tell apart; one rung on a scale of single things."""
        if not self.single:
            return self.band[0]
        return 0.0 if self.stride is Stride.DIFFERENCE else 1.0

    def contains(self, value: Decimal) -> bool:
        """Whether a value lies between the bounds."""
        return self.low <= value <= self.high

    def away(self, here: Decimal, direction: int, distance: float) -> Decimal:
        """The rung about ``distance`` (in the unit of the stride) from ``here``, at least one further on."""
        by = Decimal(str(distance))
        if self.stride is Stride.DIFFERENCE:
            target = here + direction * by
        elif self.stride is Stride.ODDS and here < self.high:
            odds = here / (self.high - here) * (by if direction > 0 else 1 / by)
            target = self.high * odds / (1 + odds)
        else:
            target = here * by if direction > 0 else here / by
        rung = self.rungs.nearest(target)
        if (rung - here) * direction <= 0:
            return self.rungs.next(here, direction)
        return rung if self.rungs.holds(rung) else self.rungs.next(rung, direction)
