from __future__ import annotations

import numpy as np
import torch

from quizgen.elmo.lstm import Packing, ProjectedLstm
from quizgen.elmo.weights import round_to_bfloat16


def test_tokens_are_packed_step_by_step() -> None:
    packing = Packing.of([3, 3, 1])
    assert packing.counts == [3, 2, 2]
    assert packing.offsets == [0, 3, 5, 7]
    assert packing.places(1, 3) == [1, 4, 6]
    assert packing.places(2, 1) == [2]


def test_no_sequences_and_empty_ones_pack_to_nothing() -> None:
    for lengths in ([], [0, 0]):
        packing = Packing.of(lengths)
        assert packing.counts == []
        assert packing.offsets == [0]


def layer() -> ProjectedLstm:
    draw = np.random.default_rng(0)
    shapes = [(8, 64), (8, 64), (64,), (16, 8)]
    values = [torch.from_numpy(round_to_bfloat16(draw.normal(0.0, 0.5, shape))) for shape in shapes]
    return ProjectedLstm(*values, cell_clip=0.9, proj_clip=0.7)


def test_tokens_and_their_vectors_give_the_same() -> None:
    packing = Packing.of([5, 4, 4, 1])
    table = torch.randn(3, 8, generator=torch.Generator().manual_seed(1))
    ids = torch.tensor([0, 1, 2, 1, 1, 0, 0, 2, 2, 1, 0, 1, 2, 0])
    found = []
    for inputs in (layer().token_inputs(table, ids, packing), layer().vector_inputs(table[ids], packing)):
        hidden, memory = torch.zeros(4, 8), torch.zeros(4, 16)
        outputs = layer().read(inputs, packing, hidden, memory, steady=True)
        assert outputs.shape == (14, 8)
        assert outputs.abs().max() <= 0.7
        assert memory.abs().max() <= 0.9
        # A row's state is what it gave at its last step.
        assert torch.equal(hidden, outputs[[13, 11, 12, 3]])
        found.append(outputs)
    torch.testing.assert_close(found[0], found[1], atol=1e-6, rtol=0)


def test_reading_nothing_leaves_the_states() -> None:
    packing = Packing.of([0])
    hidden, memory = torch.ones(1, 8), torch.ones(1, 16)
    inputs = layer().vector_inputs(torch.zeros(0, 8), packing)
    assert layer().read(inputs, packing, hidden, memory, steady=False).shape == (0, 8)
    assert torch.equal(hidden, torch.ones(1, 8))
    assert torch.equal(memory, torch.ones(1, 16))
