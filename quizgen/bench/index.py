"""How well and how fast the index can be searched: a sweep over searches, their parameters and sizes (cf. annbench).

recall@10 is the share of a search's ten answers that are at least as near to the query as its tenth true neighbour, on
average over the queries; vectors that are level count alike. Every build is measured in a process of its own, where
memory is how much its resident set has grown by the build, and queries come one at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.bench.searches import CONTENDERS, Contender
from quizgen.bench.vectors import Senses, Trial, make_trial
from quizgen.engines.processes import available_processors, one_thread
from quizgen.errors import InputError
from quizgen.files import replace_text

K = 10
# Answers as near as the tenth true neighbour up to rounding are as true.
_LEVEL = 1e-5
_FORM = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One search with its parameters at one size.

    ``recall``: recall@10, 0 to 1. ``p50_ms``, ``p99_ms``: of one query, milliseconds by the clock; ``cpu_p99_ms``: by
    the processor, which other programs on the machine make longer far less. ``per_second``: queries, by the mean of the
    clock. ``build_s``: seconds; ``memory_mb``: what the build added, vectors included.
    """

    search: str
    size: int
    built: Mapping[str, int | float]
    asked: Mapping[str, int | float]
    recall: float
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_p99_ms: float
    build_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was measured on which machine and vectors. ``failed``: builds that gave nothing, with the reason."""

    machine: Mapping[str, Any]
    data: Mapping[str, Any]
    rows: tuple[Measured, ...]
    failed: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return it as a JSON text."""
        return json.dumps({"quizgen_bench_index": _FORM, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def load(cls, path: Path) -> Sweep:
        """Read what :meth:`to_json` wrote. Raises :class:`InputError`."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data.pop("quizgen_bench_index") != _FORM:
                raise ValueError("another form")
            rows = tuple(Measured(**row) for row in data.pop("rows"))
            return cls(rows=rows, failed=tuple(data.pop("failed")), **data)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: expected what quizgen bench index saved ({error})") from error


def measure(
    senses: Senses,
    sizes: Sequence[int],
    *,
    contenders: Iterable[Contender] = CONTENDERS,
    queries: int = 500,
    seed: int = 0,
    threads: int = 2,
    save: Path | None = None,
    progress: Callable[[str], None] = lambda what: None,
) -> Sweep:
    """Measure every installed search at every size; ``threads`` build, one asks.

    With ``save`` the results so far are in that file after each build. ``progress`` is told what comes next. Raises
    :class:`ArgumentError` for sizes or numbers of queries that cannot be.
    """
    chosen = [contender for contender in contenders if contender.installed]
    rows: list[Measured] = []
    failed: list[str] = []
    data = {
        "dimensions": int(senses.codes.shape[1]),
        "real_senses": len(senses.codes),
        "queries": queries,
        "seed": seed,
        "sha256": _hash(senses.codes),
    }
    sweep = Sweep(_machine(threads, chosen), data, ())
    for size in sizes:
        trial = make_trial(senses, size, queries, seed)
        with tempfile.TemporaryDirectory(prefix="quizgen-bench-") as folder:
            _store(trial, Path(folder))
            del trial
            for contender in chosen:
                for built in contender.builds():
                    what = f"{contender.name} {_described(built)} at {size:,}".replace("  ", " ")
                    progress(what)
                    try:
                        rows.extend(_in_own_process(Path(folder), contender, built, threads))
                    except (BrokenProcessPool, RuntimeError, MemoryError) as error:
                        failed.append(f"{what}: {error or type(error).__name__}")
                    sweep = Sweep(sweep.machine, data, tuple(rows), tuple(failed))
                    if save is not None:
                        replace_text(save, sweep.to_json())
    return sweep


def bars(vectors: NDArray[np.float32], queries: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each query's tenth true neighbour, less what rounding may take: float32 (queries,)."""
    wanted = min(K, len(vectors))
    best = np.full((len(queries), 0), -np.inf, dtype=np.float32)
    for first in range(0, len(vectors), 65536):
        best = np.concatenate([best, queries @ vectors[first : first + 65536].T], axis=1)
        if best.shape[1] > wanted:
            best = np.partition(best, best.shape[1] - wanted, axis=1)[:, -wanted:]
    lowest: NDArray[np.float32] = best.min(axis=1) - np.float32(_LEVEL)
    return lowest


def _store(trial: Trial, folder: Path) -> None:
    np.save(folder / "vectors.npy", trial.vectors)
    np.save(folder / "queries.npy", trial.queries)
    np.save(folder / "bars.npy", bars(trial.vectors, trial.queries))


def _in_own_process(
    folder: Path, contender: Contender, built: Mapping[str, int | float], threads: int
) -> list[Measured]:
    with one_thread(), ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_quiet) as pool:
        arguments = (folder, contender, built, threads)
        return pool.submit(_measure_build, *arguments).result()


def _quiet() -> None:
    """Keep what the libraries print from the results."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _measure_build(
    folder: Path, contender: Contender, built: Mapping[str, int | float], threads: int
) -> list[Measured]:
    vectors = np.load(folder / "vectors.npy")
    queries, lowest = np.load(folder / "queries.npy"), np.load(folder / "bars.npy")
    # What is held anyway is counted once: with the search's own copy, if it makes one, else as the vectors.
    before = _resident_mb() - vectors.nbytes / 2**20
    began = time.perf_counter()
    search = contender.make(vectors, threads=threads, **built)
    build_s = time.perf_counter() - began
    size = len(vectors)
    keeps = contender.name.startswith("exact")
    memory = _resident_mb() - before - (0 if keeps else vectors.nbytes / 2**20)
    rows = []
    for asked in contender.queries():
        search.set(**asked)
        recall, seconds, worked = _ask(search, vectors, queries, lowest)
        rows.append(
            Measured(
                contender.name,
                size,
                dict(built),
                asked,
                recall,
                float(1 / seconds.mean()),
                float(np.percentile(1000 * seconds, 50)),
                float(np.percentile(1000 * seconds, 99)),
                float(np.percentile(1000 * worked, 99)),
                build_s,
                memory,
            )
        )
    return rows


def _ask(
    search: Any, vectors: NDArray[np.float32], queries: NDArray[np.float32], lowest: NDArray[np.float32]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return recall@10 and the seconds of each query, by the clock and by the processor, after a few that warm up."""
    for query in queries[:10]:
        search.nearest(query, K)
    seconds, worked = np.empty(len(queries)), np.empty(len(queries))
    found = 0
    for number, query in enumerate(queries):
        began, working = time.perf_counter(), time.process_time()
        rows = search.nearest(query, K)
        seconds[number], worked[number] = time.perf_counter() - began, time.process_time() - working
        found += int((vectors[rows[rows >= 0][:K]] @ query >= lowest[number]).sum())
    return found / (min(K, len(vectors)) * len(queries)), seconds, worked


def _resident_mb() -> float:
    """Return the memory of this process that is in use: resident, in MiB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _machine(threads: int, contenders: Iterable[Contender]) -> dict[str, Any]:
    packages = {"numpy": "numpy", "nmslib": "nmslib", "hnswlib": "hnswlib", "faiss": "faiss-cpu", "ngtpy": "ngt"}
    used = {"numpy", *(contender.library for contender in contenders)} - {""}
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": available_processors(),
        "load": [round(value, 1) for value in os.getloadavg()],
        "build_threads": threads,
        "python": platform.python_version(),
        "versions": {name: metadata.version(packages[name]) for name in sorted(used)},
    }


def _hash(codes: NDArray[np.int8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(codes).tobytes()).hexdigest()


def _described(parameters: Mapping[str, int | float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in parameters.items())
