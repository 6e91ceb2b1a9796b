"""Processes killed at random moments: nothing that was acknowledged is lost, and the next build finishes."""

from __future__ import annotations

import random
from pathlib import Path
from unittest import mock

import pytest

from tests.jobs.killing import VICTIMS, Killings
from tests.jobs.small import make_home


@pytest.mark.parametrize(
    "rounds", [1, pytest.param(3, marks=pytest.mark.large)], ids=["one of each", "several of each"]
)
def test_kills_at_random_moments_lose_nothing(tmp_path: Path, rounds: int) -> None:
    try:
        killings = Killings(make_home(tmp_path / "home"))
        draw = random.Random(rounds)
        for _ in range(rounds):
            for kind in VICTIMS:
                killings.kill_one(kind, draw)
    finally:
        mock.patch.stopall()
    assert [kill.moment for kill in killings.kills if kill.kind == "claim"] == ["job taken"] * rounds
