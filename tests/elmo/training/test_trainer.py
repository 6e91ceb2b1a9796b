from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from quizgen.elmo.training.checkpoint import Checkpoint
from quizgen.elmo.training.log import LogRow, read_log
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.trainer import BEFORE_FALL, CHECKPOINT, LOG, Pace, Progress, Trainer
from quizgen.errors import ArgumentError, ModelError
from tests.elmo.training import killed
from tests.elmo.training.invented import corpus, limited_file_size, tiny_settings

CORPUS = corpus()
PACE = killed.PACE


class Stopped(Exception):
    """Raised from a run's progress, to break off between two updates."""


def trainer(folder: Path, settings: LmSettings | None = None, stop: int | None = None) -> Trainer:
    """Return a trainer of a small run, which breaks off after the log row of update ``stop``."""

    def progress(state: Progress) -> None:
        if state.row.update == stop:
            raise Stopped

    folder.mkdir(exist_ok=True)
    return Trainer(settings or tiny_settings(), CORPUS, folder, threads=1, pace=PACE, on_progress=progress)


def kept(folder: Path, name: str = CHECKPOINT) -> Checkpoint:
    return Checkpoint.load(folder / name)


def same_weights(one: Checkpoint, other: Checkpoint) -> bool:
    return all(torch.equal(value, other.model[name]) for name, value in one.model.items())


