from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.engines import Engine, Here
from quizgen.engines.processes import Processes
from quizgen.errors import ArgumentError, QuizgenError
from tests.conftest import ROOT
from tests.engines.work import broken, load
from tests.processes import wait_for_end


@pytest.mark.parametrize("engine", [Here(), Processes(1), Processes(2)])
def test_results_come_in_the_order_of_the_items_however_long_each_takes(engine: Engine) -> None:
    items = [b"wait 0.2", *(f"item {number}".encode() for number in range(30)), b"wait 0.1", b"last"]
    assert list(engine.map(load, items)) == items


@pytest.mark.parametrize("engine", [Here(), Processes(2)])
def test_an_error_is_raised_at_its_item_with_its_exit_code(engine: Engine) -> None:
    results = engine.map(load, [b"first", b"fail", b"third"])
    assert next(results) == b"first"
    with pytest.raises(QuizgenError, match="weights: gone") as caught:
        next(results)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("engine", [Here(), Processes(1)])
def test_work_that_cannot_be_loaded_is_told(engine: Engine) -> None:
    with pytest.raises(QuizgenError, match="model: not there"):
        list(engine.map(broken, [b"a", b"b"]))


def test_a_process_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    items = [f"item {number}".encode() for number in range(20)]
    for place in (3, 12):
        items[place] = b"die " + os.fsencode(tmp_path / str(place))
    assert list(Processes(2).map(load, items)) == items
    assert sorted(path.name for path in tmp_path.iterdir()) == ["12", "3"]


def test_an_item_that_kills_every_process_stops_the_work_in_one_line() -> None:
    results = Processes(1).map(load, [b"first", b"always", b"last"])
    assert next(results) == b"first"
    with pytest.raises(QuizgenError, match="died 3 times over the same article"):
        next(results)


def test_workers_compute_with_one_thread_and_are_no_more_than_asked() -> None:
    assert set(Processes(2).map(load, [b"threads"] * 4)) == {b"1"}
    assert len(set(Processes(2).map(load, [b"pid"] * 30))) <= 2


def test_items_are_taken_only_some_way_ahead() -> None:
    taken = []

    def items() -> object:
        for number in range(1000):
            taken.append(number)
            yield b"%d" % number

    results = Processes(1).map(load, items())  # type: ignore[arg-type]
    next(results)
    results.close()
    assert len(taken) < 20


@pytest.mark.parametrize("workers", [0, -1, True, 1.5])
def test_a_number_of_workers_that_is_none_is_refused(workers: object) -> None:
    with pytest.raises(ArgumentError, match="workers: expected"):
        Processes(workers)  # type: ignore[arg-type]


def test_processes_end_with_the_one_that_began_them() -> None:
    program = (
        "from quizgen.engines.processes import Processes; from tests.engines.work import load\n"
        "if __name__ == '__main__':\n"
        "    for result in Processes(1).map(load, [b'pid', *[b'wait 60'] * 3]): print(result.decode(), flush=True)"
    )
    child = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    worker = int(child.stdout.readline())
    child.kill()
    child.communicate()
    wait_for_end(worker)
