"""The training loop: updates in a fixed order, a log, checkpoints, held-out perplexity."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

from quizgen.elmo.training.batches import Schedule, make_batch
from quizgen.elmo.training.checkpoint import Checkpoint, Segment
from quizgen.elmo.training.log import LogRow, write_log
from quizgen.elmo.training.network import LanguageModel
from quizgen.elmo.training.schedule import Rates
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.softmax import Sampler
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.elmo.training.update import Update, Workers
from quizgen.errors import ArgumentError, ModelError

CHECKPOINT, BEFORE_FALL, LOG = "checkpoint.pt", "before-fall.pt", "log.csv"
_BETAS = (0.9, 0.99)
# What a new segment shares with the one before: the network, and what decides which windows an update reads.
_SHARED = ("options", "vocabulary", "softmax_dim", "window", "batch", "seed")


@dataclass(frozen=True, slots=True)
class Progress:
    """What a caller may show while a run goes on; ``row`` is the newest of the log."""

    row: LogRow
    updates: int

    @property
    def seconds_left(self) -> float:
        """An estimate from the speed of the whole run."""
        return (self.updates - self.row.update) * self.row.seconds / max(self.row.update, 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often what happens, in updates: a log row, a checkpoint, a held-out measurement.

    Every checkpoint and every measurement brings a log row too. Raises :class:`ArgumentError`.
    """

    log: int = 50
    checkpoint: int = 200
    measure: int = 1000

    def __post_init__(self) -> None:
        for every in astuple(self):
            if every < 1:
                raise ArgumentError(f"pace: expected at least 1 update from one to the next, got {every}")


