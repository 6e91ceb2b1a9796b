"""Saying what is wrong with many rows in one message."""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 20


def nothing_imported(problems: Sequence[str]) -> str:
    """Return the message for all the bad rows of an import: a line each for the first 20, and how many more."""
    if len(problems) == 1:
        return f"{problems[0]}; nothing was imported"
    lines = [f"nothing was imported, {len(problems)} problems:", *problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"and {len(problems) - _SHOWN} more")
    return "\n".join(lines)
