"""The gradients of one update, computed in parallel without leaving the order of any sum to chance.

Both directions and pieces of the character CNN are jobs of their own: on a processor each runs on one thread, which
keeps two cores busier than splitting every small matrix product between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from quizgen.elmo.training.batches import NO_TARGET, Batch, DirectionBatch
from quizgen.elmo.training.network import Dropout, LanguageModel
from quizgen.elmo.training.softmax import Sampler, full_loss, sampled_loss
from quizgen.elmo.training.tokens import CharacterTable

T = TypeVar("T")
# The character CNN reads words of like length together, in so many pieces.
_PIECES = 4
_FULL_LOSS_ROWS = 512


class Workers:
    """Runs jobs on so many threads, each of which uses one core; results come in the jobs' order."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))

    def run(self, jobs: Iterable[Callable[[], T]]) -> list[T]:
        """Run the jobs and return their results; the first error is raised."""
        return [future.result() for future in [self._pool.submit(job) for job in jobs]]


@dataclass(frozen=True, slots=True)
class Losses:
    """Mean loss in nats a predicted token, forward and backward."""

    forward: float
    backward: float


class Update:
    """Computes losses and gradients of a language model for batches."""

    def __init__(
        self,
        model: LanguageModel,
        characters: CharacterTable,
        sampler: Sampler,
        workers: Workers,
        *,
        precision: torch.dtype = torch.float32,
        dropout: float = 0.0,
        device: torch.device | str = "cpu",
    ) -> None:
        self._model = model
        self._characters = characters
        self._sampler = sampler
        self._workers = workers
        self._precision = precision
        self._dropout = dropout
        self._device = torch.device(device)
        self._vocabulary = len(model.output)

    def gradients(self, batch: Batch, seed: int) -> Losses:
        """Set every parameter's ``grad`` to that of the two directions' mean loss.

        ``seed`` decides what is sampled and dropped.
        """
        model = self._model
        samples = self._sampler.draw(torch.Generator().manual_seed(seed))
        targets = [self._known_targets(direction) for direction in batch.directions]
        rows = torch.unique(torch.cat([samples, *(known[known >= 0] for known in targets)]))
        output = model.output.detach()[rows.to(self._device)]
        bias = model.output_bias.detach()[rows.to(self._device)]
        log_expected = self._sampler.log_expected[rows].to(self._device)
        drawn = torch.searchsorted(rows, samples).to(self._device)

        pieces = self._pieces(batch)
        embedded = self._workers.run(lambda ids=ids: model.characters(ids) for _, ids in pieces)  # type: ignore[misc]
        order = torch.from_numpy(np.concatenate([places for places, _ in pieces])).to(self._device)
        vectors = torch.empty_like(torch.cat(embedded).detach())
        vectors[order] = torch.cat([piece.detach() for piece in embedded])

        def read(number: int) -> tuple[float, list[Tensor]]:
            known = targets[number]
            held = known >= 0
            leaves = [vectors.clone(), output.clone(), bias.clone()]
            for leaf in leaves:
                leaf.requires_grad_()
            dropout = Dropout(self._dropout, torch.Generator(self._device).manual_seed(2 * seed + number))
            inputs = torch.from_numpy(batch.directions[number].inputs).to(self._device)
            direction = model.directions[number]
            contexts = direction(leaves[0][inputs], self._precision, dropout)
            loss = sampled_loss(
                contexts[held.to(self._device)],
                torch.searchsorted(rows, known[held]).to(self._device),
                drawn,
                leaves[1],
                leaves[2],
                log_expected,
                self._precision,
            )
            found = torch.autograd.grad(loss / len(targets), [*leaves, *direction.parameters()])
            return loss.item(), list(found)

        read_both = self._workers.run(lambda number=number: read(number) for number in range(len(targets)))  # type: ignore[misc]
        to_vectors, to_output, to_bias = (
            sum(found[place] for _, found in read_both[1:]) + read_both[0][1][place] for place in range(3)
        )
        model.output.grad = torch.zeros_like(model.output).index_copy_(0, rows.to(self._device), to_output)
        model.output_bias.grad = torch.zeros_like(model.output_bias).index_copy_(0, rows.to(self._device), to_bias)
        for direction, (_, found) in zip(model.directions, read_both, strict=True):
            for parameter, gradient in zip(direction.parameters(), found[3:], strict=True):
                parameter.grad = gradient
        self._back_through_characters(embedded, to_vectors[order])
        return Losses(read_both[0][0], read_both[1][0])

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return every known target's loss over the whole softmax (nats), forward and backward, without dropout."""
        model = self._model
        pieces = self._pieces(batch)
        with torch.no_grad():
            vectors = torch.cat([model.characters(ids) for _, ids in pieces])
            order = torch.from_numpy(np.concatenate([places for places, _ in pieces])).to(self._device)
            vectors = torch.empty_like(vectors).index_copy_(0, order, vectors)

        def read(number: int) -> Tensor:
            known = self._known_targets(batch.directions[number])
            held = (known >= 0).to(self._device)
            inputs = torch.from_numpy(batch.directions[number].inputs).to(self._device)
            with torch.no_grad():
                contexts = model.directions[number](vectors[inputs], self._precision, Dropout(0.0))[held]
                wanted = known.to(self._device)[held]
                parts = [
                    full_loss(rows, words, model.output, model.output_bias)
                    for rows, words in zip(
                        torch.split(contexts, _FULL_LOSS_ROWS), torch.split(wanted, _FULL_LOSS_ROWS), strict=True
                    )
                ]
            return torch.cat(parts)

        forward, backward = self._workers.run(
            lambda number=number: read(number)  # type: ignore[misc]
            for number in range(len(batch.directions))
        )
        return forward, backward

    def _known_targets(self, direction: DirectionBatch) -> Tensor:
        targets = torch.from_numpy(direction.targets)
        return targets.masked_fill(targets >= self._vocabulary, NO_TARGET)

    def _pieces(self, batch: Batch) -> list[tuple[np.ndarray, Tensor]]:
        """Split the batch's words by length: their places in it, and their character ids."""
        codes = self._characters.codes[batch.words]
        pieces = []
        for places in np.array_split(np.argsort(codes, kind="stable"), min(_PIECES, len(codes))):
            length = int(codes[places[-1]]) + 2 + self._model.characters.widest
            ids = self._characters.of(batch.words[places], length)
            pieces.append((places, torch.from_numpy(ids).to(self._device)))
        return pieces

    def _back_through_characters(self, embedded: Sequence[Tensor], gradient: Tensor) -> None:
        parameters = list(self._model.characters.parameters())
        parts = torch.split(gradient, [len(piece) for piece in embedded])
        found = self._workers.run(
            lambda piece=piece, part=part: torch.autograd.grad(piece, parameters, part)  # type: ignore[misc]
            for piece, part in zip(embedded, parts, strict=True)
        )
        for place, parameter in enumerate(parameters):
            total = found[0][place].clone()
            for gradients in found[1:]:
                total += gradients[place]
            parameter.grad = total
