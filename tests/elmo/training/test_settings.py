from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from quizgen.elmo.training.settings import LmSettings
from quizgen.errors import InputError, ModelError
from tests.elmo.training.invented import TINY, tiny_settings


def test_settings_come_back_from_json() -> None:
    settings = tiny_settings(dropout=0.25, distinct_samples=False)
    assert LmSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_what_is_not_named_is_as_in_the_base_else_the_default() -> None:
    base = tiny_settings()
    assert LmSettings.from_dict({"epochs": 5}, base) == replace(base, epochs=5)
    assert LmSettings.from_dict({"epochs": 5}) == LmSettings(epochs=5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"window": 0}, "window: expected a whole number of at least 1, got 0"),
        ({"batch": 3.5}, "batch: expected a whole number of at least 1, got 3.5"),
        ({"vocabulary": 1}, "vocabulary: expected a whole number of at least 2"),
        ({"seed": True}, "seed: expected a whole number"),
        ({"samples": "many"}, "samples: expected a whole number of at least 1, got 'many'"),
        ({"epochs": 0}, "epochs: expected a number of more than 0, got 0"),
        ({"epochs": float("inf")}, "epochs: expected a number of more than 0, got inf"),
        ({"learning_rate": float("nan")}, "learning_rate: expected a number"),
        ({"clip": None}, "clip: expected a number of more than 0, got None"),
        ({"decay": 1.5}, "decay: expected a number from 0 to 1, got 1.5"),
        ({"dropout": 1}, "dropout: expected from 0 to below 1, got 1"),
        ({"precision": "float16"}, "precision: expected one of float32, bfloat16, got 'float16'"),
        ({"distinct_samples": 1}, "distinct_samples: expected true or false, got 1"),
        ({"learning_rat": 1}, "'learning_rat' is unknown; expected one of batch, clip"),
        ({"options": replace(TINY, cell_clip=3.0).to_dict()}, "options.lstm.cell_clip: expected null"),
    ],
)
def test_unusable_settings_are_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        LmSettings.from_dict(given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unusable_sizes_of_the_network_are_named() -> None:
    with pytest.raises(ModelError, match="expected a JSON object of that name, got NoneType"):
        LmSettings.from_dict({"options": {}})


def test_differences_name_both_values() -> None:
    assert tiny_settings().differences(tiny_settings()) == []
    assert tiny_settings().differences(tiny_settings(batch=9, epochs=3.5)) == ["batch 8 and 9", "epochs 2.0 and 3.5"]
    assert tiny_settings().differences(tiny_settings(batch=9, epochs=3.5), ["batch"]) == ["batch 8 and 9"]
