from __future__ import annotations

import numpy as np
import pytest

from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.neighbourhood import project

TELECOM, BASEBALL = sample_articles()[:2]


def test_candidates_lie_nearer_to_the_key_than_its_other_sense(generator: QuizGenerator) -> None:
    picture = generator.neighbourhood(BASEBALL, "ソフトバンク")
    key = next(point for point in picture.points if point.role == "key")
    candidates = [point for point in picture.points if point.role == "candidate"]
    (sense,) = [point for point in picture.points if point.role == "sense"]
    assert key.word_class == "team/baseball"
    assert (sense.surface, sense.word_class) == ("ソフトバンク", "company/telecom")
    assert len(candidates) == 8

    def distance(x: float, y: float) -> float:
        return float(np.hypot(x - key.x, y - key.y))

    assert max(distance(point.x, point.y) for point in candidates) < distance(sense.x, sense.y)
    assert min(point.similarity for point in candidates) > sense.similarity
    assert {point.word_class for point in picture.points if point.role == "neighbour"} == {"company/telecom"}


def test_the_sense_that_is_meant_changes_sides_with_the_article(generator: QuizGenerator) -> None:
    other = {point.word_class for point in generator.neighbourhood(TELECOM, "ソフトバンク").points if point.group}
    assert other == {"team/baseball"}


def test_words_that_are_asked_for_are_in_the_picture(generator: QuizGenerator) -> None:
    far = generator.candidates(BASEBALL, "ソフトバンク", k=20)[19].surface
    picture = generator.neighbourhood(BASEBALL, "ソフトバンク", [far], k=2)
    shown = [point.surface for point in picture.points if point.role == "candidate"]
    assert len(shown) == 3
    assert far in shown


def test_picture_is_the_same_every_time_and_the_key_is_on_the_left(generator: QuizGenerator) -> None:
    first, second = (generator.neighbourhood(BASEBALL, "ソフトバンク").to_dict() for _ in range(2))
    assert first == second
    assert first["points"][0]["x"] <= 0 <= first["points"][0]["y"]
    assert 0 < first["kept"] <= 1


def test_number_has_no_neighbourhood(generator: QuizGenerator) -> None:
    assert generator.neighbourhood("総工費は120億円で、10月に開館する。", "120億円").points == ()


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_few_points_are_projected_too(rows: int) -> None:
    places, kept = project(np.eye(rows, 5, dtype=np.float32))
    assert places.shape == (rows, 2)
    assert np.isfinite(places).all()
    assert kept == (0.0 if rows == 1 else 1.0)


def test_projection_keeps_the_distances_of_a_plane() -> None:
    points = np.array([[0, 0], [3, 0], [0, 4]], dtype=np.float32)
    places, kept = project(np.hstack([points, np.ones((3, 2), dtype=np.float32)]))
    assert kept == 1.0
    sides = [np.linalg.norm(places[a] - places[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert np.allclose(np.array(sides) / sides[0], [1, 4 / 3, 5 / 3], atol=1e-3)
