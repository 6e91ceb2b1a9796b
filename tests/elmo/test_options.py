from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from quizgen.elmo import ElmoOptions
from quizgen.errors import ModelError
from tests.elmo.models import SMALL, WIDE

DATA = SMALL.to_dict()


def test_options_survive_writing_and_reading(tmp_path: Path) -> None:
    for options in (SMALL, WIDE, ElmoOptions(((1, 1),), 1, 0, 1, 1, 1, cell_clip=3.0, proj_clip=0.5)):
        options.write(tmp_path / "options.json")
        assert ElmoOptions.read(tmp_path / "options.json") == options


def test_keys_of_training_are_left_aside() -> None:
    data = copy.deepcopy(DATA) | {"bidirectional": True, "n_tokens_vocab": 793471, "dropout": 0.1}
    data["char_cnn"]["n_characters"] = 261
    assert ElmoOptions.from_dict(data) == SMALL


def test_a_clip_of_zero_means_none_as_in_allennlp() -> None:
    data = copy.deepcopy(DATA)
    data["lstm"]["cell_clip"] = 0
    assert ElmoOptions.from_dict(data).cell_clip is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lstm.dim", 0),
        ("lstm.dim", "4096"),
        ("lstm.dim", True),
        ("lstm.projection_dim", 8.0),
        ("lstm.n_layers", -1),
        ("lstm.cell_clip", -3),
        ("lstm.proj_clip", "3"),
        ("lstm.proj_clip", float("inf")),
        ("lstm.use_skip_connections", False),
        ("lstm", []),
        ("char_cnn", None),
        ("char_cnn.activation", "gelu"),
        ("char_cnn.filters", []),
        ("char_cnn.filters", [[1, 2, 3]]),
        ("char_cnn.filters", {"1": 4}),
        ("char_cnn.filters", [[51, 4]]),
        ("char_cnn.filters", [[1, "4"]]),
        ("char_cnn.n_highway", -1),
        ("char_cnn.embedding", 16),
        ("char_cnn.embedding.dim", None),
        ("char_cnn.n_characters", 300),
        ("char_cnn.max_characters_per_token", 60),
    ],
)
def test_a_field_of_an_unusable_value_is_named(field: str, value: object, tmp_path: Path) -> None:
    message = error_after(field, tmp_path, value)
    assert field in message
    assert "expected" in message


@pytest.mark.parametrize(
    "field",
    [
        "lstm",
        "char_cnn",
        "char_cnn.embedding",
        *(f"lstm.{key}" for key in DATA["lstm"]),
        *(f"char_cnn.{key}" for key in DATA["char_cnn"]),
        "char_cnn.embedding.dim",
    ],
)
def test_a_missing_field_is_named(field: str, tmp_path: Path) -> None:
    assert field in error_after(field, tmp_path)


def error_after(field: str, folder: Path, *value: object) -> str:
    """Set ``field`` to a value, or take it out, and return the one-line error of reading that."""
    data: dict[str, Any] = copy.deepcopy(DATA)
    *parents, key = field.split(".")
    section = data
    for parent in parents:
        section = section[parent]
    if value:
        section[key] = value[0]
    else:
        del section[key]
    path = folder / "options.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        ElmoOptions.read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b"null"])
def test_a_file_that_holds_no_options_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "options.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"options\.json"):
        ElmoOptions.read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read"):
        ElmoOptions.read(tmp_path / "options.json")
