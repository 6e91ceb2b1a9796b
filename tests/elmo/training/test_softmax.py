from __future__ import annotations

import pytest
import torch
from torch import Tensor

from quizgen.elmo.training.softmax import Sampler, full_loss, sampled_loss

ROWS, DIM, WORDS = 7, 4, 12
# の and its like: with a hundred draws the first word is expected dozens of times.
COUNTS = torch.tensor([1000, 300, 200, 100, 80, 60, 40, 30, 20, 10, 5, 1])


def table(dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return contexts, targets, output vectors and biases."""
    draw = torch.Generator().manual_seed(1)
    contexts, output, bias = (
        torch.randn(*shape, generator=draw).to(dtype) for shape in ((ROWS, DIM), (WORDS, DIM), (WORDS,))
    )
    return contexts, torch.tensor([0, 1, 1, 5, 11, 3, 0]), output, bias


def test_the_loss_is_the_plain_formula_over_target_and_samples() -> None:
    contexts, targets, output, bias = table()
    samples = torch.tensor([0, 1, 4, 4, 9])
    log_expected = torch.linspace(-3, 0.5, WORDS, dtype=torch.float64)
    expected = []
    for context, target in zip(contexts, targets.tolist(), strict=True):
        words = [target, *(word for word in samples.tolist() if word != target)]
        logits = torch.stack([context @ output[word] + bias[word] - log_expected[word] for word in words])
        expected.append(-logits.log_softmax(0)[0])
    found = sampled_loss(contexts, targets, samples, output, bias, log_expected, torch.float64)
    torch.testing.assert_close(found, torch.stack(expected).mean())


def test_gradients_are_the_slopes_of_the_loss() -> None:
    contexts, targets, output, bias = (tensor.clone() for tensor in table())
    samples, log_expected = torch.tensor([0, 1, 4, 9]), torch.linspace(-2, 0, WORDS, dtype=torch.float64)
    for tensor in (contexts, output, bias):
        tensor.requires_grad_()

    def loss(contexts: Tensor, output: Tensor, bias: Tensor) -> Tensor:
        return sampled_loss(contexts, targets, samples, output, bias, log_expected, torch.float64)

    assert torch.autograd.gradcheck(loss, (contexts, output, bias))


def test_when_the_only_sample_is_the_target_nothing_is_to_be_learned() -> None:
    contexts, _, output, bias = table()
    targets = torch.zeros(ROWS, dtype=torch.int64)
    bias.requires_grad_()
    loss = sampled_loss(contexts, targets, torch.tensor([0]), output, bias, torch.zeros(WORDS), torch.float64)
    assert loss.item() == 0
    assert torch.autograd.grad(loss, bias)[0].abs().sum() == 0


def test_full_loss_is_the_cross_entropy_over_all_words() -> None:
    contexts, targets, output, bias = table()
    expected = torch.nn.functional.cross_entropy(contexts @ output.t() + bias, targets, reduction="none")
    torch.testing.assert_close(full_loss(contexts, targets, output, bias), expected)


def test_with_every_word_sampled_it_is_the_whole_softmax() -> None:
    contexts, targets, output, bias = table()
    sampler = Sampler(COUNTS, 0.75, 100_000)
    samples = sampler.draw(torch.Generator().manual_seed(0))
    assert samples.tolist() == list(range(WORDS))
    log_expected = sampler.log_expected.to(torch.float64)
    found = sampled_loss(contexts, targets, samples, output, bias, log_expected, torch.float64)
    torch.testing.assert_close(found, full_loss(contexts, targets, output, bias).mean(), rtol=0, atol=1e-7)


@pytest.mark.parametrize("distinct", [True, False])
def test_log_expected_tells_how_often_a_word_is_drawn(distinct: bool) -> None:
    sampler = Sampler(COUNTS, 0.75, 30, distinct=distinct)
    draw = torch.Generator().manual_seed(2)
    repeats = 3000
    met = sum(torch.bincount(sampler.draw(draw), minlength=WORDS) for _ in range(repeats)) / repeats
    torch.testing.assert_close(met, sampler.log_expected.exp(), rtol=0.05, atol=0.02)
    assert (sampler.log_expected.max() > 0) != distinct


def slope_at_the_truth(distinct: bool) -> Tensor:
    """Return the mean slope of the loss by the biases where the model's probabilities are the true ones."""
    truth = COUNTS / COUNTS.sum()
    bias = truth.log().requires_grad_()
    sampler = Sampler(COUNTS, 0.75, 40, distinct=distinct)
    draw = torch.Generator().manual_seed(0)
    targets = torch.repeat_interleave(torch.arange(WORDS), COUNTS)
    contexts, output = torch.zeros(len(targets), 1), torch.zeros(WORDS, 1)
    total = torch.zeros(WORDS)
    repeats = 400
    for _ in range(repeats):
        samples = sampler.draw(draw)
        loss = sampled_loss(contexts, targets, samples, output, bias, sampler.log_expected, torch.float32)
        total += torch.autograd.grad(loss, bias)[0]
    return total / repeats


def test_true_probabilities_are_where_distinct_samples_lead() -> None:
    assert slope_at_the_truth(distinct=True).abs().max() < 0.02
    # Counted as often as they are drawn, samples drive frequent words up: why they are kept for old runs only.
    assert slope_at_the_truth(distinct=False)[0] < -0.1


def test_the_same_seed_draws_the_same_words() -> None:
    sampler = Sampler(COUNTS, 0.75, 8)
    first, again, other = (sampler.draw(torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()
