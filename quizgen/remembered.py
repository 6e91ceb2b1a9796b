"""What was worked out and may be asked for again: the last used stays, what was not used for longest goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by name, together at most ``most`` by ``size``, which is asked again whenever a value is used.

    A value alone may be larger. Without ``size`` each counts 1. Not made for two threads at once.
    """

    def __init__(self, most: float, size: Callable[[Value], float] = lambda value: 1) -> None:
        self._most = most
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a name, made if it is not remembered."""
        if name not in self._values:
            self._values[name] = make()
        self._values.move_to_end(name)
        # Values grow while they are used, so all are weighed; they are few.
        total = sum(map(self._size, self._values.values()))
        while total > self._most and len(self._values) > 1:
            total -= self._size(self._values.popitem(last=False)[1])
        return self._values[name]

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
