"""One file from which a run goes on exactly as if it had never stopped."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from quizgen.elmo.files import writing
from quizgen.elmo.training.log import LogRow
from quizgen.elmo.training.settings import LmSettings
from quizgen.errors import ModelError

_FORMAT = 1
# How checkpoints were trained that don't name these settings yet.
_BEFORE = {"distinct_samples": False}


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of training with its settings.

    ``updates``, ``tokens``, ``seconds``: how far the model had come at its end, all segments before it included.
    """

    settings: LmSettings
    updates: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights, the optimiser's state and everything else that the next update depends on.

    ``update``, ``tokens``, ``seconds``: done so far, all segments together. ``corpus``: the identity of the corpus.
    ``earlier``: segments that ended before this one. ``vectors``: the identity of the word vectors that the first
    segment began from, None where it began from none.
    """

    settings: LmSettings
    corpus: str
    update: int
    tokens: int
    seconds: float
    model: dict[str, Any]
    optimizer: dict[str, Any]
    rows: tuple[LogRow, ...]
    earlier: tuple[Segment, ...] = ()
    vectors: str | None = None

    @property
    def segment(self) -> Segment:
        """What this checkpoint's run has done so far."""
        return Segment(self.settings, self.update, self.tokens, self.seconds)

    def save(self, path: Path) -> None:
        """Write the checkpoint, whole or not at all. Raises :class:`ModelError` when it cannot be written."""
        data = {
            "format": _FORMAT,
            "settings": self.settings.to_dict(),
            "corpus": self.corpus,
            "update": self.update,
            "tokens": self.tokens,
            "seconds": self.seconds,
            "model": self.model,
            "optimizer": self.optimizer,
            "rows": [asdict(row) for row in self.rows],
            "earlier": [
                {
                    "settings": segment.settings.to_dict(),
                    "updates": segment.updates,
                    "tokens": segment.tokens,
                    "seconds": segment.seconds,
                }
                for segment in self.earlier
            ],
            "vectors": self.vectors,
        }
        try:
            with writing(path) as temporary:
                torch.save(data, temporary)
        except RuntimeError as error:  # how torch reports a full disk
            raise ModelError(
                f"{path} cannot be written ({_first_line(error)}); is the disk full? the checkpoint before is as it "
                "was: make room and --resume"
            ) from error

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        """Read a checkpoint. Raises :class:`ModelError` for another or a damaged file."""
        try:
            data = torch.load(path, map_location="cpu", weights_only=True)
            if data["format"] != _FORMAT:
                raise ModelError(f"{path}: expected checkpoint format {_FORMAT}, got {data['format']}")
            return cls(
                _settings(data["settings"]),
                data["corpus"],
                data["update"],
                data["tokens"],
                data["seconds"],
                data["model"],
                data["optimizer"],
                tuple(LogRow(**row) for row in data["rows"]),
                tuple(
                    Segment(_settings(item["settings"]), item["updates"], item["tokens"], item["seconds"])
                    for item in data["earlier"]
                ),
                data.get("vectors"),
            )
        except FileNotFoundError as error:
            raise ModelError(f"{path}: expected a checkpoint, found no such file; start without --resume") from error
        except ModelError:
            raise
        except Exception as error:  # torch, pickle and zipfile have errors of their own for a damaged file
            raise ModelError(
                f"{path}: no checkpoint of this trainer, or a damaged one ({_first_line(error)}); take another"
            ) from error


def _settings(data: dict[str, Any]) -> LmSettings:
    return LmSettings.from_dict(_BEFORE | data)


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0]
