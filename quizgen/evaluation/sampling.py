"""Drawing items by a hash of their names: a smaller draw is part of a larger one, whatever else is in the set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shuffled(items: Sequence[T], name: Callable[[T], str], seed: int) -> list[T]:
    """Return the items in an order that only their names and the seed decide."""
    return sorted(items, key=lambda item: (digest(str(seed), name(item)), name(item)))


def draw(items: Sequence[T], name: Callable[[T], str], most: int, seed: int) -> list[T]:
    """Return at most ``most`` of the items, in the order in which they stand."""
    chosen = {name(item) for item in shuffled(items, name, seed)[:most]}
    return [item for item in items if name(item) in chosen]


def digest(*parts: str) -> str:
    """Return a short name of what the parts say together: 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]


def number(*parts: str) -> int:
    """Return a whole number below 2**64 that the parts decide, to seed a generator with."""
    return int(digest(*parts), 16)
