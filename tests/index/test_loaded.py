"""A version in memory: what it refuses, and what it finds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen import IndexVersionError
from quizgen.index.loaded import SenseIndex, index_identity
from quizgen.index.settings import IndexSettings, RankingWeights
from quizgen.index.version import MANIFEST, Versions
from quizgen.senses.channels import ChannelMap, Channels
from quizgen.senses.surroundings import NOTHING
from quizgen.vectors import unit
from tests.index import invented
from tests.index.invented import (
    CHANNELS_OF_FOUR,
    CLASSES,
    IDENTITIES,
    SIZE,
    class_model,
    kind_model,
    make_older,
    publish,
    sense,
    table,
)

RANDOM = np.random.default_rng(0)


def spread(count: int) -> NDArray[np.float32]:
    """Index vectors in random directions, each block of unit length."""
    blocks = RANDOM.standard_normal((count, 4, len(CLASSES))).astype(np.float32)
    return unit(blocks).reshape(count, -1)


ROWS = spread(500)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("home")
    publish(path, table((sense(f"語{row}|team/baseball"), vector) for row, vector in enumerate(ROWS)))
    return path


def load(home: Path, *, exact: bool | None = None) -> SenseIndex:
    return SenseIndex.load(Versions(home).path(1), 1, IDENTITIES, exact=exact)


@pytest.mark.parametrize("name", list(IDENTITIES))
def test_a_version_built_with_something_else_is_refused_with_both_values(home: Path, name: str) -> None:
    with pytest.raises(IndexVersionError) as caught:
        SenseIndex.load(Versions(home).path(1), 1, {**IDENTITIES, name: "x" * 64})
    message = str(caught.value)
    assert f"built with {name} {IDENTITIES[name][:16]}" in message
    assert "x" * 16 + "…" in message
    assert "quizgen index build" in message
    assert "\n" not in message


def test_a_flipped_bit_is_noticed_whatever_file_it_is_in(home: Path) -> None:
    for path in Versions(home).path(1).iterdir():
        if path.name == MANIFEST:
            continue
        data = path.read_bytes()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        path.write_bytes(bytes(changed))
        try:
            with pytest.raises(IndexVersionError, match=rf"{path.name} should have SHA-256"):
                load(home)
        finally:
            path.write_bytes(data)
    load(home)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("files", []),
        ("files", {"vectors.npy": 3}),
        ("encoder", None),
        ("dimensions", "16"),
        ("settings", None),
        ("settings", {}),
        ("settings", {"graph": {"m": "many"}, "retrieval": {}, "ranking": {"names": {}, "words": {}}}),
        ("settings", {"graph": {"links": 3}, "retrieval": {}, "ranking": {"names": {}, "words": {}}}),
        ("settings", {"graph": {}, "retrieval": {}, "ranking": {"names": {}}}),
        ("settings", {"graph": {}, "retrieval": {}, "ranking": {"names": {}, "words": {"static": "much"}}}),
        ("settings", {"graph": {}, "retrieval": {}, "ranking": 3}),
    ],
)
def test_a_manifest_with_an_unusable_field_is_refused(home: Path, field: str, value: object) -> None:
    path = Versions(home).path(1) / MANIFEST
    before = path.read_text(encoding="utf-8")
    path.write_text(json.dumps({**json.loads(before), field: value}), encoding="utf-8")
    try:
        with pytest.raises(IndexVersionError, match=r"roll back or rebuild"):
            load(home)
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_version_of_an_older_release_is_refused_with_what_it_lacks_and_what_to_do(tmp_path: Path) -> None:
    publish(tmp_path, table([(sense("語|team/baseball"), ROWS[0])]))
    make_older(Versions(tmp_path).path(1))
    with pytest.raises(IndexVersionError) as caught:
        load(tmp_path)
    assert "version 1: made by an older release, without kinds.npz" in str(caught.value)
    assert "run quizgen index rollback, then quizgen index build" in str(caught.value)


def test_kinds_of_other_classes_are_refused_with_both_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = kind_model()
    other.type_of_class = other.type_of_class[:3]
    monkeypatch.setattr(invented, "kind_model", lambda: other)
    publish(tmp_path, table([(sense("語|team/baseball"), ROWS[0])]))
    with pytest.raises(IndexVersionError, match="kinds of 3 classes, but 4 classes; roll back or rebuild"):
        load(tmp_path)


def test_classes_that_took_shortness_for_a_sign_are_those_of_an_older_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = invented.class_model()
    older.situation.table[NOTHING, 0] = 0.5
    monkeypatch.setattr(invented, "class_model", lambda: older)
    publish(tmp_path, table([(sense("語|team/baseball"), ROWS[0])]))
    with pytest.raises(IndexVersionError, match="made by an older release, without today's surroundings; run quizgen"):
        load(tmp_path)


def test_exact_search_finds_the_nearest_and_the_graph_nearly_all_of_them(home: Path) -> None:
    exact, graph = load(home, exact=True), load(home, exact=False)
    assert (exact.exact, graph.exact) == (True, False)
    shared = 0
    for query in spread(30):
        scores = exact.vectors @ exact.weighted(query)
        nearest = set(np.argsort(-scores)[:20].tolist())
        found = exact.retrieve(query, 20)
        assert set(found.tolist()) == nearest
        assert found.tolist() == sorted(found.tolist())
        shared += len(nearest & set(graph.retrieve(query, 20).tolist()))
    assert shared / (30 * 20) >= 0.97


def test_small_indexes_are_searched_exactly_unless_asked_otherwise(home: Path) -> None:
    assert load(home).exact


def test_retrieval_weights_multiply_the_querys_channels(home: Path) -> None:
    index = load(home)
    weighted = index.weighted(np.ones(16, dtype=np.float32))
    for name, place in CHANNELS_OF_FOUR.slices.items():
        assert weighted[place].tolist() == pytest.approx([index.settings.retrieval[name]] * 4)


def test_the_identity_is_that_of_contents_and_parameters_and_not_of_the_graph(home: Path, tmp_path: Path) -> None:
    index = load(home)
    publish(tmp_path, index.table)
    again = load(tmp_path)
    assert again.identity == index.identity == index.manifest.identity[:16]
    settings = IndexSettings(retrieval={"static": 0.5})
    assert publish(tmp_path, index.table, settings=settings) == 2
    other = SenseIndex.load(Versions(tmp_path).path(2), 2, IDENTITIES)
    assert other.identity != index.identity
    assert other.settings == settings


def test_identity_follows_channels_classes_kinds_and_settings_too() -> None:
    one = table([(sense("語|team/baseball"), ROWS[0])])
    turned = class_model()
    turned.within.weights[:] *= -1
    other = kind_model()
    other.type_of_class[:] = other.type_of_class[::-1]
    halved = ChannelMap(np.zeros(SIZE, dtype=np.float32), (np.eye(SIZE) / 2).astype(np.float32))
    other_channels = Channels({**CHANNELS_OF_FOUR.maps, "slot": halved})
    weighed = IndexSettings(ranking=RankingWeights(words={"static": 1.0}))
    whole = (one, CHANNELS_OF_FOUR, class_model(), kind_model(), IndexSettings())
    assert index_identity(*whole) == index_identity(one, CHANNELS_OF_FOUR, class_model(), kind_model(), IndexSettings())
    identities = {
        index_identity(*whole),
        index_identity(one, other_channels, *whole[2:]),
        index_identity(*whole[:2], turned, *whole[3:]),
        index_identity(*whole[:3], other, whole[4]),
        index_identity(*whole[:4], weighed),
    }
    assert len(identities) == 5


def test_rows_of_an_entry_are_its_senses(tmp_path: Path) -> None:
    rows = [(sense("楽天|team/baseball", number), ROWS[number]) for number in range(2)]
    publish(tmp_path, table([*rows, (sense("阪神|team/baseball"), ROWS[2])]))
    index = load(tmp_path)
    assert index.rows_of_entry["楽天|team/baseball"] == [0, 1]
    assert index.sense(2).entry_id == "阪神|team/baseball"
