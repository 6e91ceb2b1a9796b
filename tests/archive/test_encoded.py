"""Contexts that are kept from build to build."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from quizgen import Article
from quizgen.archive.contexts import Contexts, choose_windows, encode_contexts
from quizgen.archive.encoded import EncodedArchive, encode_new
from quizgen.archive.tokenised import tokenise
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.text import default_tokenizer, read_text
from tests.small import tiny_encoder

IDENTITIES = {"encoder": "e" * 64, "input_form": "windows:window=16", "dictionary": "d", "vectors": "v"}
FORM = InputForm(window=16)
LEXICON = Lexicon([Entry("楽天", "team/baseball"), Entry("仙台", "place/city")])
BODIES = [f"きょう{number}回目に楽天が勝った。雨の仙台で客が喜んだ。" for number in range(5)]


@pytest.fixture
def archive(tmp_path: Path) -> EncodedArchive:
    return EncodedArchive(tmp_path, IDENTITIES)


def encode(
    archive: EncodedArchive, bodies: Sequence[str], lexicon: Lexicon = LEXICON
) -> tuple[Contexts, int, Contexts]:
    """Encode these articles; return the contexts, how many windows were encoded, and the contexts of a fresh run."""
    articles = [tokenise(Article(body, id=body), read_text(body, default_tokenizer())) for body in bodies]
    chosen = list(choose_windows(articles, lexicon, FORM, per_word=99, order=range(len(bodies))))
    encoded = 0

    def count(windows: int, new: int) -> None:
        nonlocal encoded
        encoded += new

    (found,) = encode_new(chosen, [sha256(body) for body in bodies], tiny_encoder(), archive, count)
    return found, encoded, encode_contexts(chosen, tiny_encoder())


def sha256(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def same(one: Contexts, other: Contexts) -> None:
    assert one.forms == other.forms
    for name in ("articles", "starts", "ends"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("context", "slot"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=2e-3)


def test_only_the_article_that_is_new_is_encoded(archive: EncodedArchive) -> None:
    found, encoded, fresh = encode(archive, BODIES[:4])
    assert encoded == 8
    same(found, fresh)
    found, encoded, fresh = encode(archive, BODIES[:4])
    assert encoded == 0
    same(found, fresh)
    found, encoded, fresh = encode(archive, [BODIES[4], *BODIES[:4]])
    assert encoded == 2
    same(found, fresh)


def test_a_word_that_is_new_has_its_windows_read_and_the_others_left(archive: EncodedArchive) -> None:
    encode(archive, BODIES)
    wider = Lexicon([*LEXICON.entries, Entry("きょう", "term")])
    found, encoded, fresh = encode(archive, BODIES, wider)
    assert encoded == 5, "the first window of each article"
    same(found, fresh)
    assert encode(archive, BODIES, wider)[1] == 0
    assert encode(archive, BODIES)[1] == 0


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half of one", None])
def test_a_damaged_file_is_encoded_again(archive: EncodedArchive, damage: bytes | None) -> None:
    encode(archive, BODIES)
    path = next(archive.folder.glob(f"*/{sha256(BODIES[2])}.npz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data) if damage is None else damage)
    found, encoded, fresh = encode(archive, BODIES)
    assert encoded == 2
    same(found, fresh)


@pytest.mark.parametrize("name", ["encoder", "input_form", "dictionary"])
def test_another_way_of_reading_finds_nothing_kept(archive: EncodedArchive, tmp_path: Path, name: str) -> None:
    encode(archive, BODIES)
    other = EncodedArchive(tmp_path, {**IDENTITIES, name: "other"})
    assert encode(other, BODIES)[1] == 10
    assert encode(EncodedArchive(tmp_path, {**IDENTITIES, "vectors": "other"}), BODIES)[1] == 0


def test_what_is_kept_of_articles_that_are_gone_goes(archive: EncodedArchive, tmp_path: Path) -> None:
    encode(archive, BODIES)
    other = EncodedArchive(tmp_path, {**IDENTITIES, "encoder": "other"})
    encode(other, BODIES[:1])
    leaving = archive.folder / sha256(BODIES[0])[:2] / ".half.npz.17-3"
    leaving.write_bytes(b"half")
    assert archive.prune({sha256(body) for body in BODIES[1:]}) == 2
    assert sorted(path.stem for path in archive.folder.glob("*/*")) == sorted(sha256(body) for body in BODIES[1:])
    assert not leaving.exists()
    assert not other.folder.exists()
