"""What the encoder is measured against: AllenNLP's ELMo, and encoders of the size of BERT."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

import quizgen.bench.allennlp_elmo
from quizgen.elmo import ElmoEncoder
from quizgen.elmo.weights import Array
from quizgen.errors import InputError

# The vocabulary of BERT's Japanese models is about as large; it costs no time.
_VOCABULARY = 32_000
_LONGEST = 64


class Runner(Protocol):
    """An encoder that is timed over sentences it was given."""

    @property
    def name(self) -> str:
        """What the table calls it."""
        ...

    def seconds(self, first: int, last: int, batch: int) -> float:
        """Encode sentences ``first`` to ``last`` (half-open) in calls of ``batch``; return the seconds it took."""
        ...


class Quizgen:
    """The encoder measured."""

    def __init__(self, name: str, encoder: ElmoEncoder, sentences: Sequence[list[str]], *, steady: bool) -> None:
        self.name = name
        self._encoder = encoder
        self._sentences = sentences
        self._steady = steady

    def seconds(self, first: int, last: int, batch: int) -> float:
        """See :class:`Runner`."""
        begun = time.perf_counter()
        for start in range(first, last, batch):
            chosen = self._sentences[start : min(start + batch, last)]
            self._encoder.encode(chosen, batch_tokens=8192, steady=self._steady)
        return time.perf_counter() - begun


class BertSized:
    """A Transformer encoder (Vaswani et al. 2017) of random weights: its speed is that of a trained one.

    Every token of a sentence counts as one; BERT's own tokenizer would make more of some.
    """

    def __init__(
        self, name: str, sentences: Sequence[list[str]], *, layers: int, width: int, heads: int, threads: int
    ) -> None:
        self.name = name
        self._threads = threads
        generator = torch.Generator().manual_seed(0)
        self._ids = [torch.randint(_VOCABULARY, (len(tokens) + 2,), generator=generator) for tokens in sentences]
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, device="cpu"
        )
        self._words = nn.Embedding(_VOCABULARY, width)
        self._places = nn.Embedding(_LONGEST, width)
        self._encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False).eval()

    @classmethod
    def base(cls, sentences: Sequence[list[str]], threads: int) -> BertSized:
        """12 layers of 768 (Devlin et al. 2019)."""
        return cls("BERT-base-sized", sentences, layers=12, width=768, heads=12, threads=threads)

    @classmethod
    def small(cls, sentences: Sequence[list[str]], threads: int) -> BertSized:
        """4 layers of 512 (Turc et al. 2019)."""
        return cls("BERT-small-sized", sentences, layers=4, width=512, heads=8, threads=threads)

    def seconds(self, first: int, last: int, batch: int) -> float:
        """See :class:`Runner`."""
        before = torch.get_num_threads()
        torch.set_num_threads(self._threads)
        try:
            begun = time.perf_counter()
            with torch.inference_mode():
                for start in range(first, last, batch):
                    self._encode(self._ids[start : min(start + batch, last)])
            return time.perf_counter() - begun
        finally:
            torch.set_num_threads(before)

    def _encode(self, rows: Sequence[torch.Tensor]) -> torch.Tensor:
        ids = nn.utils.rnn.pad_sequence(list(rows), batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        padding = torch.arange(ids.shape[1]) >= lengths[:, None] if len(set(lengths.tolist())) > 1 else None
        vectors = self._words(ids) + self._places.weight[: ids.shape[1]]
        found: torch.Tensor = self._encoder(vectors, src_key_padding_mask=padding)
        return found


class AllenNlp:
    """AllenNLP's Elmo with the same weights, in a process of another Python. Use it as a context manager.

    ``vectors``: what it gives for the first ``compared`` sentences, each alone, float32 (layers, tokens, width).
    Raises :class:`InputError` when that Python cannot be run or has no AllenNLP.
    """

    name = "AllenNLP"

    def __init__(
        self, python: Path, model: Path, sentences: Sequence[list[str]], *, threads: int, compared: int
    ) -> None:
        self._python = python
        script = quizgen.bench.allennlp_elmo.__file__
        # A file, because nobody reads along; closed when the process is ended.
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [str(python), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
            )
        except OSError as error:
            self._said.close()
            raise InputError(
                f"{python}: cannot be run ({error.strerror}); name the python of an environment with allennlp 2.10.1"
            ) from error
        with tempfile.TemporaryDirectory() as folder:
            vectors = Path(folder) / "vectors.npz"
            self.version: str = self._ask(
                {
                    "options": str(model / "options.json"),
                    "weights": str(model / "weights.hdf5"),
                    "threads": threads,
                    "sentences": sentences,
                    "compared": compared,
                    "vectors": str(vectors),
                }
            )
            with np.load(vectors) as found:
                self.vectors: list[Array] = [found[f"arr_{number}"] for number in range(compared)]

    def __enter__(self) -> AllenNlp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def seconds(self, first: int, last: int, batch: int) -> float:
        """See :class:`Runner`."""
        return float(self._ask([first, last, batch]))

    def _ask(self, question: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return json.loads(answer)
        said = self._end().strip().rpartition("\n")[2] or "it ended without a word"
        raise InputError(
            f"{self._python}: AllenNLP's ELMo did not run there ({said}); "
            "name the python of an environment with allennlp 2.10.1"
        )

    def _end(self) -> str:
        """End the process and return what it said on standard error."""
        self._process.kill()
        with self._process, self._said:
            self._said.seek(0)
            return self._said.read()
