from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quizgen.errors import WordError
from quizgen.lexicon import split_entry_id
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Store, WordConflict, WordRepository
from quizgen.store.models import contexts

DENA = NewWord(
    "ＤｅＮＡ",
    "team",
    "team/baseball",
    reading="でぃーえぬえー",
    aliases=("横浜DeNA", "ベイスターズ"),
    status="active",
    first_seen=2011,
    contexts=("ＤｅＮＡが逆転勝ちした。", "ベイスターズは三連勝だ。"),
)
GINKO = NewWord("日銀", "organization", aliases=("日本銀行",), contexts=("日銀は金利を上げた。",))


def test_an_added_word_is_kept_whole(words: WordRepository) -> None:
    added = words.add(DENA)
    assert words.get("DeNA|team/baseball") == added
    assert (added.surface, added.category, added.word_class) == ("DeNA", "team", "team/baseball")
    assert added.reading == "ディーエヌエー"
    assert added.aliases == DENA.aliases
    assert added.contexts == DENA.contexts
    assert (added.status, added.first_seen, added.last_seen) == ("active", 2011, None)
    assert (added.version, added.blocked, added.reason) == (1, False, "")
    assert split_entry_id(added.entry_id) == ("DeNA", "team/baseball")


def test_times_are_of_now_and_in_utc(words: WordRepository) -> None:
    added = words.add(DENA)
    assert added.created_at == added.updated_at
    assert added.created_at.tzinfo is UTC
    assert abs(datetime.now(UTC) - added.created_at) < timedelta(seconds=30)


def test_a_word_is_json_ready(words: WordRepository) -> None:
    data = json.loads(json.dumps(words.add(DENA).to_dict()))
    assert data["entry_id"] == "DeNA|team/baseball"
    assert data["aliases"] == ["横浜DeNA", "ベイスターズ"]
    assert datetime.fromisoformat(data["created_at"]).tzinfo is not None
    assert "place" not in data


@pytest.mark.parametrize("surface", ["DeNA", "dena", "Ｄ・ｅＮＡ"])
def test_a_duplicate_is_refused_and_the_word_that_is_there_named(words: WordRepository, surface: str) -> None:
    words.add(DENA)
    with pytest.raises(WordError, match=r"\(team/baseball\) is already in the store, as DeNA\|team/baseball of 20"):
        words.add(NewWord(surface, "team", "team/baseball"))
    assert len(words.list()) == 1


def test_one_surface_may_name_things_of_two_classes(words: WordRepository) -> None:
    words.add(DENA)
    words.add(NewWord("DeNA", "company", "company/it"))
    assert [word.entry_id for word in words.find("dena")] == ["DeNA|team/baseball", "DeNA|company/it"]


def test_a_word_is_found_by_surface_and_alias_in_any_width_and_case(words: WordRepository) -> None:
    added = words.add(DENA)
    for surface in ("DeNA", "ＤＥＮＡ", "横浜ｄｅｎａ", "ﾍﾞｲｽﾀｰｽﾞ"):
        assert words.find(surface) == (added,)
    for surface in ("横浜", "", "・", "\ud800"):
        assert words.find(surface) == ()


def test_the_list_is_filtered_and_paged_in_the_order_of_adding(words: WordRepository) -> None:
    words.import_words(
        [DENA, GINKO, NewWord("100%果汁", "term"), NewWord("解散党", "organization", status="dissolved")]
    )
    words.block("100%果汁|term", "広告")

    def surfaces(*arguments: object, **filters: object) -> list[str]:
        return [word.surface for word in words.list(*arguments, **filters)]  # type: ignore[arg-type]

    assert surfaces() == ["DeNA", "日銀", "100%果汁", "解散党"]
    assert surfaces(limit=2, offset=1) == ["日銀", "100%果汁"]
    assert surfaces(category="organization") == ["日銀", "解散党"]
    assert surfaces(status="dissolved") == ["解散党"]
    assert surfaces(blocked=True) == ["100%果汁"]
    assert surfaces(blocked=False, category="term") == []
    assert surfaces("ｄｅｎ") == ["DeNA"]
    assert surfaces("えぬえー") == ["DeNA"]
    assert surfaces("本銀") == ["日銀"]
    assert surfaces("%") == ["100%果汁"]
    assert surfaces("_") == []
    assert surfaces("\ud800") == []


def test_blocking_keeps_the_reason_until_unblocked(words: WordRepository) -> None:
    added = words.add(DENA)
    blocked = words.block(added.entry_id, "係争中")
    assert (blocked.blocked, blocked.reason, blocked.version) == (True, "係争中", 2)
    assert words.get(added.entry_id) == blocked
    unblocked = words.unblock(added.entry_id)
    assert (unblocked.blocked, unblocked.reason, unblocked.version) == (False, "", 3)
    assert unblocked.contexts == added.contexts
    with pytest.raises(WordError, match="reason: control character"):
        words.block(added.entry_id, "\x07")


