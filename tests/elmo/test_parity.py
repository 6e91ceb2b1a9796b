"""The published test model and the prototype against what AllenNLP and TensorFlow gave for them."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from quizgen.elmo import ElmoEncoder

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def published(shared: Path) -> ElmoEncoder:
    folder = shared / "fixtures" / "elmo"
    return ElmoEncoder.load(folder / "options.json", folder / "lm_weights.hdf5", threads=2)


def test_states_carried_from_batch_to_batch_equal_tensorflow(published: ElmoEncoder, shared: Path) -> None:
    folder = shared / "fixtures" / "elmo"
    sentences = json.loads((folder / "sentences.json").read_text(encoding="utf-8"))
    files = [h5py.File(folder / f"lm_embeddings_{row}.hdf5", "r") for row in range(3)]
    state = None
    for batch in range(10):
        vectors, state = published.encode_batch([sentences[row][batch].split() for row in range(3)], state)
        for row, file in enumerate(files):
            # Stored: the last layer as (direction, tokens, projection).
            forward, backward = file[str(batch)][...]
            expected = np.concatenate([forward, backward], axis=1)
            np.testing.assert_allclose(vectors[row][-1], expected, atol=1e-5)


def test_token_vectors_equal_the_cached_ones(published: ElmoEncoder, shared: Path) -> None:
    folder = shared / "fixtures" / "elmo"
    tokens = (folder / "vocab_test.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    with h5py.File(folder / "elmo_token_embeddings.hdf5", "r") as file:
        expected = file["embedding"][...]
    np.testing.assert_allclose(published.token_vectors(tokens), expected, atol=1e-5)


@pytest.mark.parametrize("together", [True, False])
def test_japanese_sentences_equal_allennlp(shared: Path, together: bool) -> None:
    prototype = ElmoEncoder.load(shared / "elmo" / "options.json", shared / "elmo" / "weights.hdf5", threads=2)
    folder = shared / "fixtures" / "allennlp_ja"
    sentences = json.loads((folder / "sentences.json").read_text(encoding="utf-8"))
    calls = [sentences] if together else [[sentence] for sentence in sentences]
    vectors = [array for call in calls for array in prototype.encode(call)]
    with h5py.File(folder / "embeddings.hdf5", "r") as file:
        assert len(file) == len(vectors)
        for k, array in enumerate(vectors):
            np.testing.assert_allclose(array, file[str(k)][...], atol=1e-4)
