"""Invented sets in the formats of the real ones: sentences with entities, questions, articles."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from quizgen.archive.splits import is_fit, is_held_out
from quizgen.evaluation.datasets import Entity, EntitySentence, Question

FIT = next(str(number) for number in range(100) if is_fit(str(number)))
REPORTED = [str(number) for number in range(100) if not is_fit(str(number))]
HELD_OUT = [name for name in map("article-{}".format, range(2000)) if is_held_out(name)]
NOT_HELD_OUT = [name for name in map("article-{}".format, range(100)) if not is_held_out(name)]

# Four words of four categories, each of which the lexicon knows as one thing only, in sentences of their kind.
CORPUS_WORDS = {
    "台風": "{}が本州に近づき、強い風と雨に注意が必要だと気象庁が発表した。",
    "ドル": "外国為替市場で円相場は1{}に対して円安が進んだ。",
    "ブラジル": "代表チームは{}に遠征し、現地で3試合を行う予定だ。",
    "市長": "{}は定例の記者会見で来年度の予算案を説明した。",
}


def sentence(curid: str, text: str, **types: str) -> EntitySentence:
    """Return a sentence in which each name, given with its type, stands once."""
    entities = (Entity(name, text.index(name), text.index(name) + len(name), kind) for name, kind in types.items())
    return EntitySentence(curid, text, tuple(entities))


SENTENCES = [
    sentence(FIT, "楽天は福岡で試合をした。", 楽天="組織", 福岡="地名"),
    sentence(REPORTED[0], "楽天は仙台に本社を置く会社と提携した。", 楽天="会社", 仙台="地名"),
    sentence(REPORTED[1], "福岡から札幌へ飛ぶ便が増えた。", 福岡="地名", 札幌="地名"),
    sentence(REPORTED[2], "楽天がトヨタに勝った。", 楽天="組織", トヨタ="組織"),
]
QUESTIONS = [
    Question("q-0", "冬に空から降る白いものはどれ？", "雪", ("雨", "雷", "風", "霧")),
    Question("q-1", "魚が泳ぐところはどれ？", "川", ("山", "空", "道", "畑")),
    Question("q-2", "夜の空に光るものはどれ？", "星", ("雷", "山", "道", "花")),
]


def write_data(folder: Path) -> Path:
    """Write both sets under the names that the command looks for."""
    folder.mkdir()
    write_lines(
        folder / "ner_dev.jsonl.gz",
        (
            {
                "curid": one.curid,
                "text": one.text,
                "entities": [{"name": e.name, "span": [e.start, e.end], "type": e.type} for e in one.entities],
            }
            for one in SENTENCES
        ),
    )
    write_lines(
        folder / "jcommonsenseqa_valid.jsonl.gz",
        (
            {"id": one.id, "question": one.question, "key": one.key, "distractors": list(one.distractors)}
            for one in QUESTIONS
        ),
    )
    return folder


def write_corpus(path: Path, ids: Iterable[str]) -> Path:
    """Write an article for each id; in each, every word of :data:`CORPUS_WORDS` has one context."""
    body = "".join(text.format(word) for word, text in CORPUS_WORDS.items())
    return write_lines(path, ({"id": name, "title": None, "date": None, "body": body} for name in ids))


def write_lines(path: Path, lines: Iterable[object]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path
