"""Lists, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import marshmallow as ma

from quizgen.web.api.fields import Count

MAX_PAGE_SIZE = 200


class PageIn(ma.Schema):
    """Which page of a list: ``page`` from 1, ``page_size`` items each."""

    page = Count(1, 100_000, load_default=1)
    page_size = Count(1, MAX_PAGE_SIZE, load_default=50)


@cache
def page_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of items; ``more``: whether another page follows."""
    fields: dict[str, Any] = {
        "items": ma.fields.List(ma.fields.Nested(item), required=True),
        "page": ma.fields.Integer(required=True),
        "page_size": ma.fields.Integer(required=True),
        "more": ma.fields.Boolean(required=True),
    }
    return ma.Schema.from_dict(fields, name=f"{item.__name__}Page")


def window(asked: Mapping[str, Any]) -> tuple[int, int]:
    """Return limit and offset of a page, with one item more, which tells whether another page follows."""
    return asked["page_size"] + 1, (asked["page"] - 1) * asked["page_size"]


def page(asked: Mapping[str, Any], found: Sequence[Any]) -> dict[str, Any]:
    """Return what a query within :func:`window` found as a page."""
    size = asked["page_size"]
    return {"items": found[:size], "page": asked["page"], "page_size": size, "more": len(found) > size}