def test_an_update_replaces_what_changed_and_raises_the_version(words: WordRepository) -> None:
    added = words.add(DENA)
    changed = words.update(
        replace(added, reading="", aliases=("ベイスターズ",), contexts=("DeNAだ。", DENA.contexts[0]))
    )
    assert (changed.reading, changed.aliases, changed.version) == ("", ("ベイスターズ",), 2)
    assert changed.contexts == ("DeNAだ。", DENA.contexts[0])
    assert changed.created_at == added.created_at
    assert changed.updated_at > added.updated_at
    assert words.get(added.entry_id) == changed


def test_a_context_that_stays_keeps_its_time(store: Store, words: WordRepository) -> None:
    added = words.add(GINKO)
    words.update(replace(added, contexts=("日銀が動いた。", *added.contexts)))
    with store.reading() as connection:
        rows = connection.execute(select(contexts.c.sentence, contexts.c.created_at)).all()
    times = {row.sentence: row.created_at for row in rows}
    assert times[GINKO.contexts[0]] == added.created_at < times["日銀が動いた。"]


def test_a_new_surface_or_class_gives_a_new_identifier_to_the_same_word(words: WordRepository) -> None:
    added = words.add(GINKO)
    changed = words.update(replace(added, word_class="organization/central_bank"))
    assert changed.entry_id == "日銀|organization/central_bank"
    assert changed.id == added.id
    with pytest.raises(WordError, match="none with this id"):
        words.get(added.entry_id)


def test_an_update_to_what_another_word_is_already_is_refused(words: WordRepository) -> None:
    words.add(GINKO)
    other = words.add(NewWord("日本銀", "organization"))
    with pytest.raises(WordError, match=r"日銀 \(organization\) is already in the store"):
        words.update(replace(other, surface="日銀"))
    assert words.get(other.entry_id) == other


def test_an_update_must_be_acceptable(words: WordRepository) -> None:
    added = words.add(GINKO)
    with pytest.raises(WordError, match="contexts: expected 日本銀 in the sentence"):
        words.update(replace(added, surface="日本銀", aliases=()))


def test_whoever_saves_second_is_told_what_changed_and_by_whom(store: Store, words: WordRepository) -> None:
    first = words.add(GINKO)
    colleague = WordRepository(store, WORD_RULES, who="鈴木")
    colleague.update(replace(first, reading="ニチギン"))
    saved = colleague.block(first.entry_id, "確認中")
    with pytest.raises(WordConflict) as caught:
        words.update(replace(first, status="active"))
    message = str(caught.value)
    assert "changed by 鈴木 since you read it (version 1, now 3)" in message
    assert "reading '' → 'ニチギン', blocked False → True, reason '' → '確認中'" in message
    conflict = caught.value
    assert (conflict.base, conflict.theirs, conflict.mine) == (first, saved, replace(first, status="active"))
    assert [row.field for row in conflict.fields()] == ["reading", "status", "blocked", "reason"]
    assert words.get(first.entry_id) == saved
    both = words.update(conflict.combined())
    assert (both.version, both.status, both.reading, both.reason) == (4, "active", "ニチギン", "確認中")


def test_a_version_that_never_was_is_said_to_be_one(words: WordRepository) -> None:
    first = words.add(GINKO)
    with pytest.raises(WordConflict, match="it has version 1, and never had 9; read it again"):
        words.update(replace(first, version=9, status="active"))


def test_a_conflict_has_the_word_as_it_was_read_whatever_happened_since(words: WordRepository) -> None:
    first = words.add(GINKO)
    second = words.update(replace(first, surface="日本銀", aliases=("日銀",)))
    words.update(replace(second, contexts=()))
    with pytest.raises(WordConflict) as caught:
        words.update(replace(second, aliases=("日銀", "BOJ"), contexts=("日銀だ。",)))
    conflict = caught.value
    assert (conflict.base.surface, conflict.base.aliases, conflict.base.version) == ("日本銀", ("日銀",), 2)
    assert conflict.base.updated_at == second.updated_at
    rows = {row.field: (row.base, row.theirs, row.mine) for row in conflict.fields()}
    assert rows["contexts"] == (second.contexts, (), ("日銀だ。",))
    assert rows["aliases"] == (("日銀",), ("日銀",), ("日銀", "BOJ"))
    # What both changed stays theirs, for the editor to decide.
    assert (conflict.combined().aliases, conflict.combined().contexts) == (("日銀", "BOJ"), ())


def test_saving_a_word_unchanged_makes_no_version(words: WordRepository) -> None:
    added = words.add(GINKO)
    assert words.update(added) == added
    assert len(words.history(added.entry_id)) == 1


