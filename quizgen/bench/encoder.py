"""How fast the encoder is: tokens a second beside its rivals, and the share of what the machine can multiply."""

from __future__ import annotations

import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from quizgen.bench.rivals import AllenNlp, BertSized, Quizgen, Runner
from quizgen.data import sample_articles
from quizgen.elmo import ElmoEncoder
from quizgen.elmo.options import ElmoOptions
from quizgen.elmo.product import products_with
from quizgen.elmo.weights import DIRECTIONS
from quizgen.text import default_tokenizer, read_text

BATCHES = (1, 8, 64)
# No rival is timed at this one: it shows how near the encoder comes to what the machine can multiply.
LARGEST = 128
SHORTEST, LONGEST = 25, 40
# A measurement of small batches reads so many sentences, so that it takes long enough to be timed.
_AT_LEAST = 16
_COMPARED = 8
_SIDE = 1024
_NEW_TOKENS = 500

QUIZGEN, LONE = "quizgen", "quizgen, steady=False"


@dataclass(frozen=True, slots=True)
class Timing:
    """One encoder at one batch size: seconds of each round, all rounds over equally many tokens."""

    name: str
    batch: int
    tokens: int
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Tokens a second, boundaries not counted."""
        return self.tokens / statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """Tokens a second in the best round."""
        return self.tokens / min(self.seconds)

    def over(self, other: Timing) -> float:
        """Return how many times as fast as ``other`` this is: the median of the rounds, each taken side by side."""
        return statistics.median(b / a for a, b in zip(self.seconds, other.seconds, strict=True))


@dataclass(frozen=True, slots=True)
class Share:
    """The encoder's products at one batch size, in 10⁹ operations a second, and as a share of the machine's speed."""

    batch: int
    gflops: float
    share: float


@dataclass(frozen=True, slots=True)
class EncoderSpeed:
    """What was measured. ``matrix_gflops``: the machine's speed at large matrix products, 10⁹ operations a second.

    ``new_tokens``: tokens a second of layer 0 for tokens never met. ``difference``: the largest to AllenNLP's vectors;
    None without AllenNLP.
    """

    machine: dict[str, str | int]
    encoder: str
    timings: tuple[Timing, ...]
    shares: tuple[Share, ...]
    matrix_gflops: float
    new_tokens: float
    difference: float | None

    def of(self, name: str, batch: int) -> Timing | None:
        """Return one encoder's timing, None where there is none."""
        return next((timing for timing in self.timings if (timing.name, timing.batch) == (name, batch)), None)

    def rivals(self) -> list[str]:
        """Return the names of the other encoders, in the order measured."""
        return [name for name in dict.fromkeys(timing.name for timing in self.timings) if name not in (QUIZGEN, LONE)]

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        measured = []
        for timing in self.timings:
            own = self.of(QUIZGEN, timing.batch)
            line: dict[str, Any] = {
                "encoder": timing.name,
                "batch": timing.batch,
                "tokens": timing.tokens,
                "tokens_per_second": round(timing.median, 1),
                "best": round(timing.best, 1),
            }
            if own is not None and own is not timing:
                line["quizgen_is_times_as_fast"] = round(own.over(timing), 3)
            measured.append(line)
        return {
            "machine": self.machine,
            "encoder": self.encoder,
            "timings": measured,
            "matrix_gflops": round(self.matrix_gflops, 1),
            "shares": [
                {"batch": item.batch, "gflops": round(item.gflops, 1), "share": round(item.share, 3)}
                for item in self.shares
            ],
            "new_tokens_per_second": round(self.new_tokens, 1),
            "largest_difference_to_allennlp": self.difference,
        }


