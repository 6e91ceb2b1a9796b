"""The files that a run writes beside its output OUT."""

from __future__ import annotations

from pathlib import Path

_MANIFEST, _FAILURES, _JOURNAL = ".manifest.json", ".failures.jsonl", ".part"


def journal_path(out: Path) -> Path:
    """Return where the journal of a run that writes ``out`` stands."""
    return out.with_name(out.name + _JOURNAL)


def manifest_path(out: Path) -> Path:
    """Return where what ``out`` was made of is named."""
    return out.with_name(out.name + _MANIFEST)


def failures_path(out: Path) -> Path:
    """Return where the articles without a quiz are named, with the reason."""
    return out.with_name(out.name + _FAILURES)


def is_side_file(path: Path) -> bool:
    """Whether a run wrote a file beside its output; such a file holds no articles."""
    return path.name.lower().endswith((_MANIFEST, _FAILURES, _JOURNAL))
