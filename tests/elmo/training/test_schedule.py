from __future__ import annotations

import pytest

from quizgen.elmo.training.schedule import Rates
from tests.elmo.training.invented import tiny_settings


def test_the_rate_rises_stays_and_falls() -> None:
    rates = Rates(peak=1.0, warmup=4, updates=20, fall=5, final=0.1)
    assert [rates(update) for update in range(4)] == [0.25, 0.5, 0.75, 1.0]
    assert {rates(update) for update in range(3, 15)} == {1.0}
    assert [rates(update) for update in range(15, 20)] == pytest.approx([0.82, 0.64, 0.46, 0.28, 0.1])
    assert rates.falls_from == 15


def test_without_warm_up_and_fall_the_rate_is_level() -> None:
    rates = Rates.of(tiny_settings(warmup=0, decay=0.0, learning_rate=0.5), 10)
    assert {rates(update) for update in range(10)} == {0.5}
    assert rates.falls_from == 10


def test_the_fall_takes_its_share_of_all_updates() -> None:
    rates = Rates.of(tiny_settings(decay=0.25, final_rate=0.0, warmup=0, learning_rate=1.0), 40)
    assert rates.falls_from == 30
    assert rates(39) == 0.0


def test_a_warm_up_that_outlasts_the_level_stretch_goes_on_rising_under_the_fall() -> None:
    rates = Rates(peak=1.0, warmup=8, updates=8, fall=4, final=0.0)
    assert [rates(update) for update in (3, 4)] == pytest.approx([0.5, 0.625 * 0.75])
