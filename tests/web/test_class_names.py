"""What pages call the fine classes of words."""

from __future__ import annotations

from flask import Flask, g

from quizgen.web.class_names import class_name
from quizgen.web.word_form import known_classes


def test_every_fine_class_of_the_lexicon_has_a_japanese_name(app: Flask) -> None:
    assert known_classes()
    with app.test_request_context("/"):
        assert [name for name in known_classes() if class_name(name).isascii()] == []


def test_elsewhere_and_where_nobody_named_it_a_class_is_called_as_it_is_written(app: Flask) -> None:
    with app.test_request_context("/"):
        assert class_name("person/tiger_tamer") == "tiger tamer"
        g.language = "en"
        assert class_name("place/ward_tokyo") == "ward tokyo"
