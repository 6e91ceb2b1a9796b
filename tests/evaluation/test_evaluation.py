from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.errors import InputError
from quizgen.evaluation.evaluation import Evaluation
from quizgen.evaluation.lines import Item, Values, make_lines


def evaluation(model: str, **ours: float) -> Evaluation:
    items = [Item(name, name, {"P@1": Values(value, 0.0, 0.0)}) for name, value in ours.items()]
    return Evaluation("quizgen 0", {"model": model, "index": "i"}, 0, tuple(make_lines("questions", items, "pool")))


def test_an_evaluation_is_kept_and_read_back(tmp_path: Path) -> None:
    one = evaluation("m", a=1.0, b=0.0)
    one.save(tmp_path / "one.json")
    back = Evaluation.load(tmp_path / "one.json")
    assert back.to_dict() == one.to_dict()
    back.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "one.json").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.json", "one.json"]


def test_two_models_are_compared_line_by_line() -> None:
    mine, other = evaluation("m", a=1.0, b=1.0, c=0.0), evaluation("n", b=0.0, c=0.0)
    (lead,) = mine.against(other)
    assert lead is not None
    assert lead == (2, (0.5, 0.0, 1.0))
    assert mine.against(Evaluation("quizgen 0", {}, 0, ())) == [None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("[]", "expected an evaluation of schema 1"),
        ('{"schema": 2}', "expected an evaluation of schema 1"),
        ('{"schema": 1}', "damaged: 'lines'"),
        ('{"schema": 1, "lines": [{"items": {}}], "identities": {}, "system": "", "seed": 0}', "damaged: "),
        ('{"schema": 1, "lines": [], "identities": [], "system": "", "seed": 0}', "damaged: "),
    ],
)
def test_a_file_that_is_no_evaluation_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.json") as raised:
        Evaluation.load(tmp_path / "other.json")
    assert message in str(raised.value)
