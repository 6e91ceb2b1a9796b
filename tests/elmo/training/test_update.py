from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from quizgen.elmo.characters import character_ids
from quizgen.elmo.training.batches import NO_TARGET, Batch, make_batch
from quizgen.elmo.training.network import Dropout, LanguageModel
from quizgen.elmo.training.softmax import Sampler, sampled_loss
from quizgen.elmo.training.update import Update, Workers
from tests.elmo.training.invented import TINY, corpus

CORPUS = corpus()
VOCABULARY = 20
BATCH = make_batch(CORPUS.training, np.arange(12))
SEED = 7


def model() -> LanguageModel:
    made = LanguageModel(TINY, VOCABULARY, 6)
    made.reset(2, torch.from_numpy(CORPUS.counts[:VOCABULARY] / CORPUS.counts.sum()).log().to(torch.float32))
    return made


def sampler() -> Sampler:
    return Sampler(torch.from_numpy(CORPUS.counts[:VOCABULARY]), 0.75, 10)


def update(made: LanguageModel, threads: int = 2, dropout: float = 0.0) -> Update:
    return Update(made, CORPUS.characters(), sampler(), Workers(threads), dropout=dropout)


def contexts_and_targets(made: LanguageModel, batch: Batch, number: int) -> tuple[Tensor, Tensor]:
    """Return a direction's contexts and known targets, from the whole characters of every single token."""
    found = batch.directions[number]
    words = [CORPUS.words[batch.words[place]] for place in found.inputs.ravel()]
    vectors = made.characters(torch.from_numpy(character_ids(words)))
    contexts = made.directions[number](vectors.view(*found.inputs.shape, -1), torch.float32, Dropout(0.0))
    targets = torch.from_numpy(found.targets)
    known = (targets != NO_TARGET) & (targets < VOCABULARY)
    return contexts[known], targets[known]


def test_gradients_are_those_of_the_plain_mean_of_both_directions_losses() -> None:
    made, plain = model(), model()
    losses = update(made).gradients(BATCH, SEED)
    samples = sampler().draw(torch.Generator().manual_seed(SEED))
    both = [
        sampled_loss(
            *contexts_and_targets(plain, BATCH, number),
            samples,
            plain.output,
            plain.output_bias,
            sampler().log_expected,
            torch.float32,
        )
        for number in range(2)
    ]
    torch.autograd.backward(torch.stack(both).mean())
    assert (losses.forward, losses.backward) == pytest.approx([loss.item() for loss in both], abs=1e-5)
    for (name, ours), (_, theirs) in zip(made.named_parameters(), plain.named_parameters(), strict=True):
        assert ours.grad is not None, name
        assert theirs.grad is not None, name
        assert torch.allclose(ours.grad, theirs.grad, rtol=1e-3, atol=1e-6), name


def test_losses_are_the_whole_softmaxs_over_the_words_that_it_knows() -> None:
    made = model()
    for number, found in enumerate(update(made, dropout=0.5).losses(BATCH)):
        contexts, targets = contexts_and_targets(made, BATCH, number)
        expected = functional.cross_entropy(contexts @ made.output.t() + made.output_bias, targets, reduction="none")
        torch.testing.assert_close(found, expected.detach(), rtol=1e-4, atol=1e-5)
        assert 0 < len(found) < (BATCH.directions[number].targets != NO_TARGET).sum(), "some words are unknown"


def gradients(threads: int, seed: int) -> list[Tensor]:
    made = model()
    update(made, threads, dropout=0.2).gradients(BATCH, seed)
    return [parameter.grad for parameter in made.parameters() if parameter.grad is not None]


def test_one_thread_or_two_give_the_same_bits_and_another_seed_others() -> None:
    one, two, other = gradients(1, SEED), gradients(2, SEED), gradients(2, SEED + 1)
    assert all(torch.equal(*pair) for pair in zip(one, two, strict=True))
    assert not all(torch.equal(*pair) for pair in zip(one, other, strict=True))


def test_words_that_no_target_or_sample_named_get_no_gradient() -> None:
    made = model()
    update(made).gradients(BATCH, SEED)
    gradient = made.output.grad
    assert gradient is not None
    named = set(sampler().draw(torch.Generator().manual_seed(SEED)).tolist())
    named |= {int(target) for direction in BATCH.directions for target in direction.targets.ravel()}
    for word in range(VOCABULARY):
        assert (gradient[word].abs().sum() > 0) == (word in named)


def test_an_error_in_a_job_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        Workers(2).run([lambda: 1.0, lambda: 1 / 0])
    assert Workers(2).run([lambda: math.sqrt(4), lambda: 3.0]) == [2.0, 3.0]
