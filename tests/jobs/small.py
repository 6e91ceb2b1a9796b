"""A home whose builds take a moment: the real tokenizer, the tiny encoder, a dozen words of four classes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np

from quizgen.index import embedded
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE
from quizgen.index.settings import IndexSettings
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.model import Model
from quizgen.quantisation import rounded
from quizgen.senses.channels import CHANNELS, ChannelMap, Channels
from quizgen.text import default_tokenizer
from quizgen.vectors import WordVectors, unit
from tests.index.invented import SIZE, class_model, kind_model, sense, table, vector
from tests.small import tiny_encoder

WORDS = {
    "team/baseball": ("楽天", "西武", "阪神", "中日", "広島"),
    "team/football": ("浦和", "鹿島", "清水"),
    "company/telecom": ("ドコモ", "ソフトバンク"),
    "company/railway": ("小田急", "京急"),
}
SHIPPED = "shipped"
_DIMENSIONS = 8


@cache
def small_model() -> Model:
    random = np.random.default_rng(0)
    entries = [Entry(word, word_class) for word_class, words in WORDS.items() for word in words]
    vectors = unit(random.standard_normal((len(entries), _DIMENSIONS)).astype(np.float32))
    known = WordVectors([entry.surface for entry in entries], rounded(vectors), np.ones(len(entries), dtype=np.int64))
    return Model(tiny_encoder(), known, default_tokenizer(), InputForm(window=32), Lexicon(entries))


def small_channels(model: Model) -> Channels:
    random = np.random.default_rng(1)
    width = model.encoder.width
    raw = {
        "static": _DIMENSIONS, "context": (model.encoder.n_layers - 1) * width, "slot": width, "topic": _DIMENSIONS
    }  # fmt: skip
    return Channels(
        {
            name: ChannelMap(
                np.zeros(raw[name], dtype=np.float32),
                random.standard_normal((raw[name], SIZE)).astype(np.float16).astype(np.float32),
            )
            for name in CHANNELS
        }
    )


def ship(folder: Path, model: Model) -> None:
    """Make a folder what quizgen ships, for this model."""
    folder.mkdir(parents=True)
    entries = model.lexicon.entries
    table((sense(entry.entry_id), vector(entry.word_class, static=None)) for entry in entries).save(folder)
    small_channels(model).save(folder / CHANNELS_FILE)
    class_model().save(folder / CLASSES_FILE)
    kind_model().save(folder / KINDS_FILE)
    settings = IndexSettings().to_dict()
    built = {"origin": "embedded", "lexicon": model.lexicon.identity, "settings": settings, **model.identities}
    (folder / embedded.BUILT).write_text(json.dumps(built), encoding="utf-8")


def use_small(home: Path) -> None:
    """Let this process, which ends with its work, take the small model and what a home has under ``shipped``."""
    for name in ("quizgen.index.embedded.embedded_folder", "quizgen.index.build.embedded_folder"):
        mock.patch(name, return_value=home / SHIPPED).start()
    mock.patch("quizgen.jobs.build.load_model", return_value=small_model()).start()


def make_home(home: Path) -> Path:
    """Make a data home with a first version installed; the caller has patched what ships."""
    home.mkdir(parents=True, exist_ok=True)
    ship(home / SHIPPED, small_model())
    with mock.patch("quizgen.index.embedded.embedded_folder", return_value=home / SHIPPED):
        CurrentIndex(home, small_model().identities)
    return home


def article(number: int, *words: str) -> dict[str, str]:
    sentences = [f"きょう{word}が{number}点を取った。" for word in words or ("楽天", "浦和")]
    return {"id": f"a{number}", "title": "試合", "date": "2026-11-23", "body": "".join(sentences)}


def write_archive(path: Path, count: int) -> Path:
    lines = [json.dumps(article(number), ensure_ascii=False) for number in range(count)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
