"""The loss of a softmax over many words, from a sample of them (Bengio and Senécal 2008; Jean et al. 2015)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

# A logit this low has no part in a sum of exponentials.
_NEVER = -1e9


def sampled_loss(
    contexts: Tensor,
    targets: Tensor,
    samples: Tensor,
    output: Tensor,
    bias: Tensor,
    log_expected: Tensor,
    precision: torch.dtype,
) -> Tensor:
    """Return the mean negative log probability (a scalar, in nats) of the targets among the sampled words.

    ``contexts``: float (n, dim). ``targets`` (n,), ``samples`` (s,): int64 rows of ``output`` (rows, dim), ``bias``
    and ``log_expected`` (rows,), the log of how often each word is expected among the samples: taking it from the
    logits makes the sample stand for all words. A sampled word that is the target itself counts once.
    """
    corrected = bias - log_expected
    true = (contexts * output[targets]).sum(dim=1) + corrected[targets]
    others = _LogSumExpOfProducts.apply(  # type: ignore[no-untyped-call]
        contexts, output[samples], corrected[samples], targets[:, None] == samples, precision
    )
    return (torch.logaddexp(true, others) - true).mean()


class _LogSumExpOfProducts(torch.autograd.Function):
    """log Σ exp(contexts · vectorsᵀ + bias) over the vectors, computed in place: the table of logits is large."""

    @staticmethod
    def forward(
        ctx: Any, contexts: Tensor, vectors: Tensor, bias: Tensor, left_out: Tensor, precision: torch.dtype
    ) -> Tensor:
        """Return (n,) for ``contexts`` (n, dim), ``vectors`` (s, dim), ``bias`` (s,), ``left_out`` bool (n, s)."""
        logits = (contexts.to(precision) @ vectors.to(precision).t()).to(contexts.dtype).add_(bias)
        logits.masked_fill_(left_out, _NEVER)
        most = logits.amax(dim=1, keepdim=True)
        shares = logits.sub_(most).exp_()
        total = shares.sum(dim=1, keepdim=True)
        shares.div_(total)
        ctx.precision = precision
        ctx.save_for_backward(contexts, vectors, shares)
        return (total.log_() + most).squeeze(1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients of contexts, vectors and bias."""
        contexts, vectors, shares = ctx.saved_tensors
        weighted = shares * gradient[:, None]
        narrow = weighted.to(ctx.precision)
        to_contexts = (narrow @ vectors.to(ctx.precision)).to(contexts.dtype)
        to_vectors = (narrow.t() @ contexts.to(ctx.precision)).to(contexts.dtype)
        return to_contexts, to_vectors, weighted.sum(dim=0), None, None


def full_loss(contexts: Tensor, targets: Tensor, output: Tensor, bias: Tensor) -> Tensor:
    """Return each target's negative log probability (n,) among all words, in nats; arguments as above."""
    logits = torch.addmm(bias, contexts, output.t())
    chosen: Tensor = logits.logsumexp(dim=1) - logits.gather(1, targets[:, None]).squeeze(1)
    return chosen


class Sampler:
    """Draws softmax words by a power of their counts, alike for every direction of an update.

    ``log_expected``: float32 (vocabulary,), the log of how often a word is expected in one draw. With ``distinct`` a
    word counts once however often it was drawn, so this is the probability that it is drawn at all, and more samples
    come ever nearer to the whole softmax. Without, a frequent word is expected more than once, but as a target it
    always counts once: its share is then held too small and the model driven to overrate it. Only runs begun
    before ``distinct`` existed go on like that.
    """

    def __init__(self, counts: Tensor, power: float, samples: int, *, distinct: bool = True) -> None:
        """``counts``: (vocabulary,), how often the corpus has each word. ``samples``: how many are drawn at once."""
        weights = counts.to(torch.float64).clamp(min=1) ** power
        shares = weights / weights.sum()
        self._cumulative = shares.cumsum(0)
        self._samples = samples
        self._distinct = distinct
        expected = -torch.expm1(samples * torch.log1p(-shares)) if distinct else shares * samples
        self.log_expected = expected.log().to(torch.float32)

    def draw(self, generator: torch.Generator) -> Tensor:
        """Return int64 word numbers: as many as ``samples``, or the distinct ones among them, ascending."""
        points = torch.rand(self._samples, generator=generator, dtype=torch.float64)
        drawn = torch.searchsorted(self._cumulative, points).clamp(max=len(self._cumulative) - 1)
        return torch.unique(drawn) if self._distinct else drawn
