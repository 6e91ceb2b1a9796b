"""Encoding ahead of a build, on an engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import Article
from quizgen.archive.contexts import ChosenWindow, choose_windows
from quizgen.archive.distributed import encode_archive
from quizgen.archive.encoded import EncodedArchive, encode_new
from quizgen.archive.tokenised import tokenise
from quizgen.engines import Engine, Here
from quizgen.engines.processes import Processes
from quizgen.lexicon import Entry, Lexicon
from quizgen.text import default_tokenizer, read_text
from tests.archive.test_encoded import BODIES, FORM, IDENTITIES, LEXICON, sha256
from tests.small import tiny_encoder

MANY = [f"{body}{number}人が来た。" for number in range(20) for body in BODIES]
SHA256S = [sha256(body) for body in MANY]


def chosen(lexicon: Lexicon = LEXICON) -> list[ChosenWindow]:
    articles = [tokenise(Article(body, id=body), read_text(body, default_tokenizer())) for body in MANY]
    return list(choose_windows(articles, lexicon, FORM, per_word=999, order=range(len(MANY))))


@pytest.mark.parametrize("engine", [Here(), pytest.param(Processes(2), marks=pytest.mark.large)])
def test_a_build_finds_everything_encoded_and_the_same_as_its_own(engine: Engine, tmp_path: Path) -> None:
    windows, ahead, own = (
        chosen(),
        EncodedArchive(tmp_path / "a", IDENTITIES),
        EncodedArchive(tmp_path / "b", IDENTITIES),
    )
    told: list[int] = []
    assert encode_archive(engine, windows, SHA256S, ahead, load=tiny_encoder, progress=told.append) == len(windows)
    assert sum(told) == len(windows)
    assert len(told) > 1
    encoded = 0

    def count(done: int, new: int) -> None:
        nonlocal encoded
        encoded += new

    found = list(encode_new(windows, SHA256S, tiny_encoder(), ahead, count))
    assert encoded == 0
    for one, other in zip(found, encode_new(windows, SHA256S, tiny_encoder(), own), strict=True):
        assert one.forms == other.forms
        np.testing.assert_array_equal(one.context, other.context)
        np.testing.assert_array_equal(one.slot, other.slot)


def test_what_is_kept_is_not_encoded_again_and_what_a_new_word_needs_is_added(tmp_path: Path) -> None:
    archive = EncodedArchive(tmp_path, IDENTITIES)
    assert encode_archive(Here(), chosen(), SHA256S, archive, load=tiny_encoder) > 0
    assert encode_archive(Here(), chosen(), SHA256S, archive, load=tiny_encoder) == 0
    wider = chosen(Lexicon([*LEXICON.entries, Entry("きょう", "term")]))
    assert 0 < encode_archive(Here(), wider, SHA256S, archive, load=tiny_encoder) < len(wider)
    assert encode_archive(Here(), wider, SHA256S, archive, load=tiny_encoder) == 0
    kept = archive.load(SHA256S[0])
    assert kept is not None
    assert len(kept.rows()) == len(kept.places) == 3
