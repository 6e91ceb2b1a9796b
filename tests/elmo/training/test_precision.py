from __future__ import annotations

import math
import time

import pytest
import torch

from quizgen.elmo.training import precision
from quizgen.elmo.training.settings import PRECISIONS


def test_a_precision_of_the_settings_is_chosen_quickly() -> None:
    started = time.process_time()
    assert precision.fastest_precision("cpu") in PRECISIONS
    assert time.process_time() - started < 10


@pytest.mark.parametrize(("short", "chosen"), [(0.5, "bfloat16"), (0.7, "float32"), (30.0, "float32")])
def test_bfloat16_is_chosen_only_where_it_is_clearly_faster(
    short: float, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([1.0, short])
    monkeypatch.setattr(precision, "_seconds", lambda product, hopeless: next(times))
    assert precision.fastest_precision("cpu") == chosen


def test_a_hopeless_precision_is_tried_once_after_the_first_run() -> None:
    runs = 0

    def product() -> torch.Tensor:
        nonlocal runs
        runs += 1
        time.sleep(0.002)
        return torch.zeros(1, 1)

    assert precision._seconds(product, 0.001) >= 0.002
    assert runs == 2
    precision._seconds(product, math.inf)
    assert runs == 2 + 6
