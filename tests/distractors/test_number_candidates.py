"""Numbers as keys of an article."""

from __future__ import annotations

import pytest

from quizgen import Article, Candidate, QuizOptions
from quizgen.distractors.number_candidates import number_at, number_candidates

BODY = "新しい体育館の総工費は120億円で、収容人数は5000人だ。去年の計画では90億円だった。"
START = BODY.index("120億円")


def candidates(body: str = BODY, n: int = 3, *, title: str | None = None, **options: object) -> list[Candidate]:
    article = Article(body, title=title)
    start = body.index("120億円") if "120億円" in body else body.index("１２０億円")
    end = body.index("億円") + 2
    key = number_at(body, start, end)
    assert key is not None
    return number_candidates(article, key, n, QuizOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(START, START + 5, True), (START, START + 3, False), (START + 1, START + 5, False), (0, 2, False)],
)
def test_a_number_is_found_only_by_exactly_its_offsets(start: int, end: int, found: bool) -> None:
    assert (number_at(BODY, start, end) is not None) == found


def test_candidates_are_other_numbers_of_the_unit_and_no_figures_of_body_or_title() -> None:
    told = candidates(n=1)[0].surface
    found = candidates(n=9, title=f"総工費は{told}か")
    assert len({candidate.surface for candidate in found}) == len(found) >= 3
    for candidate in found:
        assert candidate.surface.endswith("億円")
        assert candidate.surface not in {"120億円", "90億円", told}
        assert (candidate.category, candidate.score) == ("number", 1.0)
        assert candidate.entry_id == f"{candidate.surface}|number"


def test_the_same_seed_draws_the_same_and_others_vary() -> None:
    assert candidates(seed=3) == candidates(seed=3)
    assert len({tuple(item.surface for item in candidates(seed=seed)) for seed in range(10)}) > 3


@pytest.mark.parametrize("widen", [False, True])
def test_excluded_numbers_are_never_offered_however_wide_they_are_written(widen: bool) -> None:
    offered = [candidate.surface for candidate in candidates(n=3)]
    full = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x30, 0x3A)})
    excluded = tuple(surface.translate(full) if widen else surface for surface in offered)
    left = [candidate.surface for candidate in candidates(n=3, exclude=excluded)]
    assert len(left) == 3
    assert not set(left) & set(offered)


def test_numbers_in_full_width_digits_get_such() -> None:
    found = candidates("総工費は１２０億円だ。")
    assert len(found) == 3
    for candidate in found:
        assert not [character for character in candidate.surface if character.isascii()]
