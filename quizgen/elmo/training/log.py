"""The training log: one CSV row each so many updates, and one for each held-out measurement."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from quizgen.elmo.files import writing


@dataclass(frozen=True, slots=True)
class LogRow:
    """What is known after ``update`` updates and ``tokens`` tokens.

    ``forward``, ``backward``: mean sampled loss in nats since the row before. ``rate``: learning rate. ``norm``: mean
    norm of the gradients before clipping. ``tokens_per_second`` since the row before, ``seconds`` of training in all.
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


def write_log(path: Path, rows: Sequence[LogRow]) -> None:
    """Write the rows as CSV with a header, whole or not at all."""
    names = [field.name for field in fields(LogRow)]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _shown(value) for name, value in asdict(row).items()})
    with writing(path) as temporary:
        temporary.write_text(stream.getvalue(), encoding="utf-8")


def _shown(value: float | None) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else f"{value:.6g}"
