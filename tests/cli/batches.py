"""``quizgen batch`` in this process: its articles, and what makes its quizzes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import quizgen.cli.batch
from quizgen.engines import Here


def use(monkeypatch: pytest.MonkeyPatch, load: Callable[[], Any]) -> None:
    """Let the command work in this process with the maker that ``load`` gives."""
    monkeypatch.setattr(quizgen.cli.batch, "load_generator", lambda home: load())
    monkeypatch.setattr(quizgen.cli.batch, "chosen_engine", lambda *options: Here())


def put(path: Path, *articles: dict[str, Any] | str | bytes) -> Path:
    """Write articles as JSON Lines, gzipped where the name says so."""
    lines = [json.dumps(item, ensure_ascii=False) if isinstance(item, dict) else item for item in articles]
    data = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path
