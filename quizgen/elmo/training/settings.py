"""Every setting of a training run: with the corpus and the seed they decide the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from quizgen.elmo.options import ElmoOptions
from quizgen.errors import InputError

PRECISIONS = ("float32", "bfloat16")


def default_options() -> ElmoOptions:
    """Return the shipped network's sizes: filters as wide as one, two, three and four kana or kanji in UTF-8."""
    return ElmoOptions(
        filters=((1, 32), (3, 96), (6, 160), (9, 160), (12, 128)),
        character_dim=16,
        n_highway=1,
        projection_dim=256,
        lstm_dim=512,
        n_layers=2,
    )


@dataclass(frozen=True, slots=True)
class LmSettings:
    """How a language model is trained.

    ``vocabulary``: how many of the corpus's words, the most frequent ones, the softmax knows. ``softmax_dim``: width
    of their output vectors. ``samples``: words drawn for each update's sampled softmax, by count to the power of
    ``sample_power``. ``batch``: windows an update. ``epochs``: passes over the corpus, parts of one too.
    ``learning_rate``: Adam's peak; ``warmup``: updates until it; ``decay``: the share of all updates, the last ones,
    over which it falls in a straight line to ``final_rate`` of the peak. ``clip``: the most that the norm of all
    gradients may be. ``dropout``: share of values dropped from layer inputs and the softmax's. ``precision``: dtype of
    the matrix products. ``held_out_tokens``: about how many tokens of held-out articles perplexity is taken on.
    """

    options: ElmoOptions = field(default_factory=default_options)
    window: int = 128
    vocabulary: int = 45_000
    softmax_dim: int = 128
    samples: int = 1536
    sample_power: float = 0.75
    batch: int = 32
    epochs: float = 3.0
    learning_rate: float = 2e-3
    warmup: int = 100
    decay: float = 0.25
    final_rate: float = 0.02
    clip: float = 1.0
    dropout: float = 0.05
    seed: int = 1
    precision: str = "float32"
    held_out_tokens: int = 100_000

    def __post_init__(self) -> None:
        for name in ("window", "vocabulary", "softmax_dim", "samples", "batch", "held_out_tokens"):
            _require(name, getattr(self, name), getattr(self, name) >= 1, "at least 1")
        for name in ("epochs", "learning_rate", "clip"):
            _require(name, getattr(self, name), getattr(self, name) > 0, "more than 0")
        for name in ("warmup", "seed", "sample_power"):
            _require(name, getattr(self, name), getattr(self, name) >= 0, "at least 0")
        for name in ("decay", "final_rate"):
            _require(name, getattr(self, name), 0 <= getattr(self, name) <= 1, "from 0 to 1")
        _require("dropout", self.dropout, 0 <= self.dropout < 1, "from 0 to below 1")
        _require("precision", self.precision, self.precision in PRECISIONS, f"one of {', '.join(PRECISIONS)}")

    def to_dict(self) -> dict[str, Any]:
        """Return the settings, JSON-ready, the network's sizes as AllenNLP nests them."""
        return asdict(self) | {"options": self.options.to_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LmSettings:
        """Read what :meth:`to_dict` gives. Raises :class:`InputError` naming an unknown or unusable setting."""
        known = {item.name for item in fields(cls)}
        for name in data:
            if name not in known:
                raise InputError(f"settings: {name!r} is unknown; expected one of {', '.join(sorted(known))}")
        values = dict(data)
        if "options" in values:
            values["options"] = ElmoOptions.from_dict(values["options"])
        try:
            return cls(**values)
        except TypeError as error:
            raise InputError(f"settings: a value of the wrong kind ({error}); numbers are expected") from error

    def differences(self, other: LmSettings) -> list[str]:
        """Name each setting that differs, with both values."""
        mine, theirs = self.to_dict(), other.to_dict()
        return [f"{name} {json.dumps(mine[name])} and {json.dumps(theirs[name])}" for name in mine
                if mine[name] != theirs[name]]  # fmt: skip


def _require(name: str, value: object, holds: bool, expected: str) -> None:
    if not holds:
        raise InputError(f"settings: {name}: expected {expected}, got {value!r}")