def computed(rows: list[LogRow] | tuple[LogRow, ...]) -> list[LogRow]:
    """Return log rows without what the clock decides."""
    return [replace(row, seconds=0.0, tokens_per_second=0.0) for row in rows]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of 28 updates that nothing broke off."""
    folder = tmp_path_factory.mktemp("unbroken")
    trainer(folder).run()
    return folder


def test_a_run_leaves_a_checkpoint_and_a_log_of_every_stretch(unbroken: Path) -> None:
    checkpoint = kept(unbroken)
    assert checkpoint.update == 28
    assert checkpoint.tokens == 2 * len(CORPUS.training.tokens)
    rows = read_log(unbroken / LOG)
    # Every second update, and where the rate begins to fall.
    assert [row.update for row in rows] == [*range(2, 21, 2), 21, *range(22, 29, 2)]
    assert [row.update for row in rows if row.perplexity_forward is not None] == [10, 20, 28]
    assert rows[-1].tokens == checkpoint.tokens
    assert rows[-1].rate == pytest.approx(0.01 * 0.02)


@pytest.mark.parametrize("stop", [4, 6, 21])
def test_a_run_broken_off_and_resumed_ends_with_the_same_weights_and_log(
    stop: int, unbroken: Path, tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        trainer(tmp_path, stop=stop).run()
    again = trainer(tmp_path)
    again.resume(kept(tmp_path))
    assert again.update == stop // 4 * 4
    again.run()
    assert same_weights(kept(tmp_path), kept(unbroken))
    assert computed(read_log(tmp_path / LOG)) == computed(read_log(unbroken / LOG))


def test_a_run_killed_at_random_moments_ends_with_the_same_weights_and_log(tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken", tmp_path / "whole"
    for folder in (broken, whole):
        folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.elmo.training.killed", str(broken), str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 2
    killed.train(whole)
    assert same_weights(kept(broken), kept(whole))
    assert computed(read_log(broken / LOG)) == computed(read_log(whole / LOG))
    assert {path.name for path in broken.iterdir() if not path.name.endswith(".part")} == {
        CHECKPOINT,
        BEFORE_FALL,
        LOG,
    }


def test_resuming_a_finished_run_changes_nothing(unbroken: Path, tmp_path: Path) -> None:
    again = trainer(tmp_path)
    again.resume(kept(unbroken))
    again.run()
    assert same_weights(again.checkpoint(), kept(unbroken))
    assert not list(tmp_path.iterdir())


def test_another_runs_checkpoint_is_refused_with_both_values(unbroken: Path, tmp_path: Path) -> None:
    other = trainer(tmp_path, tiny_settings(dropout=0.5, epochs=3.0))
    with pytest.raises(ModelError, match=r"epochs 2\.0 and 3\.0; dropout 0\.1 and 0\.5"):
        other.resume(kept(unbroken))
    elsewhere = Trainer(tiny_settings(), corpus(seed=1), tmp_path)
    identities = f"corpus {CORPUS.identity} and {elsewhere.corpus.identity}"
    with pytest.raises(ModelError, match=identities):
        elsewhere.resume(kept(unbroken))
    with pytest.raises(ModelError, match=identities):
        elsewhere.continue_from(kept(unbroken))


def test_a_new_segment_goes_on_from_before_the_fall(unbroken: Path, tmp_path: Path) -> None:
    before = kept(unbroken, BEFORE_FALL)
    assert before.update == before.rows[-1].update == 21
    assert before.tokens == before.rows[-1].tokens
    longer = trainer(tmp_path, tiny_settings(epochs=3.0))
    longer.continue_from(before)
    longer.run()
    first, second = longer.segments
    assert (first.updates, second.updates) == (21, 42)
    assert (first.settings.epochs, second.settings.epochs) == (2.0, 3.0)
    assert second.tokens == 3 * len(CORPUS.training.tokens)
    assert second.seconds > first.seconds > 0
    assert kept(tmp_path).earlier == (first,)
    # The rate stays level as in a run of three epochs from the beginning.
    whole = trainer(tmp_path / "whole", tiny_settings(epochs=3.0))
    whole.run()
    assert same_weights(kept(tmp_path), whole.checkpoint())


def test_a_segment_that_cannot_go_on_is_refused(unbroken: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="softmax_dim 6 and 7; batch 8 and 4"):
        trainer(tmp_path, tiny_settings(batch=4, softmax_dim=7)).continue_from(kept(unbroken))
    with pytest.raises(ModelError, match=r"has 28 updates, and 2 epochs are 28: nothing is left; give more --epochs"):
        trainer(tmp_path).continue_from(kept(unbroken))


def test_a_run_can_end_before_its_schedule_does(unbroken: Path, tmp_path: Path) -> None:
    early = trainer(tmp_path)
    early.run(until=9)
    assert kept(tmp_path).update == early.rows[-1].update == 9
    assert early.rows[-1].perplexity_backward is not None
    early.run()
    assert same_weights(kept(tmp_path), kept(unbroken))


def test_a_small_network_learns_an_invented_language(tmp_path: Path) -> None:
    big = corpus(600)
    settings = tiny_settings(epochs=5.0, batch=16, learning_rate=0.02, dropout=0.0, samples=30, held_out_tokens=600)
    run = Trainer(settings, big, tmp_path, threads=1)
    shares = big.counts[big.counts > 0] / big.counts.sum()
    unigram = float(-(shares * np.log(shares)).sum())
    fresh = np.log(run.perplexity())
    run.run()
    assert 100 < run.update < 400
    learnt = np.log(run.perplexity())
    assert (fresh > 0.9 * unigram).all()
    assert (learnt < 0.5 * unigram).all()
    assert run.rows[-1].forward < 0.5 * unigram
    assert run.unknown_share == 0


def test_losses_that_are_no_longer_finite_end_the_run_with_a_sound_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        trainer(tmp_path, stop=8).run()
    wild = trainer(tmp_path, tiny_settings(learning_rate=1e38))
    wild.continue_from(replace(kept(tmp_path), earlier=()))
    with pytest.raises(ModelError, match=r"update 10: loss or gradients are no longer finite; .* lower learning_rate"):
        wild.run()
    assert kept(tmp_path).update == 8
    assert all(torch.isfinite(value).all() for value in kept(tmp_path).model.values())


def test_a_full_disk_leaves_the_last_checkpoint_to_go_on_from(unbroken: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        trainer(tmp_path, stop=8).run()
    again = trainer(tmp_path)
    again.resume(kept(tmp_path))
    size = (tmp_path / CHECKPOINT).stat().st_size
    with limited_file_size(size - 1000), pytest.raises(ModelError, match=r"checkpoint\.pt cannot be written"):
        again.run()
    assert kept(tmp_path).update == 8
    again = trainer(tmp_path)
    again.resume(kept(tmp_path))
    again.run()
    assert same_weights(kept(tmp_path), kept(unbroken))


def test_perplexity_leaves_out_what_the_softmax_doesnt_know(tmp_path: Path) -> None:
    small = trainer(tmp_path, tiny_settings(vocabulary=10))
    assert 0.1 < small.unknown_share < 0.9
    assert all(1 < perplexity < 40 for perplexity in small.perplexity())


def test_a_pace_without_updates_is_refused() -> None:
    with pytest.raises(ArgumentError, match="at least 1 update from one to the next, got 0"):
        Pace(checkpoint=0)


def test_time_left_is_estimated_from_the_whole_run() -> None:
    row = LogRow(50, 100, 10.0, 10.0, 1.0, 1.0, 0.1, 1.0)
    assert Progress(row, 150).seconds_left == 20.0
