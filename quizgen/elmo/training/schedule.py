"""The learning rate as a function of the update: warm-up, a level stretch, and a straight fall at the end.

The level stretch makes a run extendible: a checkpoint from before the fall can be trained on with more passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizgen.elmo.training.settings import LmSettings


@dataclass(frozen=True, slots=True)
class Rates:
    """Learning rates of a run of ``updates`` updates, counted from 0."""

    peak: float
    warmup: int
    updates: int
    fall: int
    final: float

    @classmethod
    def of(cls, settings: LmSettings, updates: int) -> Rates:
        """Take the schedule from a run's settings."""
        return cls(
            settings.learning_rate,
            settings.warmup,
            updates,
            round(settings.decay * updates),
            settings.final_rate,
        )

    @property
    def falls_from(self) -> int:
        """The first update of the fall."""
        return self.updates - self.fall

    def __call__(self, update: int) -> float:
        """Return the rate of an update."""
        rising = min(1.0, (update + 1) / self.warmup) if self.warmup else 1.0
        if update < self.falls_from:
            return self.peak * rising
        fallen = (update - self.falls_from + 1) / self.fall
        return self.peak * rising * (1 - (1 - self.final) * min(fallen, 1.0))