def measure(
    model: Path,
    *,
    threads: int,
    rounds: int,
    allennlp: Path | None = None,
    transformers: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> EncoderSpeed:
    """Measure the encoder in the folder ``model`` on so many ``threads``; every round times all encoders in turn.

    ``allennlp``: the Python of an environment with AllenNLP. ``progress`` is told how many of how many timings are
    done. Raises :class:`ModelError` or :class:`InputError`.
    """
    encoder = ElmoEncoder.load(model / "options.json", model / "weights.hdf5", threads=threads)
    texts = sentences(LARGEST)
    with ExitStack() as stack:
        own: list[Runner] = [
            Quizgen(QUIZGEN, encoder, texts, steady=True),
            Quizgen(LONE, encoder, texts, steady=False),
        ]
        rivals: list[Runner] = []
        difference = None
        if allennlp is not None:
            reference = AllenNlp(allennlp, model, texts, threads=threads, compared=_COMPARED)
            rivals.append(stack.enter_context(reference))
            ours = encoder.encode(texts[:_COMPARED])
            difference = max(float(np.abs(a - b).max()) for a, b in zip(ours, reference.vectors, strict=True))
        if transformers:
            rivals += [BertSized.base(texts, threads), BertSized.small(texts, threads)]
        plan = [(batch, [*(own if batch == 1 else own[:1]), *rivals]) for batch in BATCHES]
        plan.append((LARGEST, own[:1]))
        total = rounds * sum(len(runners) for _, runners in plan)
        timings: list[Timing] = []
        matrix: list[float] = []
        for batch, runners in plan:
            timings += _side_by_side(runners, texts, batch, rounds, lambda: progress(1, total))
            matrix.append(matrix_speed(threads))
    speed = max(matrix)
    return EncoderSpeed(
        machine=_machine(threads),
        encoder=encoder.identity,
        timings=tuple(timings),
        shares=tuple(_share(timing, texts, encoder.options, speed) for timing in timings if timing.name == QUIZGEN),
        matrix_gflops=speed,
        new_tokens=_new_tokens(encoder),
        difference=difference,
    )


def sentences(count: int) -> list[list[str]]:
    """Return ``count`` stretches of 25 to 40 tokens of the bundled sample articles, each of whole sentences if it can.

    They come in the articles' order, so that words recur as in a newspaper.
    """
    tokenizer = default_tokenizer()
    found: list[list[str]] = []
    articles = sample_articles()
    while len(found) < count:
        for article in articles:
            pending: list[str] = []
            for sentence in read_text(article.body, tokenizer).sentences:
                tokens = [token.surface for token in sentence.tokens]
                if len(pending) + len(tokens) > LONGEST:
                    pending = []
                pending += tokens[:LONGEST]
                if len(pending) >= SHORTEST:
                    found.append(pending)
                    pending = []
            if len(found) >= count:
                break
    return found[:count]


def matrix_speed(threads: int) -> float:
    """Return the machine's speed at matrix products of 1024³, in 10⁹ operations a second.

    It is that of the faster of PyTorch's two libraries, each at its best of three, on so many threads.
    """
    x, weight = torch.randn(_SIDE, _SIDE), torch.randn(_SIDE, _SIDE).bfloat16().float()
    (multiply,) = products_with(weight)
    before = torch.get_num_threads()
    seconds = []
    try:
        torch.set_num_threads(threads)
        torch.mm(x, weight)
        seconds += [_timed(lambda: torch.mm(x, weight)) for _ in range(3)]
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            for _ in range(3):
                # Each thread multiplies the whole, which is as much as all would have to multiply of it together.
                seconds.append(_timed(lambda: list(pool.map(multiply, [x] * threads))) / threads)
    finally:
        torch.set_num_threads(before)
    return float(2 * _SIDE**3 / min(seconds) / 1e9)


def lstm_operations(options: ElmoOptions, pieces: int, distinct: int) -> int:
    """Return how many multiplications and additions the biLSTM's matrix products take.

    ``pieces``: tokens with the boundaries; ``distinct``: how many different ones, which is how often the lowest layer
    multiplies its inputs.
    """
    gates = options.projection_dim * 4 * options.lstm_dim
    every = options.n_layers * (gates + options.lstm_dim * options.projection_dim) + (options.n_layers - 1) * gates
    return 2 * DIRECTIONS * (pieces * every + distinct * gates)


def _side_by_side(
    runners: Sequence[Runner], texts: Sequence[list[str]], batch: int, rounds: int, done: Callable[[], None]
) -> list[Timing]:
    count = max(batch, _AT_LEAST)
    for runner in runners:
        runner.seconds(0, count, batch)  # once untimed: memory is taken, tokens are met
    seconds: list[list[float]] = [[] for _ in runners]
    for _ in range(rounds):
        for number, runner in enumerate(runners):
            seconds[number].append(runner.seconds(0, count, batch))
            done()
    tokens = sum(len(text) for text in texts[:count])
    return [Timing(runner.name, batch, tokens, tuple(of)) for runner, of in zip(runners, seconds, strict=True)]


def _share(timing: Timing, texts: Sequence[list[str]], options: ElmoOptions, speed: float) -> Share:
    count = max(timing.batch, _AT_LEAST)
    operations = 0
    for start in range(0, count, timing.batch):
        chosen = texts[start : start + timing.batch]
        pieces = sum(len(text) + 2 for text in chosen)
        operations += lstm_operations(options, pieces, len({token for text in chosen for token in text}) + 2)
    gflops = operations / statistics.median(timing.seconds) / 1e9
    return Share(timing.batch, gflops, gflops / speed)


def _new_tokens(encoder: ElmoEncoder) -> float:
    draw = random.Random(1)
    characters = [chr(code) for code in range(ord("一"), ord("一") + 3000)]
    tokens = ["".join(draw.choices(characters, k=draw.randint(2, 5))) for _ in range(_NEW_TOKENS)]
    return _NEW_TOKENS / _timed(lambda: encoder.token_vectors(tokens))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _machine(threads: int) -> dict[str, str | int]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "threads": threads,
        "torch": torch.__version__,
        "python": platform.python_version(),
    }
