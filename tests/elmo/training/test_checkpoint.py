from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
import torch

from quizgen.elmo.training.checkpoint import Checkpoint, Segment
from quizgen.elmo.training.log import LogRow
from quizgen.errors import ModelError
from tests.elmo.training.invented import limited_file_size, tiny_settings


def checkpoint(size: int = 10) -> Checkpoint:
    return Checkpoint(
        tiny_settings(),
        "c0ffee",
        12,
        3456,
        7.5,
        {"weight": torch.arange(float(size))},
        {"state": {0: {"step": torch.tensor(12.0)}}, "param_groups": [{"lr": 0.5, "params": [0]}]},
        (LogRow(12, 3456, 7.5, 460.8, 2.0, 2.25, 0.5, 1.0),),
        (Segment(tiny_settings(epochs=1.0), 8, 2000, 5.0),),
        "beef",
    )


def test_a_checkpoint_comes_back_from_its_file(tmp_path: Path) -> None:
    given = checkpoint()
    given.save(tmp_path / "checkpoint.pt")
    read = Checkpoint.load(tmp_path / "checkpoint.pt")
    assert torch.equal(read.model["weight"], given.model["weight"])
    for field in fields(Checkpoint):
        if field.name != "model":
            assert getattr(read, field.name) == getattr(given, field.name), field.name
    assert read.segment == Segment(given.settings, 12, 3456, 7.5)


def test_a_checkpoint_of_before_distinct_samples_goes_on_as_it_began(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint().save(path)
    data = torch.load(path, weights_only=True)
    del data["vectors"], data["settings"]["distinct_samples"], data["earlier"][0]["settings"]["distinct_samples"]
    torch.save(data, path)
    read = Checkpoint.load(path)
    assert read.vectors is None
    assert read.settings == replace(tiny_settings(), distinct_samples=False)
    assert not read.earlier[0].settings.distinct_samples


def test_missing_damaged_and_other_files_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(ModelError, match=r"found no such file; start without --resume"):
        Checkpoint.load(path)
    checkpoint().save(path)
    good = path.read_bytes()
    torch.save({"format": 9}, tmp_path / "newer.pt")
    torch.save([1, 2], tmp_path / "list.pt")
    torch.save(checkpoint, tmp_path / "pickle.pt")
    for data in (b"", b"no checkpoint", good[:-50], good[: len(good) // 2]):
        path.write_bytes(data)
        with pytest.raises(
            ModelError, match=r"checkpoint\.pt: no checkpoint of this trainer, or a damaged one"
        ) as told:
            Checkpoint.load(path)
        assert "\n" not in str(told.value)
    with pytest.raises(ModelError, match="expected checkpoint format 1, got 9"):
        Checkpoint.load(tmp_path / "newer.pt")
    for name in ("list.pt", "pickle.pt"):
        with pytest.raises(ModelError, match="no checkpoint of this trainer") as told:
            Checkpoint.load(tmp_path / name)
        assert "\n" not in str(told.value)


def test_a_full_disk_leaves_the_checkpoint_before(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint().save(path)
    with (
        limited_file_size(20_000),
        pytest.raises(ModelError, match=r"checkpoint\.pt cannot be written .* is the disk full\?") as told,
    ):
        replace(checkpoint(20_000), update=13).save(path)
    assert "\n" not in str(told.value)
    assert Checkpoint.load(path).update == 12
    assert [item.name for item in tmp_path.iterdir()] == ["checkpoint.pt"]
