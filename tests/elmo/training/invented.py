"""A small invented corpus: articles about one subject each, whose words depend on it and on the words before."""

from __future__ import annotations

import gzip
import json
import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizgen.elmo import ElmoOptions
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.tokens import TokenCorpus

SUBJECTS = {
    "球団": (["投手", "捕手", "監督"], ["球場", "練習"], ["勝っ", "投げ", "打っ"]),
    "会社": (["社長", "社員", "部長"], ["工場", "会議"], ["売っ", "作っ", "決め"]),
    "学校": (["先生", "生徒", "校長"], ["教室", "試験"], ["教え", "書い", "習っ"]),
    "港町": (["漁師", "船長", "客"], ["海", "市場"], ["釣っ", "運ん", "食べ"]),
}
TINY = ElmoOptions(filters=((1, 4), (3, 8)), character_dim=4, n_highway=1, projection_dim=8, lstm_dim=12, n_layers=2)


def sentences(draw: random.Random, count: int) -> list[list[str]]:
    """Return the tokens of the sentences of an article."""
    subject = draw.choice(list(SUBJECTS))
    people, things, verbs = SUBJECTS[subject]
    return [
        [subject, "の", draw.choice(people), "は", draw.choice(things), "で", draw.choice(verbs), "た", "。"]
        for _ in range(count)
    ]


def windows(count: int, seed: int = 0) -> Iterator[tuple[bool, list[str]]]:
    """Yield windows of one to three sentences in the input form, every tenth held out."""
    draw = random.Random(seed)
    for number in range(count):
        tokens: list[str] = []
        for sentence in sentences(draw, draw.randint(1, 3)):
            tokens += ["</S>", "<S>", *sentence] if tokens else sentence
        yield number % 10 == 0, tokens


def corpus(count: int = 120, seed: int = 0) -> TokenCorpus:
    return TokenCorpus.build(windows(count, seed))


def tiny_settings(**changes: Any) -> LmSettings:
    """Return settings of a network that trains at a hundred updates a second."""
    values: dict[str, Any] = {
        "options": TINY,
        "window": 32,
        "vocabulary": 60,
        "softmax_dim": 6,
        "samples": 20,
        "batch": 8,
        "epochs": 2.0,
        "learning_rate": 0.01,
        "warmup": 5,
        "dropout": 0.1,
        "held_out_tokens": 200,
    }
    return LmSettings(**values | changes)


def write_articles(path: Path, count: int = 120, seed: int = 0) -> Path:
    """Write articles as JSON Lines, gzipped where the name says so."""
    draw = random.Random(seed)
    lines = "".join(
        json.dumps(
            {"id": f"a{number}", "body": "".join("".join(s) for s in sentences(draw, draw.randint(1, 3)))},
            ensure_ascii=False,
        )
        + "\n"
        for number in range(count)
    ).encode()
    path.write_bytes(gzip.compress(lines, mtime=0) if path.suffix == ".gz" else lines)
    return path


@contextmanager
def limited_file_size(size: int) -> Iterator[None]:
    """Let no file grow beyond ``size`` bytes meanwhile: to the writer it is as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
