from __future__ import annotations

import pytest
import torch
from torch import Tensor

from quizgen.elmo.training.lstm import project_lstm

TIME, BATCH, SIZE, UNITS = 4, 3, 5, 6


def weights(dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    draw = torch.Generator().manual_seed(3)

    def drawn(*shape: int) -> Tensor:
        return (torch.randn(*shape, generator=draw) * 0.5).to(dtype).requires_grad_()

    return drawn(SIZE, 4 * UNITS), drawn(SIZE, 4 * UNITS), drawn(4 * UNITS), drawn(UNITS, SIZE)


def sequence(dtype: torch.dtype, time: int = TIME) -> Tensor:
    return torch.randn(time, BATCH, SIZE, generator=torch.Generator().manual_seed(4)).to(dtype).requires_grad_()


def reference(x: Tensor, inputs: Tensor, state: Tensor, bias: Tensor, projection: Tensor) -> Tensor:
    """PyTorch's own layer with the same weights; its gates stand in the order input, forget, candidate, output."""
    lstm = torch.nn.LSTM(SIZE, UNITS, proj_size=SIZE, dtype=x.dtype)
    order = [0, 1, 3, 2]
    values = {
        "weight_ih_l0": inputs.t(),
        "weight_hh_l0": state.t(),
        "bias_ih_l0": bias,
        "bias_hh_l0": torch.zeros_like(bias),
    }
    values = {name: torch.cat([value.chunk(4)[gate] for gate in order]) for name, value in values.items()}
    outputs: Tensor = torch.func.functional_call(lstm, {**values, "weight_hr_l0": projection.t()}, (x,))[0]
    return outputs


def test_outputs_and_gradients_are_those_of_pytorchs_layer() -> None:
    x, parameters = sequence(torch.float64), weights(torch.float64)
    slope = torch.randn(TIME, BATCH, SIZE, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    ours, theirs = project_lstm(x, *parameters, torch.float64), reference(x, *parameters)
    torch.testing.assert_close(ours, theirs)
    found = torch.autograd.grad(ours, [x, *parameters], slope)
    expected = torch.autograd.grad(theirs, [x, *parameters], slope)
    torch.testing.assert_close(list(found), list(expected))


@pytest.mark.parametrize("time", [1, 3])
def test_gradients_are_the_slopes_of_the_outputs(time: int) -> None:
    arguments = (sequence(torch.float64, time), *weights(torch.float64))

    def outputs(x: Tensor, inputs: Tensor, state: Tensor, bias: Tensor, projection: Tensor) -> Tensor:
        return project_lstm(x, inputs, state, bias, projection, torch.float64)

    assert torch.autograd.gradcheck(outputs, arguments)


def test_bfloat16_products_change_little() -> None:
    x, parameters = sequence(torch.float32), weights(torch.float32)
    full, short = (project_lstm(x, *parameters, precision) for precision in (torch.float32, torch.bfloat16))
    assert short.dtype == torch.float32
    assert 0 < (short - full).abs().max() < 0.03
    found, expected = (torch.autograd.grad(outputs.sum(), [x, *parameters]) for outputs in (short, full))
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours - theirs).norm() < 0.03 * theirs.norm()


def test_a_step_doesnt_depend_on_later_ones() -> None:
    x, parameters = sequence(torch.float32), weights(torch.float32)
    changed = x.detach().clone()
    changed[2:] += 1
    before, after = project_lstm(x, *parameters, torch.float32), project_lstm(changed, *parameters, torch.float32)
    torch.testing.assert_close(before[:2], after[:2], rtol=0, atol=1e-6)
    assert not torch.allclose(before[2:], after[2:])
