"""Versions that carry an encoder, word vectors or seed lists of their own: they go live by being activated."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import h5py
import numpy as np
import pytest

from quizgen import Article, IndexVersionError, QuizGenerator
from quizgen.elmo import ElmoEncoder
from quizgen.errors import ArgumentError
from quizgen.index.activation import activate
from quizgen.index.build import build_index
from quizgen.index.carried import Models, carried_files
from quizgen.index.current import CurrentIndex
from quizgen.index.installing import install_senses
from quizgen.index.version import Manifest, Versions
from quizgen.model import Model
from quizgen.quantisation import rounded
from quizgen.vectors import WordVectors, unit
from tests.jobs.small import SHIPPED, make_home, ship, small_model, write_archive
from tests.small import GOLDEN

BODY = "きょう楽天が西武に3対1で勝った。"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = make_home(tmp_path / "home")
    shipped = folder / SHIPPED
    with (
        mock.patch("quizgen.index.embedded.embedded_folder", return_value=shipped),
        mock.patch("quizgen.index.build.embedded_folder", return_value=shipped),
    ):
        yield folder


@pytest.fixture
def other(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Senses, encoder and vectors of another model."""
    encoder = tmp_path / "encoder"
    shutil.copytree(GOLDEN, encoder)
    with h5py.File(encoder / "weights.hdf5", "r+") as weights:
        weights["char_embed"][...] = -weights["char_embed"][...]
    words = small_model().vectors.words
    random = unit(np.random.default_rng(7).standard_normal((len(words), 8)).astype(np.float32))
    vectors = WordVectors(words, rounded(random), np.ones(len(words), dtype=np.int64))
    vectors.save(tmp_path / "other.npz")
    model: Model = replace(
        small_model(),
        encoder=ElmoEncoder.load(encoder / "options.json", encoder / "weights.hdf5", threads=2),
        vectors=vectors,
    )
    ship(tmp_path / "senses", model)
    return tmp_path / "senses", encoder, tmp_path / "other.npz"


def test_another_encoder_goes_live_and_is_left_by_activating_without_a_restart(
    home: Path, other: tuple[Path, Path, Path]
) -> None:
    senses, encoder, vectors = other
    generator = QuizGenerator(small_model(), home)
    before = generator.model_identity
    assert generator.keywords(Article(BODY))
    assert install_senses(home, senses, small_model(), encoder=encoder, vectors=vectors) == 2
    generator.candidates(BODY, keyword="楽天")
    assert generator.index.number == 2
    assert generator.model_identity != before
    assert generator.model.vectors.identity != small_model().vectors.identity
    activate(Versions(home), 1, Models(small_model()))
    generator.candidates(BODY, keyword="楽天")
    assert generator.model_identity == before


def test_a_build_on_such_a_version_carries_the_same_and_starts_from_its_senses(
    home: Path, other: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    senses, encoder, vectors = other
    install_senses(home, senses, small_model(), encoder=encoder, vectors=vectors)
    models, versions = Models(small_model()), Versions(home)
    archive = write_archive(tmp_path / "archive.jsonl", 2)
    for number in (3, 4):
        index = CurrentIndex(home, models).get()
        report = build_index(home, index, models.of(versions.path(index.number), index.manifest), [archive])
        assert (report.number, report.encoded) == (number, 2 if number == 3 else 0)
    installed, built = (Manifest.load(versions.path(number)) for number in (2, 4))
    assert (
        carried_files(built)
        == carried_files(installed)
        == ["encoder/options.json", "encoder/weights.hdf5", "static.npz"]
    )
    assert built.encoder == installed.encoder
    assert {"base/senses.jsonl.gz", "base/vectors.npy"} <= set(built.files)
    versions.prune(1)
    shutil.rmtree(versions.folder / "2", ignore_errors=True)
    assert CurrentIndex(home, Models(small_model())).get().number == 4, "it needs no other version's files"


def test_senses_of_another_encoder_than_given_are_refused_naming_both(
    home: Path, other: tuple[Path, Path, Path]
) -> None:
    senses, _, vectors = other
    with pytest.raises(IndexVersionError, match=r"made with encoder \w{60}, but \w{60} is given"):
        install_senses(home, senses, small_model(), vectors=vectors)
    assert Versions(home).numbers() == [1]
    assert not list(Versions(home).folder.glob(".*"))


def test_seed_lists_go_live_too(home: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds" / "team"
    seeds.mkdir(parents=True)
    header = "surface,reading,aliases,status,first_seen,last_seen,successor\n"
    (seeds / "baseball.csv").write_text(header + "試験球団,,,active,,,\n", encoding="utf-8")
    generator = QuizGenerator(small_model(), home)
    assert generator.model.lexicon.get("試験球団|team/baseball") is None
    install_senses(home, home / SHIPPED, small_model(), seeds=tmp_path / "seeds")
    generator.keywords(BODY)
    assert generator.model.lexicon.get("試験球団|team/baseball") is not None


def test_a_folder_without_what_is_wanted_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexVersionError, match="expected the senses of an index"):
        install_senses(home, tmp_path, small_model())
    with pytest.raises(ArgumentError, match="expected seed lists"):
        install_senses(home, home / SHIPPED, small_model(), seeds=tmp_path / "none")
    with pytest.raises(ArgumentError, match=r"options\.json: expected a file"):
        install_senses(home, home / SHIPPED, small_model(), encoder=tmp_path)
