"""What AllenNLP 2.10.1 gives for two small models; benchmarks/allennlp_golden.py made the files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import h5py
import numpy as np
import pytest

from benchmarks import allennlp_golden
from quizgen.elmo import ElmoEncoder, ElmoOptions, read_weights, write_weights

GOLDEN = Path(__file__).parent / "golden"
INPUTS = json.loads((GOLDEN / "inputs.json").read_text(encoding="utf-8"))
MODELS = ("plain", "clipped")


def load(name: str) -> ElmoEncoder:
    return ElmoEncoder.load(GOLDEN / name / "options.json", GOLDEN / name / "weights.hdf5", threads=2)


def stored(name: str, dataset: str, sentences: Sequence[Sequence[str]]) -> Iterator[np.ndarray]:
    """Yield the stored vectors of one sentence after the other, boundaries included."""
    with h5py.File(GOLDEN / name / "vectors.hdf5", "r") as file:
        vectors = file[dataset][...]
    start = 0
    for tokens in sentences:
        yield vectors[:, start : start + len(tokens) + 2]
        start += len(tokens) + 2
    assert start == vectors.shape[1]


def test_the_files_belong_to_the_script() -> None:
    assert INPUTS == {"sentences": allennlp_golden.SENTENCES, "batches": allennlp_golden.BATCHES}
    for name, options in allennlp_golden.MODELS.items():
        assert json.loads((GOLDEN / name / "options.json").read_text(encoding="utf-8")) == options


@pytest.mark.parametrize("name", MODELS)
def test_sentences_from_fresh_states_equal_allennlp(name: str) -> None:
    encoder = load(name)
    together = encoder.encode(INPUTS["sentences"], keep_boundaries=True)
    for k, expected in enumerate(stored(name, "sentences", INPUTS["sentences"])):
        np.testing.assert_allclose(together[k], expected, atol=1e-5)
        alone = encoder.encode([INPUTS["sentences"][k]], keep_boundaries=True)[0]
        np.testing.assert_allclose(alone, expected, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_states_carried_through_batches_of_changing_size_equal_allennlp(name: str) -> None:
    encoder = load(name)
    expected = stored(name, "batches", [tokens for batch in INPUTS["batches"] for tokens in batch])
    state = None
    for batch in INPUTS["batches"]:
        vectors, state = encoder.encode_batch(batch, state)
        for array in vectors:
            np.testing.assert_allclose(array, next(expected)[:, 1:-1], atol=1e-5)


def test_clips_are_in_effect_in_the_clipped_model() -> None:
    clip = ElmoOptions.read(GOLDEN / "clipped" / "options.json").proj_clip
    assert clip is not None
    first_lstm = np.concatenate([array[1] for array in load("clipped").encode(INPUTS["sentences"])])
    assert np.abs(first_lstm).max() == np.float32(clip)


@pytest.mark.parametrize("name", MODELS)
def test_golden_weights_written_again_are_the_same_bits(name: str, tmp_path: Path) -> None:
    options = ElmoOptions.read(GOLDEN / name / "options.json")
    weights = read_weights(GOLDEN / name / "weights.hdf5", options)
    write_weights(tmp_path / "weights.hdf5", weights, options)
    options.write(tmp_path / "options.json")
    with h5py.File(GOLDEN / name / "weights.hdf5") as one, h5py.File(tmp_path / "weights.hdf5") as other:
        for dataset in weights:
            assert one[dataset].dtype == other[dataset].dtype == np.float32
            assert one[dataset][...].tobytes() == other[dataset][...].tobytes()
    again = ElmoEncoder.load(tmp_path / "options.json", tmp_path / "weights.hdf5")
    assert again.identity == load(name).identity
