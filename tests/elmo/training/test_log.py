from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.elmo.training.log import LogRow, read_log, write_log
from quizgen.errors import InputError, ModelError

ROWS = [
    LogRow(50, 160_000, 80.5, 1987.5, 7.25, 7.5, 0.001, 1.5),
    LogRow(100, 2_012_345_678, 161.0, 2000.0, 6.5, 6.75, 0.002, 1.25, 210.5, 190.25),
]


def test_a_log_comes_back_from_its_file(tmp_path: Path) -> None:
    write_log(tmp_path / "log.csv", ROWS)
    assert read_log(tmp_path / "log.csv") == ROWS
    header, first, _ = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("update,tokens,seconds,tokens_per_second,forward,backward,rate,norm,perplexity_forward")
    assert first == "50,160000,80.5,1987.5,7.25,7.5,0.001,1.5,,"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "update,tokens\n1\n", "\0"])
def test_another_file_is_no_log(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.csv"
    write_log(path, ROWS[:1])
    path.write_text(text or path.read_text(encoding="utf-8").replace("7.25", "high"), encoding="utf-8")
    with pytest.raises(InputError, match=r"log\.csv: expected a training log"):
        read_log(path)
    with pytest.raises(InputError, match=r"missing\.csv: expected a training log"):
        read_log(tmp_path / "missing.csv")


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"log\.csv cannot be written"):
        write_log(tmp_path / "missing" / "log.csv", ROWS)
