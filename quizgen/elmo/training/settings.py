"""Every setting of a training run: with the corpus and the seed they decide the weights."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from quizgen.elmo.options import NO_CLIP, ElmoOptions
from quizgen.errors import InputError

PRECISIONS = ("float32", "bfloat16")
# The settings that are whole numbers, and the least that each may be. The two markers belong to every vocabulary.
_WHOLE = {
    "window": 1,
    "vocabulary": 2,
    "softmax_dim": 1,
    "samples": 1,
    "batch": 1,
    "held_out_tokens": 1,
    "warmup": 0,
    "seed": 0,
}


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

    ``options``: the network's sizes, without clips: training clips no states. ``window``: most tokens of one window.
    ``vocabulary``: how many of the corpus's words, the most frequent ones, the softmax knows. ``softmax_dim``: width
    of their output vectors. ``samples``: words drawn for each update's sampled softmax, by count to the power of
    ``sample_power``; ``distinct_samples``: whether a word drawn twice counts once
    (:class:`~quizgen.elmo.training.softmax.Sampler`). ``batch``: windows an update. ``epochs``: passes over the
    corpus, parts of one too.
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
    distinct_samples: bool = True

    def __post_init__(self) -> None:
        for name, least in _WHOLE.items():
            value = getattr(self, name)
            _require(name, value, _is_whole(value) and value >= least, f"a whole number of at least {least}")
        for name in ("epochs", "learning_rate", "clip"):
            value = getattr(self, name)
            _require(name, value, _is_number(value) and value > 0, "a number of more than 0")
        _require(
            "sample_power", self.sample_power, _is_number(self.sample_power) and self.sample_power >= 0, "at least 0"
        )
        for name in ("decay", "final_rate"):
            value = getattr(self, name)
            _require(name, value, _is_number(value) and 0 <= value <= 1, "a number from 0 to 1")
        _require("dropout", self.dropout, _is_number(self.dropout) and 0 <= self.dropout < 1, "from 0 to below 1")
        _require("precision", self.precision, self.precision in PRECISIONS, f"one of {', '.join(PRECISIONS)}")
        _require("distinct_samples", self.distinct_samples, isinstance(self.distinct_samples, bool), "true or false")
        for name in ("cell_clip", "proj_clip"):
            clip = getattr(self.options, name)
            _require(f"options.lstm.{name}", clip, clip is None or clip >= NO_CLIP, "null: training clips no states")

    def to_dict(self) -> dict[str, Any]:
        """Return the settings, JSON-ready, the network's sizes as AllenNLP nests them."""
        return asdict(self) | {"options": self.options.to_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], base: LmSettings | None = None) -> LmSettings:
        """Read what :meth:`to_dict` gives; what ``data`` doesn't name is as in ``base``, else the default.

        Raises :class:`InputError` naming an unknown or unusable setting, :class:`~quizgen.errors.ModelError` for
        unusable ``options``.
        """
        known = {item.name for item in fields(cls)}
        for name in data:
            if name not in known:
                raise InputError(f"settings: {name!r} is unknown; expected one of {', '.join(sorted(known))}")
        values = dict(data)
        if "options" in values:
            values["options"] = ElmoOptions.from_dict(values["options"])
        return cls(**values) if base is None else replace(base, **values)

    def differences(self, other: LmSettings, names: Iterable[str] | None = None) -> list[str]:
        """Name each setting that differs, with both values; ``names``: only these are compared."""
        mine, theirs = self.to_dict(), other.to_dict()
        return [f"{name} {json.dumps(mine[name])} and {json.dumps(theirs[name])}" for name in names or mine
                if mine[name] != theirs[name]]  # fmt: skip


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _require(name: str, value: object, holds: bool, expected: str) -> None:
    if not holds:
        raise InputError(f"settings: {name}: expected {expected}, got {value!r}")
