"""The sizes of an ELMo, read from and written to AllenNLP's ``options.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizgen.elmo.characters import MAX_CHARACTERS, N_CHARACTERS
from quizgen.elmo.files import writing
from quizgen.errors import ModelError

ACTIVATIONS = ("relu", "tanh")
# A clip this large is never reached: a cell grows by at most 1 a step, and projections stay far below it.
NO_CLIP = 1e5


@dataclass(frozen=True, slots=True)
class ElmoOptions:
    """The shape of an ELmo network (Peters et al. 2018), as AllenNLP names it.

    ``filters``: (width, number) of each character convolution, width 1 to 50. ``character_dim``: dimension of a
    character's embedding. ``activation``: of the convolutions, one of :data:`ACTIVATIONS`. ``n_highway``: highway
    layers after them, 0 or more. ``projection_dim``: width of one direction's output. ``lstm_dim``: cell units.
    ``n_layers``: biLSTM layers, at least 1. ``cell_clip``, ``proj_clip``: bounds on the absolute value of cells and
    projected states; None for none. Raises :class:`ModelError` naming the field.
    """

    filters: tuple[tuple[int, int], ...]
    character_dim: int
    n_highway: int
    projection_dim: int
    lstm_dim: int
    n_layers: int
    activation: str = "relu"
    cell_clip: float | None = None
    proj_clip: float | None = None

    def __post_init__(self) -> None:
        if not self.filters:
            raise ModelError("char_cnn.filters: expected at least one [width, number] pair, got none")
        for position, (width, number) in enumerate(self.filters):
            _require_whole(f"char_cnn.filters[{position}] width", width, 1, MAX_CHARACTERS)
            _require_whole(f"char_cnn.filters[{position}] number", number, 1)
        if self.activation not in ACTIVATIONS:
            raise ModelError(f"char_cnn.activation: expected one of {', '.join(ACTIVATIONS)}, got {self.activation!r}")
        _require_whole("char_cnn.embedding.dim", self.character_dim, 1)
        _require_whole("char_cnn.n_highway", self.n_highway, 0)
        _require_whole("lstm.projection_dim", self.projection_dim, 1)
        _require_whole("lstm.dim", self.lstm_dim, 1)
        _require_whole("lstm.n_layers", self.n_layers, 1)
        object.__setattr__(self, "cell_clip", _clip("lstm.cell_clip", self.cell_clip))
        object.__setattr__(self, "proj_clip", _clip("lstm.proj_clip", self.proj_clip))

    @property
    def n_filters(self) -> int:
        """Width of the concatenated convolutions."""
        return sum(number for _, number in self.filters)

    @property
    def width(self) -> int:
        """Width of a token's vector in every layer: forward half, then backward half."""
        return 2 * self.projection_dim

    @classmethod
    def read(cls, path: Path) -> ElmoOptions:
        """Read AllenNLP's ``options.json``; keys that no network needs are left aside.

        Raises :class:`ModelError` naming the file and the missing or unusable field.
        """
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ModelError(f"{path}: expected AllenNLP's options.json, cannot read it: {error}") from error
        try:
            return cls.from_dict(data)
        except ModelError as error:
            raise ModelError(f"{path}: {error}; take the options.json that belongs to the weights") from error

    @classmethod
    def from_dict(cls, data: object) -> ElmoOptions:
        """Take the options out of the decoded JSON. Raises :class:`ModelError` naming the field."""
        lstm = _section(data, "lstm")
        characters = _section(data, "char_cnn")
        if _field(lstm, "lstm", "use_skip_connections") is not True:
            raise ModelError("lstm.use_skip_connections: expected true (AllenNLP knows no other ELMo)")
        embedding = _section(characters, "embedding", "char_cnn.")
        max_characters = _field(characters, "char_cnn", "max_characters_per_token")
        if max_characters != MAX_CHARACTERS:
            raise ModelError(f"char_cnn.max_characters_per_token: expected {MAX_CHARACTERS}, got {max_characters!r}")
        n_characters = _field(characters, "char_cnn", "n_characters")
        # Options written for training count no padding id; those for inference do.
        if n_characters not in (N_CHARACTERS - 1, N_CHARACTERS):
            raise ModelError(f"char_cnn.n_characters: expected {N_CHARACTERS}, got {n_characters!r}")
        return cls(
            filters=_filters(_field(characters, "char_cnn", "filters")),
            character_dim=_field(embedding, "char_cnn.embedding", "dim"),
            n_highway=_field(characters, "char_cnn", "n_highway"),
            projection_dim=_field(lstm, "lstm", "projection_dim"),
            lstm_dim=_field(lstm, "lstm", "dim"),
            n_layers=_field(lstm, "lstm", "n_layers"),
            activation=_field(characters, "char_cnn", "activation"),
            cell_clip=_field(lstm, "lstm", "cell_clip"),
            proj_clip=_field(lstm, "lstm", "proj_clip"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the options as AllenNLP nests them, JSON-ready."""
        return {
            "lstm": {
                "use_skip_connections": True,
                "projection_dim": self.projection_dim,
                "cell_clip": self.cell_clip,
                "proj_clip": self.proj_clip,
                "dim": self.lstm_dim,
                "n_layers": self.n_layers,
            },
            "char_cnn": {
                "activation": self.activation,
                "filters": [list(pair) for pair in self.filters],
                "n_highway": self.n_highway,
                "embedding": {"dim": self.character_dim},
                "n_characters": N_CHARACTERS,
                "max_characters_per_token": MAX_CHARACTERS,
            },
        }

    def write(self, path: Path) -> None:
        """Write AllenNLP's ``options.json``, whole or not at all. Raises :class:`ModelError` when it cannot."""
        with writing(Path(path)) as temporary:
            temporary.write_text(json.dumps(self.to_dict(), indent=1) + "\n", encoding="utf-8")


def _section(data: object, name: str, parent: str = "") -> Mapping[str, Any]:
    section = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(section, Mapping):
        raise ModelError(f"{parent}{name}: expected a JSON object of that name, got {type(section).__name__}")
    return section


def _field(section: Mapping[str, Any], name: str, key: str) -> Any:
    if key not in section:
        raise ModelError(f"{name}.{key}: missing")
    return section[key]


def _filters(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise ModelError(f"char_cnn.filters: expected a list of [width, number] pairs, got {value!r}")
    return tuple((pair[0], pair[1]) for pair in value)


def _require_whole(name: str, value: object, low: int, high: int | None = None) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
        bounds = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ModelError(f"{name}: expected a whole number {bounds}, got {value!r}")


def _clip(name: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ModelError(f"{name}: expected a positive number or null, got {value!r}")
    # AllenNLP tests the value's truth, so 0 means none.
    return float(value) or None
