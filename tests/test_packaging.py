"""The wheel and the sdist, each installed into a fresh environment, make quizzes from another directory."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = (
    "quizgen/py.typed",
    "quizgen/data/encoder/options.json",
    "quizgen/data/encoder/weights.hdf5",
    "quizgen/data/encoder/softmax.npz",
    "quizgen/data/encoder/recipe.json",
    "quizgen/data/vectors.npz",
    "quizgen/data/samples/articles.jsonl",
    "quizgen/data/senses/vectors.npy",
    "quizgen/data/senses/senses.jsonl.gz",
    "quizgen/data/senses/kinds.npz",
    "quizgen/lexicon/mined.tsv.gz",
    "quizgen/lexicon/seeds/team/baseball.csv",
    "quizgen/store/migrations/env.py",
    "quizgen/store/migrations/script.py.mako",
    "quizgen/web/__init__.py",
)

pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The distributions of what git tracks and of what is new in the tree, built as a release would be."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], cwd=folder)
    return {"wheel": next(folder.glob("*.whl")), "sdist": next(folder.glob("*.tar.gz"))}


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done  # type: ignore[no-any-return]


def test_wheel_holds_weights_seeds_migrations_and_samples(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as archive:
        names = set(archive.namelist())
    assert set(SHIPPED) <= names
    assert not [name for name in names if name.startswith(("lexicon/", "web/", "tests/", "benchmarks/", "work/"))]


def test_sdist_holds_what_the_wheel_is_built_from(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"setup.cfg", "pyproject.toml", "LICENSE", "NOTICE", "lexicon/mined.tsv.gz", "web/__init__.py"} <= names


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_installed_copy_makes_quizzes_from_another_directory(kind: str, built: dict[str, Path], tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", str(tmp_path / "venv")])
    python = tmp_path / "venv" / "bin" / "python"
    pins = ["-c", str(ROOT / "constraints.txt")]
    run([str(python), "-m", "pip", "install", "--quiet", *pins, str(built[kind])], cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "QUIZGEN_HOME": str(tmp_path / "home")}
    done = run([str(tmp_path / "venv" / "bin" / "quizgen"), "quiz"], cwd=elsewhere, env=environment)
    assert done.stdout.count("答え") == 5
    assert not list(elsewhere.iterdir()), "a command leaves nothing in the current directory"
