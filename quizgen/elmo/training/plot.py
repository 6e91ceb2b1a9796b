"""A training log as a picture: losses, learning rate and held-out perplexity over the tokens seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizgen.elmo.files import writing
from quizgen.elmo.training.log import LogRow
from quizgen.errors import InputError, ModelError

KINDS = (".svg", ".png")
_DIRECTIONS = ("forward", "backward")
_MILLION = 1e6


def plot_log(rows: Sequence[LogRow], path: Path) -> None:
    """Draw the rows into an SVG or PNG file, as its name ends.

    The same rows give the same SVG with the same matplotlib. Raises :class:`InputError` when there is nothing to draw
    or the name ends otherwise, :class:`ModelError` when matplotlib (the extra ``train``) is not installed or the file
    cannot be written.
    """
    if path.suffix.lower() not in KINDS:
        raise InputError(f"{path}: expected a name that ends in {' or '.join(KINDS)}")
    if not rows:
        raise InputError("the log holds no row yet; wait for the first checkpoint")
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ModelError("plotting a training log needs matplotlib; install quizgen[train]") from error
    with matplotlib.rc_context({"svg.hashsalt": "quizgen"}):
        figure = Figure(figsize=(8, 9), layout="constrained")
        losses, rates, perplexities = figure.subplots(3, 1, sharex=True, height_ratios=[3, 1, 2])
        _draw(losses, rows, _DIRECTIONS, "loss of the samples (nats)")
        rates.plot(*_series(rows, "rate"), color="black")
        rates.set_ylabel("learning rate")
        _draw(perplexities, rows, [f"perplexity_{name}" for name in _DIRECTIONS], "held-out perplexity", marker="o")
        perplexities.set_yscale("log")
        perplexities.set_xlabel("tokens seen (millions)")
        # No date, so that the same rows give the same file.
        metadata = {"Date": None} if path.suffix.lower() == ".svg" else {}
        with writing(path) as temporary:
            figure.savefig(temporary, format=path.suffix[1:].lower(), metadata=metadata)


def _draw(axes: Any, rows: Sequence[LogRow], names: Sequence[str], label: str, **style: str) -> None:
    for name, direction in zip(names, _DIRECTIONS, strict=True):
        axes.plot(*_series(rows, name), label=direction, **style)
    axes.set_ylabel(label)
    axes.legend()
    axes.grid(alpha=0.3)


def _series(rows: Sequence[LogRow], name: str) -> tuple[list[float], list[float]]:
    """Return tokens, in millions, and values of the rows that have one."""
    known = [(row.tokens / _MILLION, getattr(row, name)) for row in rows if getattr(row, name) is not None]
    return [tokens for tokens, _ in known], [value for _, value in known]
