"""The picture of a sweep: queries a second against recall@10, one panel a size, one line a build."""

from __future__ import annotations

from pathlib import Path

from quizgen.bench.index import Measured, Sweep
from quizgen.errors import QuizgenError
from quizgen.files import replacing


def plot(sweep: Sweep, path: Path) -> None:
    """Write the picture, in the format that the file's name ends in. Without matplotlib: :class:`QuizgenError`."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise QuizgenError("bench index: the plot needs matplotlib; pip install 'quizgen[bench]'") from error
    sizes = sorted({row.size for row in sweep.rows})
    figure = Figure(figsize=(6 * max(1, len(sizes)), 5), layout="constrained")
    FigureCanvasAgg(figure)
    names = list(dict.fromkeys(row.search for row in sweep.rows))
    for number, size in enumerate(sizes, start=1):
        axes = figure.add_subplot(1, len(sizes), number)
        for name in names:
            lines = _lines([row for row in sweep.rows if row.size == size and row.search == name])
            for label, line in lines.items():
                recalls, speeds = [row.recall for row in line], [row.per_second for row in line]
                axes.plot(recalls, speeds, marker="o", color=f"C{names.index(name)}", label=f"{name} {label}".strip())
        axes.set_yscale("log")
        axes.set_title(f"{size:,} senses")
        axes.set_xlabel("recall@10, held-out queries")
        axes.set_ylabel("queries a second, one at a time")
        axes.legend(fontsize=7)
        axes.grid(alpha=0.3)
    with replacing(path) as temporary:
        figure.savefig(temporary, format=path.suffix.lstrip(".") or "png", dpi=120)


def _lines(rows: list[Measured]) -> dict[str, list[Measured]]:
    found: dict[str, list[Measured]] = {}
    for row in rows:
        found.setdefault(" ".join(f"{name}={value}" for name, value in row.built.items()), []).append(row)
    return {label: sorted(line, key=lambda row: row.recall) for label, line in found.items()}
