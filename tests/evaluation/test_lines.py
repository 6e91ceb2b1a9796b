from __future__ import annotations

import json
from typing import Any

import pytest

from quizgen.errors import InputError
from quizgen.evaluation.lines import Item, Line, Values, make_lines


def item(name: str, ours: float, theirs: float = 0.5, chance: float = 0.1, cluster: str | None = None) -> Item:
    return Item(name, cluster or name, {"P@1": Values(ours, theirs, chance), "MRR": Values(ours / 2, 0, 0)})


def line(*items: Item, setting: str = "pool") -> Line:
    return make_lines("questions", items, setting)[0]


def test_each_measure_of_the_items_becomes_a_line() -> None:
    first, second = make_lines("questions", [item("a", 1), item("b", 0)], "pool", frozenset({"MRR"}))
    assert (first.name, first.measure, first.lower_is_better, first.ids) == ("questions", "P@1", False, ("a", "b"))
    assert (second.measure, second.lower_is_better) == ("MRR", True)
    assert first.quizgen.tolist() == [1, 0]
    assert first.vectors.tolist() == [0.5, 0.5]
    assert second.quizgen.tolist() == [0.5, 0]
    assert make_lines("questions", [], "pool") == []


def test_leads_are_over_vectors_and_over_chance() -> None:
    one = line(item("a", 1), item("b", 0.75))
    assert one.over_vectors(0).mean == pytest.approx(0.375)
    assert one.over_chance(0).mean == pytest.approx(0.775)
    assert one.over_vectors(0).low == 0.25


def test_another_system_is_compared_on_the_common_items_only() -> None:
    mine = line(item("a", 1), item("b", 0.5), item("c", 0))
    theirs = line(item("c", 0.25), item("x", 1), item("b", 0.25))
    found = mine.over(theirs, 0)
    assert found is not None
    assert found[0] == 2
    assert found[1].mean == pytest.approx(((0.5 - 0.25) + (0 - 0.25)) / 2)


def test_what_was_measured_on_other_data_is_not_compared() -> None:
    mine = line(item("a", 1))
    assert mine.over(line(item("a", 1), setting="another pool"), 0) is None
    assert mine.over(line(item("b", 1)), 0) is None


def test_a_line_comes_back_from_its_json_form() -> None:
    one = line(item("a", 1 / 3, cluster="x"), item("b", 0.75, cluster="x"))
    back = Line.from_dict(json.loads(json.dumps(one.to_dict(0))))
    assert (back.name, back.measure, back.setting, back.lower_is_better) == ("questions", "P@1", "pool", False)
    assert (back.ids, back.clusters) == (one.ids, one.clusters)
    assert back.quizgen == pytest.approx(one.quizgen, abs=1e-6)
    found = back.over(one, 0)
    assert found is not None
    assert found[1] == pytest.approx((0, 0, 0), abs=1e-6)


def test_summary_holds_means_and_intervals() -> None:
    found = line(item("a", 1), item("b", 0.5)).summary(0)
    assert (found["n"], found["quizgen"], found["word_vectors"], found["chance"]) == (2, 0.75, 0.5, 0.1)
    assert found["over_word_vectors"] == [0.25, 0, 0.5]
    assert found["better"] == "higher"
    assert "items" not in found


@pytest.mark.parametrize("remove", ["items", "name", "better", "setting"])
def test_a_line_with_something_missing_is_refused(remove: str) -> None:
    data = line(item("a", 1)).to_dict(0)
    del data[remove]
    with pytest.raises(InputError, match=remove):
        Line.from_dict(data)


def test_a_line_whose_values_are_too_few_is_refused() -> None:
    data: dict[str, Any] = line(item("a", 1), item("b", 0)).to_dict(0)
    data["items"]["quizgen"].pop()
    with pytest.raises(InputError, match="differ in number"):
        Line.from_dict(data)
