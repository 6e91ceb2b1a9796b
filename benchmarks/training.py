"""Tokens a second of training the language model: python -m benchmarks.training [--corpus FILE…] [--updates 8].

The shipped network with the default settings, on articles or, without any, on invented text of as many distinct
words. Beside it stands the share of the machine's own speed in matrix products that this comes to, and the speed of
the same network with ``torch.nn.LSTM(proj_size=…)`` as its layers, trained in turns with ours.

Floating-point operations of one update, a multiplication and an addition counting as two. What a matrix product costs
forward it costs twice more backward, once for each factor's gradient, so that training takes three times as much:

- LSTM: a layer of u units and projection p multiplies, a token, (p + p) · 4u for the gates and u · p for the
  projection, so 18 · p · u operations; both directions and all layers read every token and one marker.
- Softmax: a token's context takes p · d for its map to the softmax's width d and d · s for s distinct samples, so
  2 · d · (p + s) operations, in both directions.
- Character CNN: every distinct word of a batch once. A filter of width w and n outputs over characters of dimension c
  takes 2 · w · c · n operations at each of about (bytes + 3) places; a highway layer over F filters 4 · F², the
  projection 2 · F · p.

Padding, and what is no matrix product, count as nothing: the share tells how much of the machine does useful work.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from quizgen.archive.token_corpus import token_corpus
from quizgen.elmo.training.batches import Batch
from quizgen.elmo.training.memory import keep_freed_memory
from quizgen.elmo.training.precision import fastest_precision
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.softmax import Sampler
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.elmo.training.trainer import Pace, Trainer
from quizgen.input_form import InputForm

_ROUNDS = 2
_WARM_UP = 2
_SIDE = 2048
_WORDS = 45_000


class LibraryLayer(nn.Module):
    """A layer of :class:`~quizgen.elmo.training.network.Direction` as PyTorch's own LSTM computes it."""

    def __init__(self, size: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(size, units, proj_size=size)

    def forward(self, x: Tensor, precision: torch.dtype) -> Tensor:
        """Read ``x`` (time, batch, size); ``precision`` is float32, whatever is asked for."""
        return cast(Tensor, self.lstm(x)[0])


def invented_windows(window: int, updates: int, batch: int) -> Iterator[tuple[bool, list[str]]]:
    """Yield every word once, and then windows drawn by Zipf's law, enough for so many updates."""
    draw = random.Random(1)
    kanji = [chr(code) for code in range(0x4E00, 0x5800)]
    words: dict[str, None] = {}
    while len(words) < _WORDS:
        words["".join(draw.choices(kanji, k=draw.randint(1, 4)))] = None
    spelled = list(words)
    yield True, spelled[:window]
    for start in range(0, _WORDS, window):
        yield False, spelled[start : start + window]
    weights = np.cumsum(1 / np.arange(1, _WORDS + 1)).tolist()
    for _ in range(updates * batch):
        yield False, draw.choices(spelled, cum_weights=weights, k=draw.randint(window * 3 // 4, window))


def operations(settings: LmSettings, batch: Batch, corpus: TokenCorpus, samples: float) -> float:
    """Return the floating-point operations of an update; see the module for what counts."""
    options = settings.options
    projection, filters = options.projection_dim, options.n_filters
    rows = int(batch.directions[0].inputs.shape[1])
    read = 2 * (batch.tokens + rows)
    lstm = read * options.n_layers * 18 * projection * options.lstm_dim
    softmax = read * 2 * settings.softmax_dim * (projection + samples)
    places = sum(len(corpus.words[word].encode()) + 3 for word in batch.words)
    convolutions = places * sum(2 * width * options.character_dim * number for width, number in options.filters)
    above = len(batch.words) * (options.n_highway * 4 * filters**2 + 2 * filters * projection)
    return 3.0 * (lstm + softmax + convolutions + above)


def product_speed(precision: torch.dtype, device: str, threads: int) -> float:
    """Return floating-point operations a second in a large matrix product."""
    torch.set_num_threads(threads)
    left = torch.ones(_SIDE, _SIDE, device=device, dtype=precision)
    least = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        (left @ left)[0, 0].item()
        least = min(least, time.perf_counter() - started)
    return 2.0 * _SIDE * _SIDE * _SIDE / least


def make_trainer(settings: LmSettings, corpus: TokenCorpus, folder: Path, device: str, threads: int) -> Trainer:
    folder.mkdir()
    return Trainer(settings, corpus, folder, device=device, threads=threads, pace=Pace(10**9, 10**9, 10**9))


def use_library_layers(trainer: Trainer) -> None:
    options = trainer.settings.options
    for direction in trainer.model.directions:
        direction._layers = nn.ModuleList(
            LibraryLayer(options.projection_dim, options.lstm_dim) for _ in range(options.n_layers)
        )
    trainer.model.to(trainer.model.output.device)
    trainer.optimizer = torch.optim.Adam(trainer.model.parameters(), lr=0.0, fused=True)


def measured(trainers: list[Trainer], updates: int) -> list[float]:
    """Train in turns; return each one's seconds for ``updates`` updates after the warm-up."""
    for round_ in range(_ROUNDS + 1):
        for trainer in trainers:
            trainer.run(until=_WARM_UP + round_ * updates // _ROUNDS)
    return [trainer.rows[-1].seconds - trainer.rows[0].seconds for trainer in trainers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="articles as JSON Lines; may repeat")
    parser.add_argument("--updates", type=int, default=8, help="updates to measure, a few more warm up")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.updates < _ROUNDS:
        parser.error(f"--updates: expected at least {_ROUNDS}, got {arguments.updates}")
    keep_freed_memory()
    settings = LmSettings(precision=fastest_precision(arguments.device), held_out_tokens=500)
    if arguments.corpus:
        corpus = token_corpus(arguments.corpus, InputForm(settings.window), processes=arguments.threads)
    else:
        needed = arguments.updates + _WARM_UP
        corpus = TokenCorpus.build(invented_windows(settings.window, needed, settings.batch))
    # Long enough that the rate never falls, which would write a checkpoint of its own.
    settings = replace(settings, epochs=1e6)
    print(f"{platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}, {arguments.threads} threads")
    print(f"corpus {corpus.identity}, {len(corpus.words)} words; {settings.precision}")
    with TemporaryDirectory(prefix="quizgen-") as folder:
        ours, library = (
            make_trainer(settings, corpus, Path(folder) / name, arguments.device, arguments.threads)
            for name in ("ours", "library")
        )
        use_library_layers(library)
        seconds, library_seconds = measured([ours, library], arguments.updates)
    speed = product_speed(getattr(torch, settings.precision), arguments.device, arguments.threads)
    counts = torch.from_numpy(corpus.counts[: settings.vocabulary])
    sampler = Sampler(counts, settings.sample_power, settings.samples)
    samples = sampler.log_expected.exp().sum().item()
    batches = [ours.schedule.batch(_WARM_UP + number) for number in range(arguments.updates)]
    tokens = sum(batch.tokens for batch in batches)
    done = sum(operations(settings, batch, corpus, samples) for batch in batches)
    print(f"training             {tokens / seconds:8.0f} tokens/s")
    print(f"share of the machine {done / seconds / speed:8.2f} of {speed / 1e9:.0f} GFLOP/s in matrix products")
    print(f"with torch.nn.LSTM   {tokens / library_seconds:8.0f} tokens/s; ratio {library_seconds / seconds:.2f}")


if __name__ == "__main__":
    main()
