"""One LSTM layer with a projected state (Sak et al. 2014), written so that training it keeps a processor busy.

``torch.nn.LSTM`` with a projection adds up the weights' gradients step by step. Here the backward pass keeps the
gates' gradients of all steps and takes each weight's gradient in a single matrix product.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_SIGMOID_BACKWARD = torch.ops.aten.sigmoid_backward
_TANH_BACKWARD = torch.ops.aten.tanh_backward


def project_lstm(
    x: Tensor, input_weight: Tensor, state_weight: Tensor, bias: Tensor, projection: Tensor, precision: torch.dtype
) -> Tensor:
    """Apply :class:`ProjectedLstmLayer`."""
    outputs: Tensor = ProjectedLstmLayer.apply(x, input_weight, state_weight, bias, projection, precision)  # type: ignore[no-untyped-call]
    return outputs


class ProjectedLstmLayer(torch.autograd.Function):
    """Reads (time, batch, size) from its first step to its last, from zero states; returns the projected states.

    ``input_weight`` and ``state_weight``: (size, 4 · units), columns in the order input, forget, output, candidate;
    ``bias`` (4 · units) holds the whole forget bias; ``projection``: (units, size). ``precision``: the dtype of the
    matrix products, float32 or bfloat16; everything else is computed in the dtype of ``x``.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        input_weight: Tensor,
        state_weight: Tensor,
        bias: Tensor,
        projection: Tensor,
        precision: torch.dtype,
    ) -> Tensor:
        """Return the outputs (time, batch, size)."""
        time, batch, size = x.shape
        units = len(projection)
        wide = [tensor.to(precision) for tensor in (input_weight, state_weight, projection)]
        gates = (x.reshape(-1, size).to(precision) @ wide[0]).to(x.dtype).add_(bias).view(time, batch, 4 * units)
        cells = x.new_empty(time, batch, units)
        shown = x.new_empty(time, batch, units)
        outputs = torch.empty_like(x)
        for step in range(time):
            gate = gates[step]
            if step:
                _add_product(gate, outputs[step - 1], wide[1])
            gate[:, : 3 * units].sigmoid_()
            entering, kept, showing, candidate = gate.chunk(4, dim=1)
            cell = torch.mul(entering, candidate.tanh_(), out=cells[step])
            if step:
                cell.addcmul_(kept, cells[step - 1])
            torch.tanh(cell, out=shown[step]).mul_(showing)
            outputs[step] = shown[step].to(precision) @ wide[2]
        ctx.save_for_backward(x, gates, cells, shown, outputs, *wide)
        return outputs

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients of the inputs, weights, bias and projection."""
        x, gates, cells, shown, outputs, input_weight, state_weight, projection = ctx.saved_tensors
        time, batch, size = x.shape
        units = cells.shape[2]
        precision = input_weight.dtype
        back_state, back_projection = state_weight.t().contiguous(), projection.t().contiguous()
        slopes = torch.empty_like(gates)
        totals = gradient.contiguous().clone()
        flowing = x.new_zeros(batch, units)
        for step in range(time - 1, -1, -1):
            gate = gates[step]
            total = totals[step]
            if step + 1 < time:
                _add_product(total, slopes[step + 1], back_state)
            to_shown = (total.to(precision) @ back_projection).to(x.dtype)
            entering, kept, showing, candidate = gate.chunk(4, dim=1)
            shape = cells[step].tanh()
            flowing.add_(_TANH_BACKWARD(to_shown * showing, shape))
            to_candidate = _TANH_BACKWARD(flowing * entering, candidate)
            to_entering = _SIGMOID_BACKWARD(flowing * candidate, entering)
            to_showing = _SIGMOID_BACKWARD(to_shown.mul_(shape), showing)
            if step:
                to_kept = _SIGMOID_BACKWARD(flowing * cells[step - 1], kept)
                flowing.mul_(kept)
            else:
                to_kept = torch.zeros_like(to_entering)
            torch.cat([to_entering, to_kept, to_showing, to_candidate], dim=1, out=slopes[step])
        flat = slopes.view(-1, 4 * units)
        narrow = flat.to(precision)
        to_x = (narrow @ input_weight.t()).to(x.dtype).view_as(x)
        to_input = (x.reshape(-1, size).to(precision).t() @ narrow).to(x.dtype)
        to_state = (outputs[:-1].reshape(-1, size).to(precision).t() @ narrow[batch:]).to(x.dtype)
        to_projection = (shown.view(-1, units).to(precision).t() @ totals.view(-1, size).to(precision)).to(x.dtype)
        return to_x, to_input, to_state, flat.sum(dim=0), to_projection, None


def _add_product(target: Tensor, left: Tensor, right: Tensor) -> None:
    """Add left @ right to ``target`` in place; the product is taken in the dtype of ``right``."""
    if right.dtype == target.dtype:
        target.addmm_(left, right)
    else:
        target.add_((left.to(right.dtype) @ right).to(target.dtype))
