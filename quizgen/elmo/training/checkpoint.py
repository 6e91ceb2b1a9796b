"""One file from which a run goes on exactly as if it had never stopped."""

from __future__ import annotations

import pickle
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from quizgen.elmo.files import writing
from quizgen.elmo.training.log import LogRow
from quizgen.elmo.training.settings import LmSettings
from quizgen.errors import ModelError

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of training: its settings, the updates and tokens it had seen at its end, and its hours."""

    settings: LmSettings
    updates: int
    tokens: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the segment, JSON-ready."""
        return {
            "settings": self.settings.to_dict(),
            "updates": self.updates,
            "tokens": self.tokens,
            "hours": round(self.seconds / 3600, 2),
        }


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights, the optimiser's state and everything else that the next update depends on.

    ``corpus``: the identity of the corpus. ``earlier``: segments that ended before this one.
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
        }
        try:
            with writing(path) as temporary:
                torch.save(data, temporary)
        except RuntimeError as error:  # how torch reports a full disk
            raise ModelError(f"{path} cannot be written: {error}; the checkpoint before is as it was") from error

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        """Read a checkpoint. Raises :class:`ModelError` for another or a damaged file."""
        try:
            data = torch.load(path, map_location="cpu", weights_only=True)
            if data["format"] != _FORMAT:
                raise ModelError(f"{path}: expected checkpoint format {_FORMAT}, got {data['format']}")
            return cls(
                LmSettings.from_dict(data["settings"]),
                data["corpus"],
                data["update"],
                data["tokens"],
                data["seconds"],
                data["model"],
                data["optimizer"],
                tuple(LogRow(**row) for row in data["rows"]),
                tuple(
                    Segment(LmSettings.from_dict(item["settings"]), item["updates"], item["tokens"], item["seconds"])
                    for item in data["earlier"]
                ),
            )
        except FileNotFoundError as error:
            raise ModelError(f"{path}: expected a checkpoint, found no such file; start without --resume") from error
        except (OSError, RuntimeError, EOFError, KeyError, TypeError, ValueError, pickle.UnpicklingError) as error:
            raise ModelError(f"{path}: no checkpoint of this trainer, or a damaged one ({error})") from error
