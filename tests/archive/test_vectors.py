"""Word vectors trained on an invented archive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from quizgen.archive.splits import is_held_out
from quizgen.archive.vectors import VectorSettings, train_vectors, vectors_of_archive
from quizgen.errors import ModelError
from quizgen.lexicon import Entry, Lexicon
from quizgen.vectors import WordVectors
from tests.elmo.training.invented import write_articles

pytest.importorskip("gensim")

LEXICON = Lexicon([Entry("球団の投手", "person")])
SETTINGS = VectorSettings(dimensions=8, window=4, negative=4, min_count=3, epochs=3, sample=0, workers=1, seed=2)
PROGRAM = "import sys; from tests.archive.test_vectors import *; trained(Path(sys.argv[1])).save(Path(sys.argv[2]))"


def trained(archive: Path, settings: VectorSettings = SETTINGS) -> WordVectors:
    return vectors_of_archive([archive], LEXICON, settings, processes=1)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("archive") / "archive.jsonl.gz", 300)


@pytest.fixture(scope="module")
def found(archive: Path) -> WordVectors:
    return trained(archive)


def test_with_one_worker_another_process_gives_the_same_bytes(
    archive: Path, found: WordVectors, tmp_path: Path
) -> None:
    found.save(tmp_path / "here.npz")
    # Another order of Python's sets and dictionaries' hashes.
    environment = os.environ | {"PYTHONHASHSEED": "12345" if os.environ.get("PYTHONHASHSEED") != "12345" else "1"}
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", PROGRAM, str(archive), str(tmp_path / "there.npz")]
    subprocess.run(command, env=environment, cwd=root, check=True)
    assert (tmp_path / "there.npz").read_bytes() == (tmp_path / "here.npz").read_bytes()


def test_words_come_by_falling_frequency_lexicon_words_in_one_piece(found: WordVectors) -> None:
    assert "球団の投手" in found
    assert found.words[0] in {"。", "た", "は", "で"}
    assert found.counts.tolist() == sorted(found.counts.tolist(), reverse=True)
    assert found.counts.min() >= SETTINGS.min_count
    assert np.linalg.norm(found.matrix(), axis=1) == pytest.approx(np.ones(len(found.words)), abs=1e-3)


def test_held_out_articles_are_not_read(found: WordVectors) -> None:
    held_out = [is_held_out(f"a{number}") for number in range(300)]
    assert any(held_out)
    sentences = found.counts[found.words.index("。")]
    assert 0 < sentences <= 3 * (300 - sum(held_out))


def test_words_of_one_subject_become_alike(found: WordVectors) -> None:
    def likeness(one: str, other: str) -> float:
        first, second = found.vector(one), found.vector(other)
        assert first is not None
        assert second is not None
        return float(first @ second)

    assert likeness("先生", "生徒") > likeness("先生", "社長")
    assert likeness("漁師", "船長") > likeness("漁師", "監督")


def test_each_pass_is_told(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "merged.txt").write_text("犬\t猫\t鳥\n" * 20, encoding="utf-8")
    passes: list[int] = []
    train_vectors(tmp_path / "merged.txt", SETTINGS, on_epoch=passes.append)
    assert passes == [1, 2, 3]


def test_too_small_a_corpus_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "merged.txt"
    for text in ("", "犬\t猫\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ModelError, match=r"no word stands 3 times in the corpus; .* a lower --min-count"):
            train_vectors(path, SETTINGS)


def test_without_gensim_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gensim.models", None)
    with pytest.raises(ModelError, match=r"needs gensim; install quizgen\[train\]"):
        train_vectors(tmp_path / "merged.txt", SETTINGS)
