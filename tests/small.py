"""A reader with the real tokenizer and a tiny encoder: the golden weights of ``tests/elmo``, eight numbers a state."""

from __future__ import annotations

from functools import cache

from quizgen import Article
from quizgen.elmo import ElmoEncoder
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.reading import Reader, Reading
from quizgen.text import default_tokenizer
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "elmo" / "golden" / "plain"


@cache
def tiny_encoder() -> ElmoEncoder:
    return ElmoEncoder.load(GOLDEN / "options.json", GOLDEN / "weights.hdf5", threads=2)


@cache
def tiny_reader(window: int = 128) -> Reader:
    return Reader(default_tokenizer(), tiny_encoder(), InputForm(window=window))


def read(body: str, *entries: Entry, title: str | None = None, window: int = 128) -> Reading:
    """Read a body with a lexicon of these entries."""
    return tiny_reader(window).read(Article(body, title=title), Lexicon(entries))
