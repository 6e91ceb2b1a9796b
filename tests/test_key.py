"""The key in its article, and words that are read by themselves; with a tiny encoder and an invented index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen import key as key_module
from quizgen.index.loaded import SenseIndex
from quizgen.index.version import Versions
from quizgen.key import UNKNOWN_COUNT, Key, KeyReader, channel_cosines
from quizgen.lexicon import Entry, Lexicon
from quizgen.quantisation import rounded
from quizgen.senses.channels import ChannelMap, Channels
from quizgen.vectors import WordVectors
from quizgen.word_reader import WordReader
from tests.index.invented import IDENTITIES, SIZE, class_model, no_clues, publish, sense, table, vector
from tests.small import read, tiny_encoder, tiny_reader

RANDOM = np.random.default_rng(0)
KNOWN = {"楽天": 30, "球団": 20, "優勝": 10}
VECTORS = WordVectors(
    list(KNOWN), rounded(RANDOM.standard_normal((3, SIZE)).astype(np.float32)), np.array(list(KNOWN.values()))
)
ENTRY = Entry("楽天", "team/baseball", aliases=("イーグルス",), count=77)
BODY = "楽天が優勝した。球団は喜んだ。"


def channels() -> Channels:
    """Maps from what the tiny encoder gives to the invented index's four dimensions."""
    width = tiny_encoder().width
    sizes = {"static": SIZE, "context": 2 * width, "slot": width, "topic": SIZE}
    return Channels(
        {
            name: ChannelMap(np.zeros(size, dtype=np.float32), RANDOM.standard_normal((size, SIZE)).astype(np.float32))
            for name, size in sizes.items()
        }
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SenseIndex:
    home: Path = tmp_path_factory.mktemp("home")
    publish(home, table([(sense(ENTRY.entry_id), vector("team/baseball"))]))
    found = SenseIndex.load(Versions(home).path(1), 1, IDENTITIES)
    found.channels = channels()
    return found


@pytest.fixture
def keys(index: SenseIndex) -> KeyReader:
    return KeyReader(tiny_reader(), VECTORS, index)


def key_of(keys: KeyReader, body: str, surface: str, *entries: Entry) -> Key:
    reading = read(body, *entries)
    return keys.read(reading, reading.place_of(surface), Lexicon(entries))


def test_a_key_knows_its_vector_kind_names_and_count(keys: KeyReader, index: SenseIndex) -> None:
    key = key_of(keys, BODY, "楽天", ENTRY)
    assert (key.surface, key.normalised, key.count) == ("楽天", "楽天", 77)
    assert key.vector.shape == (4 * SIZE,)
    for place in index.channels.slices.values():
        assert np.linalg.norm(key.vector[place]) == pytest.approx(1, abs=1e-5)
    assert key.class_probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert key.types.sum() == pytest.approx(1, abs=1e-5)
    assert key.category == "team"
    assert key.category in key.categories
    assert {"楽天", "イーグルス"} <= key.names


def test_types_follow_the_class_that_the_key_has_here(keys: KeyReader, index: SenseIndex) -> None:
    team = key_of(keys, BODY, "楽天", ENTRY)
    company = key_of(keys, BODY, "楽天", Entry("楽天", "company/telecom"))
    for key in (team, company):
        clues = no_clues(["楽天"])
        shares = key.class_probabilities[None]
        expected = index.kinds.key_types(key.vector[None], shares, ["楽天"], clues, index.classes)[0]
        assert np.array_equal(key.types, expected)
    assert index.kinds.types[int(team.types.argmax())] == "組織"
    assert index.kinds.types[int(company.types.argmax())] == "法人"


def test_what_is_said_to_be_a_company_is_one(keys: KeyReader) -> None:
    entries = (ENTRY, Entry("楽天", "company/telecom"))
    key = key_of(keys, "通販大手の楽天が優勝した。球団は喜んだ。", "楽天", *entries)
    assert key.category == "company"
    assert key.categories == {"company"}
    assert key.entries == (entries[1],)
    assert key_of(keys, "通販大手の楽天が優勝した。球団は喜んだ。", "楽天", ENTRY).category == "team"


def test_a_word_without_entries_is_read_by_the_article_alone(keys: KeyReader) -> None:
    key = key_of(keys, BODY, "球団")
    assert key.count == 0
    assert key.names == {"球団"}
    generic = class_model().probabilities(key.vector[None, SIZE:])[0]
    assert key.class_probabilities == pytest.approx(generic)


def test_other_places_of_the_key_speak_for_it_too_and_the_chosen_one_loudest(
    keys: KeyReader, index: SenseIndex
) -> None:
    place = index.channels.slices["context"]
    body = "楽天が優勝した。雨の仙台で楽天は喜んだ。"
    reading = read(body)
    first, second = (keys.read(reading, found, Lexicon([])) for found in reading.places_of("楽天"))
    assert not np.array_equal(first.vector[place], second.vector[place])
    assert first.vector[place] @ second.vector[place] > 0.5


def test_the_topic_is_what_stands_around_the_key_and_never_the_key_itself(keys: KeyReader, index: SenseIndex) -> None:
    topic = index.channels.slices["topic"]
    alone, often = (
        key_of(keys, body, "楽天", ENTRY).vector[topic] for body in ("楽天が優勝。", "楽天が優勝。楽天だ。")
    )
    assert alone == pytest.approx(often, abs=1e-6)
    assert alone == pytest.approx(index.channels.maps["topic"].apply(VECTORS.vector("優勝")[None])[0], abs=1e-5)  # type: ignore[index]
    assert not key_of(keys, "楽天だ。", "楽天", ENTRY).vector[topic].any(), "nothing known is beside it"


def test_words_read_together_are_as_if_each_were_read_alone(keys: KeyReader, index: SenseIndex) -> None:
    words = ["楽天", "楽天モバイル", "見知らぬ長い名前の会社", "ＮＴＴ", " ", "楽天"]
    vectors, counts = keys.unlisted(words)
    assert vectors.shape == (6, 4 * SIZE)
    for word, row, count in zip(words, vectors, counts, strict=True):
        alone, alone_count = KeyReader(tiny_reader(), VECTORS, index).unlisted([word])
        np.testing.assert_allclose(row, alone[0], atol=1e-5)
        assert [count] == alone_count.tolist()
    assert counts.tolist() == [30, UNKNOWN_COUNT, UNKNOWN_COUNT, UNKNOWN_COUNT, UNKNOWN_COUNT, 30]


def test_a_word_read_alone_has_no_slot_and_topic_and_misses_what_is_not_known(
    keys: KeyReader, index: SenseIndex
) -> None:
    (known, unknown, blank), _ = keys.unlisted(["楽天", "無名", " "])
    slices = index.channels.slices
    assert known[slices["static"]] == pytest.approx(
        index.channels.vector({"static": VECTORS.vector("楽天")})[slices["static"]]
    )
    assert not unknown[slices["static"]].any()
    assert np.linalg.norm(unknown[slices["context"]]) == pytest.approx(1, abs=1e-5)
    assert not blank.any()
    for name in ("slot", "topic"):
        assert not known[slices[name]].any()


class Counting:
    """Counts how many words are read, beside the real thing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[list[str]] = []
        real = WordReader.alone

        def alone(words: WordReader, surfaces: Sequence[str]) -> NDArray[np.float32]:
            self.read.append(list(surfaces))
            return real(words, surfaces)

        monkeypatch.setattr(WordReader, "alone", alone)


def test_words_that_were_read_are_remembered(keys: KeyReader, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(monkeypatch)
    first, counts = keys.unlisted(["楽天", "無名", "楽天"])
    again, again_counts = keys.unlisted(["無名", "西武", "楽天"])
    assert counting.read == [["楽天", "無名"], ["西武"]]
    assert np.array_equal(again[[2, 0]], first[:2])
    assert again_counts[[2, 0]].tolist() == counts[:2].tolist()
    keys.unlisted(["西武"])
    assert len(counting.read) == 2


def test_memory_is_bounded_and_a_pool_that_fits_is_never_read_twice(
    keys: KeyReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_module, "_REMEMBERED", 3)
    counting = Counting(monkeypatch)
    for _ in range(2):
        keys.unlisted(["一", "二", "三"])
    assert counting.read == [["一", "二", "三"]]
    vectors, _ = keys.unlisted(["三", "四"])
    assert counting.read[1:] == [["三", "四"]]
    assert np.array_equal(keys.unlisted(["四", "三"])[0], vectors[::-1])
    assert len(counting.read) == 2


def test_cosines_are_given_by_channel_and_zero_where_one_is_missing(index: SenseIndex) -> None:
    rows = np.stack([vector("team/baseball"), vector("team/baseball", static=None), -2 * vector("team/baseball")])
    found = channel_cosines(vector("team/baseball"), rows, index.channels)
    assert found["static"].tolist() == [1, 0, -1]
    assert found["context"].tolist() == [1, 1, -1]
