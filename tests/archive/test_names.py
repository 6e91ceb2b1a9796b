"""The names that the kind model is fitted on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from quizgen import InputError
from quizgen.archive.names import MarkedName, listed_names, marked_names, read_marked
from quizgen.archive.splits import is_fit_for_kinds
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.model import Model
from quizgen.quantisation import rounded
from quizgen.senses.channels import ChannelMap, Channels
from quizgen.senses.contexts import MappedContexts
from quizgen.senses.kinds import OTHER
from quizgen.text import default_tokenizer
from quizgen.vectors import WordVectors
from quizgen.word_reader import WordReader
from tests.index.invented import CLASSES, SIZE, class_model, nothing_around, vector
from tests.small import tiny_encoder, tiny_reader

CURIDS = [str(number) for number in range(100)]
FIT, REPORTED = next(filter(is_fit_for_kinds, CURIDS)), next(name for name in CURIDS if not is_fit_for_kinds(name))
RANDOM = np.random.default_rng(0)


def line(curid: str, text: str, name: str, kind: str) -> dict[str, object]:
    start = text.index(name)
    return {
        "curid": curid, "text": text, "entities": [{"name": name, "span": [start, start + len(name)], "type": kind}],
    }  # fmt: skip


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in lines), encoding="utf-8")
    return path


def test_names_of_the_part_that_is_kept_for_it_are_read_and_no_others(tmp_path: Path) -> None:
    path = written(
        tmp_path / "names.jsonl",
        line(FIT, "楽天が勝った。", "楽天", "法人名"),
        line(REPORTED, "福岡へ行く。", "福岡", "地名"),
        {"curid": FIT, "text": "雨だ。", "entities": []},
        line(FIT, "仙台の楽天。", "仙台", "地名"),
    )
    found = list(marked_names(path))
    assert found == [MarkedName("楽天が勝った。", 0, 2, "法人名"), MarkedName("仙台の楽天。", 0, 2, "地名")]
    assert [name.surface for name in found] == ["楽天", "仙台"]


@pytest.mark.parametrize(
    "bad",
    [
        "half",
        [],
        {"curid": FIT, "text": "雨だ。"},
        {"curid": FIT, "text": 3, "entities": []},
        {"curid": FIT, "text": "雨だ。", "entities": [{"name": "雨", "span": [0], "type": "地名"}]},
        {"curid": FIT, "text": "雨だ。", "entities": [{"name": "雨", "span": [1, 2], "type": "地名"}]},
        {"curid": FIT, "text": "雨だ。", "entities": [{"name": "雨", "span": [0, 1]}]},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: object) -> None:
    path = written(tmp_path / "names.jsonl", line(FIT, "楽天が勝った。", "楽天", "法人名"), bad)
    with pytest.raises(InputError, match=r"names\.jsonl, line 2: "):
        list(marked_names(path))


LEXICON = Lexicon(
    [
        Entry("仙台", "company/railway"),
        Entry("楽天", "team/baseball"),
        Entry("楽天", "company/telecom"),
        Entry("球団", "team"),
        Entry("優勝", "award"),
        Entry("広島", "company/telecom", origin="mined"),
    ]
)


@cache
def model() -> Model:
    known = ["楽天", "仙台", "優勝"]
    vectors = WordVectors(known, rounded(RANDOM.standard_normal((3, SIZE)).astype(np.float32)), np.array([3, 2, 1]))
    return Model(tiny_encoder(), vectors, default_tokenizer(), InputForm(), LEXICON)


@cache
def words() -> WordReader:
    width = tiny_encoder().width
    sizes = {"static": SIZE, "context": 2 * width, "slot": width, "topic": SIZE}
    channels = {
        name: ChannelMap(np.zeros(size, dtype=np.float32), RANDOM.standard_normal((size, SIZE)).astype(np.float32))
        for name, size in sizes.items()
    }
    return WordReader(tiny_reader(), model().vectors, Channels(channels), class_model())


def mapped(*forms: str) -> MappedContexts:
    numbers = np.arange(len(forms), dtype=np.int32)
    rows = np.stack([vector(CLASSES[number % SIZE], lean=number / 10)[SIZE:] for number, _ in enumerate(forms)])
    return MappedContexts(list(forms), numbers, numbers, numbers + 2, rows, nothing_around(len(forms)))


def test_words_of_one_class_that_the_class_model_knows_are_listed() -> None:
    found = listed_names(LEXICON, words(), CLASSES)
    told = dict(zip(found.surfaces, found.labels, strict=True))
    assert told == {"仙台": ("company/railway",), "球団": ("team",), "広島": ("company/telecom",)}
    assert found.alone.shape == (3, 2 * SIZE)
    row = found.surfaces.index("仙台")
    assert found.alone[row] == pytest.approx(words().alone(["仙台"])[0, : 2 * SIZE], abs=1e-5)


def test_marked_names_are_read_in_their_sentences_and_alone() -> None:
    marked = [MarkedName("ＮＴＴが仙台で勝った。", 4, 6, "地名"), MarkedName("ＮＴＴが仙台で勝った。", 0, 3, "法人名")]
    names, keys = read_marked(marked, model(), words(), mapped("優勝"))
    assert keys.surfaces == ["仙台", "NTT", "優勝"]
    assert keys.types == [("地名",), ("法人名",), (OTHER, "製品名")]
    assert keys.vectors.shape == (3, 4 * SIZE)
    assert keys.shares.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert (names.surfaces, names.labels) == (keys.surfaces, keys.types)
    assert names.alone.shape == (3, 2 * SIZE)


def test_a_name_that_stands_twice_is_read_alone_once_for_each_type() -> None:
    text = "仙台と仙台。"
    marked = [MarkedName(text, 0, 2, "地名"), MarkedName(text, 3, 5, "地名"), MarkedName(text, 0, 2, "法人名")]
    names, keys = read_marked(marked, model(), words(), mapped("優勝"))
    assert keys.surfaces == ["仙台", "仙台", "仙台", "優勝"]
    assert list(zip(names.surfaces, names.labels, strict=True)) == [
        ("仙台", ("地名",)), ("仙台", ("法人名",)), ("優勝", (OTHER, "製品名")),
    ]  # fmt: skip


def test_a_name_within_a_character_is_passed_over() -> None:
    marked = [MarkedName("カ\u3099ンバ。", 0, 1, "法人名"), MarkedName("仙台。", 0, 2, "地名")]
    _, keys = read_marked(marked, model(), words(), mapped("優勝"))
    assert keys.surfaces == ["仙台", "優勝"]


def test_a_word_mined_from_these_labels_is_read_as_if_nobody_had_listed_it() -> None:
    marked = [MarkedName("広島が勝った。", 0, 2, "地名")]
    _, keys = read_marked(marked, model(), words(), mapped("優勝"))
    generic = class_model().probabilities(keys.vectors[:1, SIZE:])[0]
    assert keys.shares[0] == pytest.approx(generic, abs=1e-5)
    listed = words().class_probabilities(keys.vectors[0], "広島", LEXICON, nothing_around(1))
    assert np.abs(listed - keys.shares[0]).max() > 0.1


def test_contexts_of_the_archive_teach_the_types_that_their_category_allows() -> None:
    # One context of a word is taken; one of several entries, mined, or not listed is not.
    contexts = mapped("仙台", "球団", "楽天", "広島", "無名", "優勝", "仙台")
    _, keys = read_marked([MarkedName("雨の仙台。", 2, 4, "地名")], model(), words(), contexts)
    told = dict(zip(keys.surfaces[1:], keys.types[1:], strict=True))
    assert told == {
        "仙台": ("法人名",), "球団": ("その他の組織名",), "優勝": (OTHER, "製品名"),
    }  # fmt: skip
    assert keys.surfaces[1:] == ["仙台", "球団", "優勝"]
    for number, row in ((1, 0), (2, 1), (3, 5)):
        assert keys.vectors[number, SIZE:].tolist() == contexts.rows[row].tolist()
        static = words().alone([keys.surfaces[number]])[0, :SIZE]
        assert keys.vectors[number, :SIZE].tolist() == static.tolist()