class Trainer:
    """Trains a language model in a folder that holds its checkpoints and its log.

    ``threads``: on a processor, how many are computed with. The same settings, corpus, device and threads give the
    same weights, to the bit on a processor, whether the run was stopped and resumed or not.
    """

    def __init__(
        self,
        settings: LmSettings,
        corpus: TokenCorpus,
        folder: Path,
        *,
        device: str = "cpu",
        threads: int = 2,
        pace: Pace = Pace(),
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        torch.set_num_threads(threads)
        self.settings = settings
        self.corpus = corpus
        self.folder = folder
        self.pace = pace
        self._on_progress = on_progress
        self.schedule = Schedule(corpus.training, settings.batch, settings.seed)
        self.updates = max(1, math.ceil(settings.epochs * self.schedule.updates_a_pass))
        self.rates = Rates.of(settings, self.updates)
        # The words after the last that the training windows have are only in the held-out ones.
        trained = int(corpus.counts.nonzero()[0][-1]) + 1
        counts = torch.from_numpy(corpus.counts[: min(settings.vocabulary, trained)])
        self.model = LanguageModel(settings.options, len(counts), settings.softmax_dim)
        shares = counts.to(torch.float64).clamp(min=1)
        self.model.reset(settings.seed, (shares / shares.sum()).log().to(torch.float32))
        self.model.to(device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, betas=_BETAS, fused=True)
        self._updater = Update(
            self.model,
            corpus.characters(),
            Sampler(counts, settings.sample_power, settings.samples, distinct=settings.distinct_samples),
            Workers(threads if torch.device(device).type == "cpu" else 1),
            precision=getattr(torch, settings.precision),
            dropout=settings.dropout,
            device=device,
        )
        self.vectors: str | None = None
        self._held_out = corpus.held_out.first(settings.held_out_tokens)
        self._identity = corpus.identity
        self.update = 0
        self.tokens = 0
        self.seconds = 0.0
        self.rows: list[LogRow] = []
        self._earlier: tuple[Segment, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that ended before, and this run."""
        return (*self._earlier, self.checkpoint().segment)

    @property
    def unknown_share(self) -> float:
        """The share of the held-out tokens, 0 to 1, that the softmax doesn't know: perplexity leaves them out."""
        return float((self._held_out.tokens >= len(self.model.output)).mean())

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on from this run's own checkpoint. Raises :class:`ModelError`, naming both values, for another run's."""
        differences = checkpoint.settings.differences(self.settings)
        if checkpoint.corpus != self._identity:
            differences.append(f"corpus {checkpoint.corpus} and {self._identity}")
        if differences:
            raise ModelError(
                f"the checkpoint is another run's (its and this run's {'; '.join(differences)}); resume with the same "
                "settings and corpus, or begin a new segment with --continue in another folder"
            )
        self._take(checkpoint)
        self._earlier = checkpoint.earlier

    def continue_from(self, checkpoint: Checkpoint) -> None:
        """Begin a new segment with another run's weights and optimiser state, at the place in the corpus it reached.

        ``epochs`` of the settings counts from the very first update. Raises :class:`ModelError`, naming both values,
        for another network, corpus or order of it, or when nothing is left to do.
        """
        differences = checkpoint.settings.differences(self.settings, _SHARED)
        if checkpoint.corpus != self._identity:
            differences.append(f"corpus {checkpoint.corpus} and {self._identity}")
        if differences:
            raise ModelError(
                f"the checkpoint cannot be continued so (its and the new segment's {'; '.join(differences)}); keep them"
            )
        if checkpoint.update >= self.updates:
            raise ModelError(
                f"the checkpoint has {checkpoint.update} updates, and {self.settings.epochs:g} epochs are "
                f"{self.updates}: nothing is left; give more --epochs"
            )
        self._take(checkpoint)
        self._earlier = (*checkpoint.earlier, checkpoint.segment)

    def run(self, until: int | None = None) -> None:
        """Train to the last update, or until so many are done; leaves a checkpoint and the log.

        Raises :class:`ModelError` when it cannot; the last checkpoint then is as it was.
        """
        end = self.updates if until is None else min(until, self.updates)
        while self.update < end:
            if self.update == self.rates.falls_from:
                self.checkpoint().save(self.folder / BEFORE_FALL)
            row = self._train(self._next_stop(end))
            if self.update == end or self.update % self.pace.measure == 0:
                forward, backward = self.perplexity()
                row = replace(row, perplexity_forward=forward, perplexity_backward=backward)
            self.rows.append(row)
            if self.update == end or self.update % self.pace.checkpoint == 0:
                self.checkpoint().save(self.folder / CHECKPOINT)
                write_log(self.folder / LOG, self.rows)
            self._on_progress(Progress(row, end))

    def _next_stop(self, end: int) -> int:
        """Return the update before which something is to be done, the checkpoint before the fall included."""
        stops: list[int] = [(self.update // every + 1) * every for every in astuple(self.pace)]
        if self.update < self.rates.falls_from:
            stops.append(self.rates.falls_from)
        return min(end, *stops)

    def _train(self, until: int) -> LogRow:
        started = time.perf_counter()
        before = self.tokens
        losses, norms = [], []
        while self.update < until:
            batch = self.schedule.batch(self.update)
            found = self._updater.gradients(batch, self._seed())
            losses.append((found.forward, found.backward))
            norms.append(float(clip_grad_norm_(self.model.parameters(), self.settings.clip)))
            rate = self.rates(self.update)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            self.optimizer.step()
            self.update += 1
            self.tokens += batch.tokens
        seconds = time.perf_counter() - started
        self.seconds += seconds
        forward, backward = map(float, np.mean(losses, axis=0))
        norm = float(np.mean(norms))
        if not math.isfinite(forward + backward + norm):
            raise ModelError(
                f"update {self.update}: loss or gradients are no longer finite; the last checkpoint is sound: continue "
                "it in another folder with a lower learning_rate (--continue, --settings)"
            )
        speed = (self.tokens - before) / seconds
        return LogRow(self.update, self.tokens, self.seconds, speed, forward, backward, rate, norm)

    def perplexity(self) -> tuple[float, float]:
        """Return the held-out perplexities, forward and backward, over the words that the softmax knows."""
        windows = self._held_out
        totals, counts = np.zeros(2), np.zeros(2)
        order = np.argsort(windows.lengths, kind="stable")
        for start in range(0, len(order), self.settings.batch):
            batch = make_batch(windows, order[start : start + self.settings.batch])
            for number, losses in enumerate(self._updater.losses(batch)):
                totals[number] += float(losses.sum())
                counts[number] += len(losses)
        forward, backward = np.exp(totals / counts)
        return float(forward), float(backward)

    def checkpoint(self) -> Checkpoint:
        """Return what the next update depends on; its tensors are the run's own, not copies."""
        return Checkpoint(
            self.settings,
            self._identity,
            self.update,
            self.tokens,
            self.seconds,
            self.model.state_dict(),
            self.optimizer.state_dict(),
            tuple(self.rows),
            self._earlier,
            self.vectors,
        )

    def _take(self, checkpoint: Checkpoint) -> None:
        self.model.load_state_dict(checkpoint.model)
        self.optimizer.load_state_dict(checkpoint.optimizer)
        self.update, self.tokens, self.seconds = checkpoint.update, checkpoint.tokens, checkpoint.seconds
        self.rows = list(checkpoint.rows)
        self.vectors = checkpoint.vectors

    def _seed(self) -> int:
        # Every update has a seed of its own, so that a resumed run draws what an unbroken one would have.
        return int(np.random.SeedSequence([self.settings.seed, self.update]).generate_state(1, np.uint64)[0] >> 2)
