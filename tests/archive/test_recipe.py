from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizgen.archive.recipe import Recipe, Stage, file_sha256, read_settings, segment_records
from quizgen.elmo.training.checkpoint import Segment
from quizgen.errors import InputError
from tests.elmo.training.invented import tiny_settings

SEGMENTS = (
    Segment(tiny_settings(epochs=1.0), 100, 3_000, 3600.0),
    Segment(tiny_settings(epochs=2.0), 250, 9_000, 9000.0),
)


def test_a_record_counts_what_its_segment_did_itself() -> None:
    first, second = segment_records(SEGMENTS)
    assert first["settings"]["epochs"] == 1.0
    assert [first[name] for name in ("from_update", "to_update", "tokens", "hours")] == [0, 100, 3_000, 1.0]
    assert [second[name] for name in ("from_update", "to_update", "tokens", "hours")] == [100, 250, 6_000, 1.5]


def test_a_recipe_gives_its_segments_with_their_ends(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    data = {"segments": segment_records(SEGMENTS), "corpus": {"identity": "c0ffee"}, "vectors": None}
    path.write_text(json.dumps(data), encoding="utf-8")
    stages = (Stage(SEGMENTS[0].settings, 100), Stage(SEGMENTS[1].settings, None))
    assert read_settings(path) == Recipe(stages, "c0ffee", None)


def test_other_json_is_settings(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"epochs": 2}', encoding="utf-8")
    assert read_settings(tmp_path / "settings.json") == {"epochs": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected settings as JSON, cannot read them"),
        ("[" * 100_000, "expected settings as JSON, cannot read them"),
        ("[1]", "expected a JSON object of settings, got list"),
        ('{"segments": [{"settings": {"batch": 0}, "to_update": 1}]}', "batch: expected a whole number"),
        (
            '{"segments": [{"settings": {"batch": 4}, "to_update": 1}]}',
            "expected a recipe .* KeyError\\('corpus'\\) is amiss",
        ),
        ('{"segments": []}', "expected a recipe"),
        ('{"segments": 3}', "expected a recipe"),
    ],
)
def test_unusable_files_are_named(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        read_settings(path)
    assert "settings.json: " in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.json: expected settings"):
        read_settings(tmp_path / "missing.json")
    with pytest.raises(InputError, match=r"missing\.jsonl: cannot be read: No such file"):
        file_sha256(tmp_path / "missing.jsonl")
