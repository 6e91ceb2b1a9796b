"""The training log: one CSV row each so many updates, and one for each held-out measurement."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from quizgen.elmo.files import writing
from quizgen.errors import InputError


@dataclass(frozen=True, slots=True)
class LogRow:
    """What is known after ``update`` updates and ``tokens`` tokens.

    ``forward``, ``backward``: mean sampled loss in nats since the row before. ``rate``: the last update's learning
    rate. ``norm``: mean norm of the gradients before clipping. ``tokens_per_second`` since the row before, ``seconds``
    of training in all, over all segments.
    ``perplexity_forward``, ``perplexity_backward``: over the whole softmax on held-out windows, where measured.
    """

    update: int
    tokens: int
    seconds: float
    tokens_per_second: float
    forward: float
    backward: float
    rate: float
    norm: float
    perplexity_forward: float | None = None
    perplexity_backward: float | None = None


_NAMES = [field.name for field in fields(LogRow)]


def write_log(path: Path, rows: Sequence[LogRow]) -> None:
    """Write the rows as CSV with a header, whole or not at all."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _NAMES, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _shown(value) for name, value in asdict(row).items()})
    with writing(path) as temporary:
        temporary.write_text(stream.getvalue(), encoding="utf-8")


def read_log(path: Path) -> list[LogRow]:
    """Read what :func:`write_log` wrote. Raises :class:`InputError` for another file."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if reader.fieldnames != _NAMES:
                raise ValueError(f"expected the columns {', '.join(_NAMES)}")
            return [_row(line) for line in reader]
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise InputError(f"{path}: expected a training log (log.csv), cannot read it: {error}") from error


def _row(line: dict[str, str]) -> LogRow:
    values: dict[str, Any] = {
        name: (int if name in ("update", "tokens") else float)(line[name]) for name in _NAMES if line[name] != ""
    }
    return LogRow(**values)


def _shown(value: float | None) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else f"{value:.6g}"
