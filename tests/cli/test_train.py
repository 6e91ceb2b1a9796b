"""The commands that train, on invented articles."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from quizgen.elmo.training.checkpoint import Checkpoint
from quizgen.elmo.training.log import read_log
from quizgen.vectors import WordVectors
from tests.cli.command import Ran, quizgen
from tests.elmo.training.invented import limited_file_size, tiny_settings, write_articles

SETTINGS = tiny_settings().to_dict()


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """Leave PyTorch's number of threads as it was."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles, and two lines that hold none."""
    path = write_articles(tmp_path_factory.mktemp("corpus") / "archive.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:5], b'{"id": "empty", "body": ""}\n', b'{"id": cut}\n', *lines[5:]]))
    return path


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(SETTINGS), encoding="utf-8")
    return path


def lm(corpus: Path, output: Path, *options: str | Path) -> Ran:
    return quizgen("train", "lm", "--corpus", corpus, "-o", output, "--threads", "1", *options)


@pytest.fixture(scope="module")
def first(corpus: Path, settings: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The folder of a finished run, and what the command said."""
    output = tmp_path_factory.mktemp("first") / "model"
    return output, lm(corpus, output, "--settings", settings, "--checkpoint-every", "10")


@pytest.fixture
def copy(first: tuple[Path, Ran], tmp_path: Path) -> Path:
    return Path(shutil.copytree(first[0], tmp_path / "copy"))


def failed(ran: Ran, code: int, *parts: str) -> None:
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert all(part in ran.err for part in parts), ran.err
    assert "Traceback" not in ran.err


def test_bad_lines_are_named_and_the_rest_is_trained_on(first: tuple[Path, Ran], corpus: Path) -> None:
    output, ran = first
    assert ran.code == 1
    told = [line for line in ran.err.splitlines() if line.startswith("quizgen: ")]
    assert told == [
        f"quizgen: {corpus}, line 6: article body: expected text, got nothing but white space; pass the article's text",
        f"quizgen: {corpus}, line 7: broken JSON at column 8: Expecting value",
    ]
    assert {"options.json", "weights.hdf5", "softmax.npz", "recipe.json", "log.csv"} <= set(os.listdir(output))


def test_progress_and_the_result_are_told(first: tuple[Path, Ran]) -> None:
    output, ran = first
    updates = Checkpoint.load(output / "checkpoint.pt").update
    notes = [line for line in ran.err.splitlines() if line.startswith("training")]
    assert notes[0].startswith(f"training 10/{updates}: loss ")
    assert " tokens/s, " in notes[0]
    assert " min left" in notes[0]
    assert "held-out perplexity" in notes[-1]
    assert ran.out.startswith(f"{output}: ")
    assert " tokens seen in 0.00 hours; held-out perplexity " in ran.out


def test_resuming_needs_no_settings_and_refuses_others(corpus: Path, copy: Path) -> None:
    recipe = (copy / "recipe.json").read_bytes()
    ran = lm(corpus, copy, "--resume")
    assert ran.code == 0, ran.err
    assert (copy / "recipe.json").read_bytes() == recipe
    failed(lm(corpus, copy, "--resume", "--epochs", "7"), 3, "epochs 2.0 and 7.0")
    failed(lm(corpus, copy), 3, "a run stands here already; go on with --resume")


def test_a_new_segment_is_continued_from_before_the_fall(corpus: Path, copy: Path, tmp_path: Path) -> None:
    ran = lm(corpus, tmp_path / "longer", "--continue", copy / "before-fall.pt", "--epochs", "3")
    assert ran.code == 1, "the bad lines"
    recipe = json.loads((tmp_path / "longer" / "recipe.json").read_text(encoding="utf-8"))
    assert [segment["settings"]["epochs"] for segment in recipe["segments"]] == [2.0, 3.0]
    ran = lm(corpus, tmp_path / "none", "--continue", copy / "checkpoint.pt")
    assert ran.code == 3
    assert "nothing is left; give more --epochs" in ran.err


def test_a_full_disk_is_one_line_and_leaves_the_last_checkpoint(corpus: Path, settings: Path, copy: Path) -> None:
    (copy / "checkpoint.pt").unlink()
    checkpoint = copy / "checkpoint.pt"
    shutil.copy(copy / "before-fall.pt", checkpoint)
    before = checkpoint.read_bytes()
    with limited_file_size(len(before) - 1000):
        ran = lm(corpus, copy, "--resume", "--checkpoint-every", "5")
    failed(ran, 3, f"quizgen: {copy / 'before-fall.pt'} cannot be written", "is the disk full?", "--resume")
    assert ran.err.count("quizgen: ") == 1
    assert checkpoint.read_bytes() == before
    assert lm(corpus, copy, "--resume").code == 0


def test_sigterm_ends_a_run_that_can_be_resumed(corpus: Path, first: tuple[Path, Ran], tmp_path: Path) -> None:
    output = tmp_path / "model"
    output.mkdir()
    for kept in first[0].glob("corpus-*.npz"):
        shutil.copy(kept, output)
    long = tmp_path / "long.json"
    long.write_text(json.dumps(SETTINGS | {"epochs": 100_000}), encoding="utf-8")
    command = [sys.executable, "-c", "from quizgen.cli.main import run; run()", "train", "lm", "--corpus", str(corpus)]
    options = ["-o", str(output), "--settings", str(long), "--threads", "1", "--checkpoint-every", "5"]
    run = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (output / "log.csv").exists() and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert out == ""
    assert [line for line in err.splitlines() if line][-2:] == [
        f"quizgen: {output / 'checkpoint.pt'} keeps the run; --resume goes on with it",
        "quizgen: interrupted",
    ]
    assert "Traceback" not in err
    assert Checkpoint.load(output / "checkpoint.pt").update % 5 == 0
    assert not [path for path in output.iterdir() if path.name.endswith(".part")]


def test_unusable_arguments_are_one_line(corpus: Path, settings: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    failed(lm(tmp_path / "missing.jsonl", new), 2, "missing.jsonl' does not exist")
    failed(lm(corpus, new, "--settings", corpus), 2, "expected settings as JSON")
    failed(lm(corpus, new, "--settings", settings, "--epochs", "0"), 2, "epochs: expected a number of more than 0")
    failed(lm(corpus, new, "--resume"), 3, "found no such file; start without --resume")
    failed(lm(corpus, new, "--device", "abacus"), 2, "--device abacus: cannot be used")
    failed(lm(corpus, new, "--checkpoint-every", "0"), 2, "--checkpoint-every")
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"\n\n")
    failed(lm(empty, new, "--settings", settings), 3, "no training text")


def test_a_log_is_drawn(first: tuple[Path, Ran], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    log = first[0] / "log.csv"
    assert read_log(log)
    assert quizgen("train", "plot", log, "-o", tmp_path / "log.svg") == Ran(0, "", "")
    assert (tmp_path / "log.svg").stat().st_size > 1000
    failed(quizgen("train", "plot", log, "-o", tmp_path / "log.pdf"), 2, "ends in .svg or .png")
    failed(quizgen("train", "plot", first[0] / "recipe.json", "-o", tmp_path / "a.svg"), 2, "expected a training log")


def test_word_vectors_are_trained_and_the_lexicons_words_kept(corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("gensim")
    output = tmp_path / "vectors.npz"
    options = ["--dimensions", "4", "--epochs", "1", "--workers", "1", "--min-count", "3", "--most-frequent", "10"]
    ran = quizgen("train", "vectors", "--corpus", corpus, "-o", output, *options)
    assert ran.code == 1, "the bad lines"
    assert f"{corpus}, line 6: " in ran.err
    vectors = WordVectors.load(output)
    assert ran.out == f"{output}: vectors of {len(vectors.words)} words, 4 dimensions\n"
    assert 10 <= len(vectors.words) < 40
    failed(quizgen("train", "vectors", "--corpus", corpus, "-o", tmp_path / "no" / "v.npz"), 2, "folder does not exist")
