"""A training run's recipe: every setting of every segment, what it read, and what came out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

from quizgen.elmo.training.checkpoint import Segment
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.softmax_export import UnseenFit
from quizgen.elmo.training.trainer import Trainer
from quizgen.errors import InputError


@dataclass(frozen=True, slots=True)
class Stage:
    """A segment to be trained: its settings, and after how many updates of all segments it ends.

    ``until`` None: at the end of its schedule.
    """

    settings: LmSettings
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What has to be the same for a run to be repeated.

    ``corpus``: the corpus's identity. ``vectors``: that of the word vectors that the run began from, None for none.
    """

    stages: tuple[Stage, ...]
    corpus: str
    vectors: str | None


def make_recipe(
    trainer: Trainer, corpora: Sequence[Path], perplexity: tuple[float, float], unseen: UnseenFit, threads: int
) -> dict[str, Any]:
    """Return everything that decided the weights, and what came out, JSON-ready."""
    corpus = trainer.corpus
    return {
        "settings": trainer.settings.to_dict(),
        "segments": segment_records(trainer.segments),
        "corpus": {
            "files": [{"name": path.name, "sha256": file_sha256(path)} for path in corpora],
            "identity": corpus.identity,
            "words": len(corpus.words),
            "training_tokens": len(corpus.training.tokens),
            "held_out_tokens": len(corpus.held_out.tokens),
        },
        "vectors": trainer.vectors,
        "updates": trainer.update,
        "tokens_seen": trainer.tokens,
        "hours": round(trainer.seconds / 3600, 2),
        "held_out_perplexity": {
            "forward": round(perplexity[0], 2),
            "backward": round(perplexity[1], 2),
            "unknown_share": round(trainer.unknown_share, 4),
        },
        "unseen_words": unseen.to_dict(),
        "made_with": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "machine": platform.machine(),
            "device": str(trainer.model.output.device),
            "threads": threads,
        },
    }


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises :class:`InputError` when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check the path and the file") from error


def segment_records(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """Return what each segment did itself, JSON-ready: its settings, first and last update, tokens and hours."""
    done = [(0, 0, 0.0), *((segment.updates, segment.tokens, segment.seconds) for segment in segments)]
    return [
        {
            "settings": segment.settings.to_dict(),
            "from_update": before[0],
            "to_update": after[0],
            "tokens": after[1] - before[1],
            "hours": round((after[2] - before[2]) / 3600, 4),
        }
        for segment, (before, after) in zip(segments, pairwise(done), strict=True)
    ]


def read_settings(path: Path) -> Recipe | dict[str, Any]:
    """Read a ``recipe.json``, or a JSON object of the settings that are not the default.

    Raises :class:`InputError` naming the file and what is wrong with it.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: expected settings as JSON, cannot read them: {error}") from error
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected a JSON object of settings, got {type(data).__name__}")
    if "segments" not in data:
        return data
    try:
        return _recipe(data)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{path}: expected a recipe that quizgen train lm wrote; {error!r} is amiss") from error


def _recipe(data: Mapping[str, Any]) -> Recipe:
    stages = [Stage(LmSettings.from_dict(item["settings"]), int(item["to_update"])) for item in data["segments"]]
    # A recipe is written when the last segment has come to its schedule's end.
    stages[-1] = Stage(stages[-1].settings)
    return Recipe(tuple(stages), str(data["corpus"]["identity"]), data["vectors"])
