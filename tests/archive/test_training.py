"""A small model trained on invented articles, from the files to what is shipped."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from quizgen.archive import training
from quizgen.archive.recipe import Recipe, read_settings
from quizgen.archive.training import TrainingPlan, train_language_model
from quizgen.elmo import ElmoEncoder, ElmoOptions
from quizgen.elmo.softmax_file import Softmax
from quizgen.elmo.training.settings import PRECISIONS
from quizgen.elmo.training.trainer import Pace
from quizgen.errors import ArgumentError, InputError, ModelError
from quizgen.quantisation import rounded
from quizgen.vectors import WordVectors
from tests.elmo.training.invented import TINY, limited_file_size, tiny_settings, write_articles

SETTINGS = tiny_settings().to_dict()
PACE = Pace(log=5, checkpoint=10, measure=10)


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """Leave PyTorch's number of threads as it was."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("corpus") / "archive.jsonl.gz")


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vectors") / "vectors.npz"
    words = ["投手", "捕手", "先生"]
    array = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]], dtype=np.float32)
    WordVectors(words, rounded(array), np.array([3, 2, 1])).save(path)
    return path


@pytest.fixture(scope="module")
def tokenised(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the tokenised corpus, so that not every test waits for MeCab."""
    folder = tmp_path_factory.mktemp("tokenised")
    train_language_model(plan(corpus, folder, {"epochs": 0.01}))
    for path in folder.iterdir():
        if not path.name.startswith("corpus-"):
            path.unlink()
    return folder


@pytest.fixture
def folder(tokenised: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tokenised, tmp_path / "model"))


@pytest.fixture(scope="module")
def finished(tokenised: Path, corpus: Path, vectors: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that came to its end."""
    folder = Path(shutil.copytree(tokenised, tmp_path_factory.mktemp("finished") / "model"))
    train_language_model(plan(corpus, folder, vectors=vectors))
    return folder


def plan(corpus: Path, folder: Path, settings: dict[str, Any] | None = None, **changes: Any) -> TrainingPlan:
    values: dict[str, Any] = {"settings": SETTINGS | (settings or {}), "threads": 1, "pace": PACE}
    return TrainingPlan([corpus], folder, **(values | changes))


def recipe(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
    return read


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "weights.hdf5").read_bytes()).hexdigest()


def test_the_folder_holds_a_model_that_serves(finished: Path) -> None:
    names = {path.name.split("-")[0] for path in finished.iterdir()}
    files = {"options.json", "weights.hdf5", "softmax.npz", "recipe.json", "log.csv", "checkpoint.pt"}
    assert names == files | {"before", "corpus"}
    assert ElmoOptions.read(finished / "options.json") == TINY
    encoder = ElmoEncoder.load(finished / "options.json", finished / "weights.hdf5", threads=1)
    vectors = encoder.encode([["球団", "の", "投手"]])[0]
    assert vectors.shape == (3, 3, 16)
    # Every number is one that bfloat16 can hold, so that the file compresses.
    assert np.isfinite(vectors).all()
    assert Softmax.load(finished / "softmax.npz").encoder == encoder.identity


def test_the_recipe_names_what_decided_the_weights(finished: Path, corpus: Path, vectors: Path) -> None:
    read = recipe(finished)
    assert read["settings"] == SETTINGS
    (segment,) = read["segments"]
    assert segment["settings"] == SETTINGS
    assert segment["from_update"] == 0
    assert segment["to_update"] == read["updates"]
    assert segment["tokens"] == read["tokens_seen"] == 2 * read["corpus"]["training_tokens"]
    sha256 = hashlib.sha256(corpus.read_bytes()).hexdigest()
    assert read["corpus"]["files"] == [{"name": "archive.jsonl.gz", "sha256": sha256}]
    assert read["vectors"] == WordVectors.load(vectors).identity
    assert 1 < read["held_out_perplexity"]["forward"] < 60
    assert read["held_out_perplexity"]["unknown_share"] == 0
    assert read["made_with"]["threads"] == 1


def test_a_recipe_is_repeated_by_one_command(finished: Path, corpus: Path, vectors: Path, folder: Path) -> None:
    read = read_settings(finished / "recipe.json")
    assert isinstance(read, Recipe)
    train_language_model(plan(corpus, folder, settings=None, recipe=read, vectors=vectors))
    assert digest(folder) == digest(finished)
    again, first = recipe(folder), recipe(finished)
    for one in (again, first):
        one.pop("hours")
        one["segments"][0].pop("hours")
    assert again == first


def test_a_recipe_of_another_corpus_or_other_vectors_is_refused(
    finished: Path, corpus: Path, vectors: Path, folder: Path, tmp_path: Path
) -> None:
    read = read_settings(finished / "recipe.json")
    assert isinstance(read, Recipe)
    with pytest.raises(ModelError, match=r"the recipe's word vectors: expected [0-9a-f]{16}, got none"):
        train_language_model(replace(plan(corpus, folder, recipe=read), settings={}))
    other = write_articles(tmp_path / "other.jsonl", 60, seed=1)
    with pytest.raises(ModelError, match=rf"the recipe's corpus: expected {read.corpus}, got [0-9a-f]{{16}}"):
        train_language_model(replace(plan(other, folder, recipe=read, vectors=vectors), settings={}))


