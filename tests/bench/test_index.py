from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quizgen.bench.index import Measured, Sweep, bars, measure
from quizgen.bench.plot import plot
from quizgen.bench.recommending import recommend
from quizgen.bench.searches import CONTENDERS, Exact, ExactPartitioned
from quizgen.bench.vectors import Senses, make_trial
from quizgen.errors import ArgumentError, InputError, QuizgenError
from quizgen.index.senses import encode_rows
from quizgen.vectors import unit

SMALL = {"M": (8,), "efConstruction": (40,), "efSearch": (10, 80), "rows": (300,), "nlist": (8,), "nprobe": (1, 8)}


@pytest.fixture(scope="module")
def senses() -> Senses:
    """Invented senses of two channels, in bunches as words of one kind are; a tenth was never read."""
    draw = np.random.default_rng(1)
    channels = {"static": slice(0, 16), "context": slice(16, 32)}
    vectors = draw.standard_normal((40, 32))[draw.integers(40, size=1000)] + 0.7 * draw.standard_normal((1000, 32))
    for place in channels.values():
        vectors[:, place] = unit(vectors[:, place].astype(np.float32))
    codes = encode_rows(vectors.astype(np.float32))
    return Senses(codes, np.arange(1000) % 10 > 0, channels, {"static": 1.0, "context": 0.5})


def decoded(codes: np.ndarray) -> np.ndarray:
    return unit(codes.astype(np.float32))


def test_queries_are_senses_that_were_read_and_are_not_among_what_is_searched(senses: Senses) -> None:
    trial = make_trial(senses, 950, 50, seed=3)
    assert (trial.vectors.shape, trial.queries.shape, trial.real) == ((950, 32), (50, 32), 950)
    weighted = senses.codes.astype(np.float32)
    weighted[:, 16:] *= 0.5
    asked = (trial.queries @ unit(weighted).T).argmax(axis=1)
    np.testing.assert_allclose(trial.queries, unit(weighted)[asked], atol=1e-6)
    assert senses.seen[asked].all()
    assert (trial.vectors @ decoded(senses.codes[asked]).T).max() < 0.9999


def test_beyond_the_real_senses_there_are_others_between_them_the_same_for_a_seed(senses: Senses) -> None:
    trial = make_trial(senses, 3000, 50, seed=3)
    assert (len(trial.vectors), trial.real) == (3000, 950)
    made, real = trial.vectors[950:], trial.vectors[:950]
    np.testing.assert_allclose(np.linalg.norm(trial.vectors, axis=1), 1, atol=1e-5)
    nearest = (made @ real.T).max(axis=1)
    assert nearest.max() < 0.9999, "none is a copy"
    random = unit(np.random.default_rng(0).standard_normal(made.shape).astype(np.float32))
    assert nearest.mean() > (random @ real.T).max(axis=1).mean() + 0.2, "they lie where real ones lie"
    np.testing.assert_array_equal(trial.vectors, make_trial(senses, 3000, 50, seed=3).vectors)
    assert not np.array_equal(trial.vectors, make_trial(senses, 3000, 50, seed=4).vectors)


@pytest.mark.parametrize(("size", "queries"), [(0, 10), (100, 0), (100, 451)])
def test_a_trial_that_cannot_be_drawn_is_refused(senses: Senses, size: int, queries: int) -> None:
    with pytest.raises(ArgumentError):
        make_trial(senses, size, queries, seed=0)


def test_the_bar_is_the_tenth_true_neighbour(senses: Senses) -> None:
    trial = make_trial(senses, 900, 20, seed=0)
    tenth = np.sort(trial.queries @ trial.vectors.T, axis=1)[:, -10]
    np.testing.assert_allclose(bars(trial.vectors, trial.queries), tenth, atol=2e-5)


def test_both_exact_searches_give_the_true_neighbours(senses: Senses) -> None:
    trial = make_trial(senses, 900, 20, seed=0)
    for search in (Exact(trial.vectors, threads=1), ExactPartitioned(trial.vectors, threads=1, rows=128)):
        for query in trial.queries:
            true = set(np.argsort(-(trial.vectors @ query), kind="stable")[:10].tolist())
            assert set(search.nearest(query, 10).tolist()) == true


@pytest.mark.large
def test_every_installed_search_is_measured_and_farther_searching_finds_more(senses: Senses, tmp_path: Path) -> None:
    saved = tmp_path / "sweep.json"
    sweep = measure(
        senses, [900], contenders=[item.with_parameters(SMALL) for item in CONTENDERS], queries=60, save=saved
    )
    assert not sweep.failed
    assert {row.search for row in sweep.rows} == {item.name for item in CONTENDERS if item.installed}
    assert Sweep.load(saved) == sweep
    for row in sweep.rows:
        assert 0 < row.p50_ms <= row.p99_ms
        assert row.per_second > 0
        if row.search in ("exact", "exact-partitioned", "nmslib-brute"):
            assert row.recall == 1
    for name in ("nmslib-hnsw", "hnswlib", "faiss-hnsw", "faiss-ivf"):
        near, far = [row.recall for row in sweep.rows if row.search == name]
        assert near <= far
        assert far > 0.95
    plot(sweep, tmp_path / "sweep.png")
    assert (tmp_path / "sweep.png").read_bytes().startswith(b"\x89PNG")


ROW = Measured("nmslib-hnsw", 1000, {"M": 16}, {"efSearch": 100}, 0.99, 1000, 1.0, 2.0, 1.5, 3.0, 10.0)


def test_exact_search_is_recommended_where_it_is_quick_enough_and_a_graph_elsewhere() -> None:
    rows = [
        ROW,
        replace(ROW, search="exact", built={}, asked={}, recall=1.0, cpu_p99_ms=4.0),
        replace(ROW, size=2000, recall=0.99, cpu_p99_ms=2.0),
        replace(ROW, size=2000, asked={"efSearch": 50}, recall=0.97, cpu_p99_ms=1.0),
        replace(ROW, size=2000, search="exact", recall=1.0, cpu_p99_ms=8.0),
        replace(ROW, size=3000, recall=0.5),
        replace(ROW, size=4000, cpu_p99_ms=9.0),
    ]
    found = recommend(rows, 0.98, 5.0)
    assert [item.size for item in found] == [1000, 2000, 3000, 4000]
    assert [item.row for item in found] == [rows[1], rows[2], None, rows[6]]
    assert "not within 5 ms" in found[3].why
    assert recommend(rows, 0.95, 5.0)[1].row == rows[3]


def test_what_is_no_sweep_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("{}", "[]", "no", json.dumps({"quizgen_bench_index": 1, "rows": [{}]})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="expected what quizgen bench index saved"):
            Sweep.load(path)


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(QuizgenError, match=r"quizgen\[bench\]"):
        plot(Sweep({}, {}, (ROW,)), tmp_path / "x.png")