def test_a_deleted_word_is_gone_with_all_that_hung_on_it(store: Store, words: WordRepository) -> None:
    added = words.add(DENA)
    words.save_vectors(added, "encoder", [[1.0, 0.0]], [2])
    words.delete(added.entry_id)
    assert words.list() == ()
    with store.reading() as connection:
        for table in ("aliases", "contexts", "word_vectors"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    with pytest.raises(WordError, match="it is gone by 佐藤"):
        words.update(added)
    assert words.add(DENA).id > added.id


@pytest.mark.parametrize("entry_id", ["無い|term", "", "\ud800"])
def test_a_word_that_is_not_there_is_named(words: WordRepository, entry_id: str) -> None:
    for call in (words.get, words.delete, words.unblock):
        with pytest.raises(WordError, match="none with this id"):
            call(entry_id)


def test_the_history_tells_who_did_what_with_the_content_before_and_after(store: Store, words: WordRepository) -> None:
    added = words.add(GINKO)
    renamed = words.update(replace(added, word_class="organization/central_bank"))
    WordRepository(store, WORD_RULES, who="鈴木").block(renamed.entry_id, "確認中")
    words.delete(renamed.entry_id)
    words.add(DENA)
    history = words.history(renamed.entry_id)
    assert [(action.who, action.what) for action in history] == [
        ("佐藤", "add"),
        ("佐藤", "edit"),
        ("鈴木", "block"),
        ("佐藤", "delete"),
    ]
    assert words.history(added.entry_id) == history
    assert history[0].before is None
    assert history[0].after == history[1].before
    assert history[1].before is not None
    assert history[1].before["word_class"] == "organization"
    assert history[3].before is not None
    assert (history[3].before["reason"], history[3].before["version"]) == ("確認中", 3)
    assert history[3].before["contexts"] == list(GINKO.contexts)
    assert history[3].after is None
    assert all(action.at.tzinfo is UTC for action in history)


def test_an_import_adds_all_rows_in_their_order(words: WordRepository) -> None:
    added = words.import_words(row for row in (GINKO, DENA))
    assert [word.entry_id for word in added] == ["日銀|organization", "DeNA|team/baseball"]
    assert words.list() == added
    assert [action.what for action in words.history("日銀|organization")] == ["import"]
    assert words.import_words([]) == ()


def test_an_import_with_bad_rows_names_them_all_and_adds_nothing(words: WordRepository) -> None:
    rows = [DENA, NewWord("", "term"), replace(GINKO, status="x", place="words.csv, line 9")]
    with pytest.raises(WordError) as caught:
        words.import_words(rows)
    assert str(caught.value).split("\n") == [
        "nothing was imported, 2 problems:",
        "row 2, surface: expected a word, got ''",
        "words.csv, line 9, status: expected one of active, former, dissolved, dead, got 'x'",
    ]
    assert words.list() == ()


def test_a_long_list_of_bad_rows_is_cut(words: WordRepository) -> None:
    with pytest.raises(WordError) as caught:
        words.import_words(NewWord("", "term") for _ in range(30))
    lines = str(caught.value).split("\n")
    assert (len(lines), lines[0], lines[-1]) == (22, "nothing was imported, 30 problems:", "and 10 more")


def test_an_import_with_duplicates_names_them_all_and_adds_nothing(words: WordRepository) -> None:
    words.add(DENA)
    rows = [NewWord("新語", "term"), NewWord("dena", "team", "team/baseball"), NewWord("新・語", "term")]
    with pytest.raises(WordError) as caught:
        words.import_words(rows)
    lines = str(caught.value).split("\n")
    assert lines[1].startswith("row 2, surface: dena (team/baseball) is already in the store, as DeNA|team/baseball")
    assert lines[2] == "row 3, surface: 新・語 (term) is already in row 1; edit that one"
    assert len(words.list()) == 1


def test_an_import_from_rows_that_fail_adds_nothing(words: WordRepository) -> None:
    def rows() -> Iterator[NewWord]:
        yield DENA
        raise OSError("the stream broke")

    with pytest.raises(OSError, match="the stream broke"):
        words.import_words(rows())
    assert words.list() == ()


def test_the_export_gives_every_word_as_of_its_start(words: WordRepository) -> None:
    rows = [NewWord(f"語{number}", "term", aliases=(f"言葉{number}",)) for number in range(2500)]
    added = words.import_words(rows)
    export = words.export()
    exported = [next(export)]
    words.delete(added[-1].entry_id)
    exported += export
    assert tuple(exported) == added


def test_changes_are_told_since_a_generation(store: Store, words: WordRepository) -> None:
    first, second, third = words.import_words([DENA, GINKO, NewWord("新語", "term")])
    seen = store.generation()
    nothing = words.changes_since(seen)
    assert (nothing.generation, nothing.changed, nothing.removed) == (seen, (), ())
    renamed = words.update(replace(first, surface="ＤＥＮＡ", contexts=()))
    words.delete(second.entry_id)
    passing = words.add(NewWord("一時", "term"))
    words.delete(passing.entry_id)
    changes = words.changes_since(seen)
    assert changes.generation == store.generation() == seen + 4
    assert changes.changed == (renamed,)
    assert changes.removed == ("DeNA|team/baseball", "一時|term", "日銀|organization")
    assert third in words.changes_since(0).changed


def test_a_failed_change_leaves_the_generation(store: Store, words: WordRepository) -> None:
    words.add(DENA)
    seen = store.generation()
    with pytest.raises(WordError):
        words.add(DENA)
    assert store.generation() == seen