def test_a_finished_run_can_be_written_out_again_without_naming_its_settings(
    finished: Path, corpus: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "copy"))
    (folder / "weights.hdf5").unlink()
    (folder / ".checkpoint.pt.17-18.part").write_bytes(b"half")
    train_language_model(replace(plan(corpus, folder, resume=True), settings={}))
    assert digest(folder) == digest(finished)
    assert recipe(folder) == recipe(finished), "the vectors that it began from are remembered"
    assert not list(folder.glob(".*"))


def test_a_second_run_in_the_folder_is_refused(finished: Path, corpus: Path) -> None:
    for earlier in (None, finished / "checkpoint.pt"):
        with pytest.raises(ModelError, match=r"checkpoint\.pt: a run stands here already; go on with --resume"):
            train_language_model(plan(corpus, finished, earlier=earlier))


def test_resuming_with_another_setting_names_both_values(finished: Path, corpus: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "copy"))
    before = (folder / "checkpoint.pt").read_bytes()
    changed = replace(plan(corpus, folder, resume=True), settings={"dropout": 0.5, "precision": "bfloat16"})
    with pytest.raises(ModelError, match=r'dropout 0\.1 and 0\.5; precision "float32" and "bfloat16"'):
        train_language_model(changed)
    assert (folder / "checkpoint.pt").read_bytes() == before


def test_other_word_vectors_than_the_run_began_from_are_refused(finished: Path, corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    WordVectors(["犬"], rounded(np.ones((1, 3), dtype=np.float32)), np.array([1])).save(other)
    with pytest.raises(ModelError, match=r"other\.npz: the run began from the word vectors [0-9a-f]{16}, these are"):
        train_language_model(plan(corpus, finished, resume=True, vectors=other))


def test_segments_are_recorded_each_for_itself_and_repeated_one_after_the_other(
    finished: Path, corpus: Path, vectors: Path, folder: Path, tokenised: Path, tmp_path: Path
) -> None:
    longer = {"epochs": 3.0, "learning_rate": 0.004}
    begun = replace(plan(corpus, folder, earlier=finished / "before-fall.pt"), settings=longer)
    train_language_model(begun)
    read = recipe(folder)
    first, second = read["segments"]
    assert (first["settings"]["epochs"], second["settings"]) == (2.0, SETTINGS | longer)
    assert first["from_update"] == 0
    assert first["to_update"] == second["from_update"] < recipe(finished)["updates"]
    assert second["to_update"] == read["updates"]
    assert first["tokens"] + second["tokens"] == read["tokens_seen"] == 3 * read["corpus"]["training_tokens"]
    assert read["vectors"] == recipe(finished)["vectors"]
    again = Path(shutil.copytree(tokenised, tmp_path / "again"))
    repeated = read_settings(folder / "recipe.json")
    assert isinstance(repeated, Recipe)
    whole = replace(plan(corpus, again, recipe=repeated, vectors=vectors), settings={})
    train_language_model(whole)
    assert digest(again) == digest(folder)
    assert [item["to_update"] for item in recipe(again)["segments"]] == [first["to_update"], second["to_update"]]
    train_language_model(replace(whole, resume=True))
    assert digest(again) == digest(folder)
    with pytest.raises(ArgumentError, match="a recipe of several segments begins with its first"):
        train_language_model(replace(whole, output=tmp_path / "new", earlier=finished / "checkpoint.pt"))


def test_precision_is_chosen_where_it_is_not_named(corpus: Path, folder: Path) -> None:
    given = {name: value for name, value in SETTINGS.items() if name != "precision"} | {"epochs": 0.01}
    train_language_model(replace(plan(corpus, folder), settings=given))
    assert recipe(folder)["settings"]["precision"] in PRECISIONS


def test_weights_that_cannot_be_written_leave_a_checkpoint_to_write_them_from(
    finished: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RuntimeError("unable to extend file properly, errno = 28")

    folder = Path(shutil.copytree(finished, tmp_path / "copy"))
    with monkeypatch.context() as patched:
        patched.setattr(training, "write_weights", full)
        with pytest.raises(ModelError, match=r"weights\.hdf5 cannot be written .*make room and --resume"):
            train_language_model(plan(corpus, folder, resume=True))
    assert digest(folder) == digest(finished)
    train_language_model(plan(corpus, folder, resume=True))
    assert digest(folder) == digest(finished)


def test_a_full_disk_while_the_corpus_is_kept_leaves_nothing_half_written(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with limited_file_size(2_000), pytest.raises(ModelError, match=r"corpus-.*\.npz cannot be written"):
        train_language_model(plan(corpus, folder))
    assert not list(folder.iterdir())


def test_unusable_plans_are_refused_before_anything_is_read(corpus: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    with pytest.raises(ArgumentError, match="give one of them"):
        train_language_model(plan(corpus, new, resume=True, earlier=corpus))
    with pytest.raises(ArgumentError, match=r"--device abacus: cannot be used .*; give cpu, or cuda"):
        train_language_model(plan(corpus, new, device="abacus"))
    with pytest.raises(ModelError, match="found no such file; start without --resume"):
        train_language_model(plan(corpus, new, resume=True))
    with pytest.raises(InputError, match="batch: expected a whole number"):
        train_language_model(plan(corpus, new, {"batch": -1}))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be made"):
        train_language_model(plan(corpus, tmp_path / "file" / "model"))
