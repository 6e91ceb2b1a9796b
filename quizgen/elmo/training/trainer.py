"""The training loop: updates in a fixed order, a log, checkpoints, held-out perplexity."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
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
from quizgen.errors import ModelError

CHECKPOINT, BEFORE_FALL, LOG = "checkpoint.pt", "before-fall.pt", "log.csv"
_BETAS = (0.9, 0.99)


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
    """How often what happens, in updates: a log row, a checkpoint, a held-out measurement."""

    log: int = 50
    checkpoint: int = 200
    measure: int = 1000


class Trainer:
    """Trains a language model in a folder that holds its checkpoints and its log."""

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
        counts = torch.from_numpy(corpus.counts[: settings.vocabulary])
        counts = counts[: int((counts > 0).sum())]
        self.model = LanguageModel(settings.options, len(counts), settings.softmax_dim)
        shares = counts.to(torch.float64).clamp(min=1)
        self.model.reset(settings.seed, (shares / shares.sum()).log().to(torch.float32))
        self.model.to(device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, betas=_BETAS, fused=True)
        self._updater = Update(
            self.model,
            corpus.characters(),
            Sampler(counts, settings.sample_power, settings.samples),
            Workers(threads if torch.device(device).type == "cpu" else 1),
            precision=getattr(torch, settings.precision),
            dropout=settings.dropout,
            device=device,
        )
        self._identity = corpus.identity
        self.update = 0
        self.tokens = 0
        self.seconds = 0.0
        self._rows: list[LogRow] = []
        self._earlier: tuple[Segment, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that ended before, and this run."""
        return (*self._earlier, self._checkpoint().segment)

    def resume(self) -> None:
        """Go on from the folder's checkpoint. Raises :class:`ModelError` when it is of another run."""
        checkpoint = Checkpoint.load(self.folder / CHECKPOINT)
        differences = checkpoint.settings.differences(self.settings)
        if checkpoint.corpus != self._identity:
            differences.append(f"corpus {checkpoint.corpus} and {self._identity}")
        if differences:
            raise ModelError(
                f"{self.folder / CHECKPOINT}: another run's checkpoint (its and this run's {'; '.join(differences)}); "
                "resume with the same settings and corpus, or continue it as a new segment with --continue"
            )
        self._take(checkpoint)
        self._earlier = checkpoint.earlier

    def continue_from(self, path: Path) -> None:
        """Begin a new segment with another run's weights and optimiser state, at the place in the corpus it reached.

        ``epochs`` of the settings counts from the very first update. Raises :class:`ModelError` for another network
        or corpus.
        """
        checkpoint = Checkpoint.load(path)
        if checkpoint.corpus != self._identity:
            raise ModelError(f"{path}: trained on corpus {checkpoint.corpus}, this one is {self._identity}")
        self._take(checkpoint)
        self._earlier = (*checkpoint.earlier, checkpoint.segment)

    def run(self) -> None:
        """Train to the last update; leaves a checkpoint and the log. Raises :class:`ModelError` when it cannot."""
        while self.update < self.updates:
            started = time.perf_counter()
            tokens, losses, norms = 0, [], []
            until = min(self.updates, (self.update // self.pace.log + 1) * self.pace.log)
            while self.update < until:
                if self.update == self.rates.falls_from:
                    self._checkpoint().save(self.folder / BEFORE_FALL)
                batch = self.schedule.batch(self.update)
                found = self._updater.gradients(batch, self._seed())
                losses.append((found.forward, found.backward))
                norms.append(float(clip_grad_norm_(self.model.parameters(), self.settings.clip)))
                rate = self.rates(self.update)
                for group in self.optimizer.param_groups:
                    group["lr"] = rate
                self.optimizer.step()
                self.update += 1
                tokens += batch.tokens
            seconds = time.perf_counter() - started
            self.tokens += tokens
            self.seconds += seconds
            forward, backward = np.mean(losses, axis=0)
            if not math.isfinite(forward + backward):
                raise ModelError(
                    f"update {self.update}: the loss is no longer finite; the last checkpoint is sound: "
                    "train from it again with a lower learning rate"
                )
            self._log(seconds, tokens, float(forward), float(backward), rate, float(np.mean(norms)))
        self._checkpoint().save(self.folder / CHECKPOINT)

    def perplexity(self) -> tuple[float, float]:
        """Return the held-out perplexities, forward and backward, over the words that the softmax knows."""
        windows = self.corpus.held_out.first(self.settings.held_out_tokens)
        totals, counts = np.zeros(2), np.zeros(2)
        order = np.argsort(windows.lengths, kind="stable")
        for start in range(0, len(order), self.settings.batch):
            batch = make_batch(windows, order[start : start + self.settings.batch])
            for number, losses in enumerate(self._updater.losses(batch)[:2]):
                totals[number] += float(losses.sum())
                counts[number] += len(losses)
        forward, backward = np.exp(totals / counts)
        return float(forward), float(backward)

    def _log(self, seconds: float, tokens: int, forward: float, backward: float, rate: float, norm: float) -> None:
        last = self.update == self.updates
        measured = self.perplexity() if last or self.update % self.pace.measure == 0 else (None, None)
        row = LogRow(
            self.update, self.tokens, self.seconds, tokens / seconds, forward, backward, rate, norm, *measured
        )  # fmt: skip
        self._rows.append(row)
        self._on_progress(Progress(row, self.updates))
        if last or self.update % self.pace.checkpoint == 0:
            self._checkpoint().save(self.folder / CHECKPOINT)
            write_log(self.folder / LOG, self._rows)

    def _take(self, checkpoint: Checkpoint) -> None:
        try:
            self.model.load_state_dict(checkpoint.model)
            self.optimizer.load_state_dict(checkpoint.optimizer)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"the checkpoint is of another network ({error}); give the same sizes") from error
        self.update, self.tokens, self.seconds = checkpoint.update, checkpoint.tokens, checkpoint.seconds
        self._rows = list(checkpoint.rows)

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(
            self.settings,
            self._identity,
            self.update,
            self.tokens,
            self.seconds,
            self.model.state_dict(),
            self.optimizer.state_dict(),
            tuple(self._rows),
            self._earlier,
        )

    def _seed(self) -> int:
        # Every update has a seed of its own, so that a resumed run draws what an unbroken one would have.
        return int(np.random.SeedSequence([self.settings.seed, self.update]).generate_state(1, np.uint64)[0] >> 2)
