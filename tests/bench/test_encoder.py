from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from quizgen.bench.encoder import (
    BATCHES,
    LARGEST,
    LONE,
    QUIZGEN,
    Timing,
    lstm_operations,
    matrix_speed,
    measure,
    sentences,
)
from quizgen.bench.rivals import AllenNlp, BertSized
from quizgen.elmo import ElmoEncoder, ElmoOptions
from quizgen.errors import InputError
from tests.cli.command import quizgen
from tests.small import GOLDEN

# Stands in for AllenNLP: its vectors are all ones, of the golden model's shape.
FAKE = """
import torch

class _Lstm:
    def reset_states(self): pass

class _Network:
    _elmo_lstm = _Lstm()
    def __call__(self, ids):
        return {"activations": [torch.ones(*ids.shape[:2], 16)] * 3}

class Elmo:
    def __init__(self, options, weights, representations, dropout):
        assert open(options).read() and representations == 1 and dropout == 0.0
        self._elmo_lstm = _Network()
    def eval(self): return self
    def __call__(self, ids): return self._elmo_lstm(ids)

def batch_to_ids(sentences):
    return torch.zeros(len(sentences), max(map(len, sentences)) + 2, 50)
"""


@pytest.fixture
def fake_allennlp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "allennlp"
    (package / "modules").mkdir(parents=True)
    for folder in (package, package / "modules"):
        (folder / "__init__.py").touch()
    (package / "version.py").write_text('VERSION = "2.10.1"\nprint("a word too many")\n', encoding="utf-8")
    (package / "modules" / "elmo.py").write_text(FAKE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Path(sys.executable)


def test_sentences_have_25_to_40_tokens_and_are_the_same_every_time() -> None:
    found = sentences(LARGEST)
    assert len(found) == LARGEST
    assert all(25 <= len(tokens) <= 40 for tokens in found)
    assert len({tuple(tokens) for tokens in found}) == LARGEST
    assert found[:20] == sentences(20)


def test_the_encoder_is_timed_at_every_batch_size_beside_allennlp(fake_allennlp: Path) -> None:
    steps: list[tuple[int, int]] = []
    speed = measure(
        GOLDEN,
        threads=2,
        rounds=2,
        allennlp=fake_allennlp,
        transformers=False,
        progress=lambda step, total: steps.append((step, total)),
    )
    wanted = [(QUIZGEN, 1), (LONE, 1), ("AllenNLP", 1)]
    wanted += [(name, batch) for batch in BATCHES[1:] for name in (QUIZGEN, "AllenNLP")]
    assert [(timing.name, timing.batch) for timing in speed.timings] == [*wanted, (QUIZGEN, LARGEST)]
    assert all(len(timing.seconds) == 2 and timing.best >= timing.median > 0 for timing in speed.timings)
    assert [share.batch for share in speed.shares] == [*BATCHES, LARGEST]
    assert sum(step for step, _ in steps) == steps[0][1]
    assert speed.difference is not None
    ours = ElmoEncoder.load(GOLDEN / "options.json", GOLDEN / "weights.hdf5", threads=2).encode(sentences(8))
    assert speed.difference == pytest.approx(max(float(np.abs(vectors - 1).max()) for vectors in ours))
    told = json.loads(json.dumps(speed.to_dict()))
    assert {line["encoder"] for line in told["timings"]} == {QUIZGEN, LONE, "AllenNLP"}
    assert all(line["quizgen_is_times_as_fast"] > 0 for line in told["timings"] if line["encoder"] != QUIZGEN)


def test_allennlp_gives_vectors_and_seconds(fake_allennlp: Path) -> None:
    with AllenNlp(fake_allennlp, GOLDEN, [["駅"], ["駅", "前"]], threads=1, compared=2) as reference:
        assert reference.version == "2.10.1"
        assert [vectors.shape for vectors in reference.vectors] == [(3, 1, 16), (3, 2, 16)]
        assert 0 < reference.seconds(0, 2, 1) < 60


def test_a_python_without_allennlp_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"did not run there \(ModuleNotFoundError: .*allennlp 2\.10\.1") as caught:
        AllenNlp(Path(sys.executable), GOLDEN, [["駅"]], threads=1, compared=1)
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be run"):
        AllenNlp(tmp_path, GOLDEN, [["駅"]], threads=1, compared=1)


def test_the_script_for_the_other_python_imports_nothing_of_quizgen() -> None:
    script = Path(sys.modules["quizgen.bench.rivals"].quizgen.bench.allennlp_elmo.__file__)
    code = f"import runpy, sys; runpy.run_path({str(script)!r}); assert 'quizgen' not in sys.modules"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_transformer_of_any_size_is_timed(batch: int) -> None:
    rival = BertSized("small", [["a"] * 5, ["b"] * 7, ["c"] * 7], layers=1, width=16, heads=2, threads=1)
    assert 0 < rival.seconds(0, 3, batch) < 60


def test_a_ratio_is_the_median_of_rounds_side_by_side() -> None:
    one = Timing("one", 1, 100, (1.0, 2.0, 3.0))
    other = Timing("other", 1, 100, (2.0, 8.0, 9.0))
    assert one.over(other) == 3.0
    assert (one.median, one.best) == (50.0, 100.0)


def test_operations_are_those_of_the_layers_products() -> None:
    options = ElmoOptions(filters=((1, 4),), character_dim=4, n_highway=1, projection_dim=3, lstm_dim=5, n_layers=2)
    gates, projection = 3 * 20, 5 * 3
    # Both directions; of 10 tokens with 4 distinct ones the lowest layer multiplies the inputs of 4.
    assert lstm_operations(options, 10, 4) == 2 * 2 * (10 * (2 * (gates + projection) + gates) + 4 * gates)


def test_the_machines_speed_is_a_number_of_operations() -> None:
    assert 0.1 < matrix_speed(1) < 1e6


def test_the_command_prints_a_line_for_each_batch_size(fake_allennlp: Path) -> None:
    arguments = ("bench", "encoder", "--encoder", GOLDEN, "--rounds", "1", "--no-transformers")
    done = quizgen(*arguments, "--allennlp-python", fake_allennlp)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].split() == ["batch", "quizgen", "AllenNLP", "x", "matrix", "share"]
    assert [line.split()[0].strip(",") for line in lines[1:6]] == ["1", "1", "8", "64", "128"]
    assert "largest difference to AllenNLP's vectors" in lines[-1]
    data = json.loads(quizgen(*arguments, "--json").out)
    assert np.isfinite(data["matrix_gflops"])
    assert data["largest_difference_to_allennlp"] is None
    assert quizgen("bench", "encoder", "--allennlp-python", GOLDEN).code == 2
