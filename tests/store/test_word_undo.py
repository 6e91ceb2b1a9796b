"""Merging, retiring, and taking operations back."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from quizgen.errors import WordError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Operation, Store, UndoConflict, Word, WordRepository

BANK = NewWord(
    "日本銀行", "organization", reading="にほんぎんこう", aliases=("日銀",), contexts=("日銀は金利を上げた。",)
)
SHORT = NewWord("ニチギン", "organization", aliases=("日ぎん",), contexts=("ニチギンが動いた。",))


def last(words: WordRepository) -> Operation:
    return words.operations(1)[0]


def content(word: Word) -> tuple[object, ...]:
    return word.surface, word.aliases, word.contexts, word.reading, word.blocked, word.reason


def test_a_merge_moves_names_and_contexts(words: WordRepository) -> None:
    target, source = words.import_words([BANK, SHORT])
    words.save_vectors(target, "encoder", [[1.0]], [1])
    merged = words.merge(source.entry_id, target.entry_id)
    assert merged.id == target.id
    assert merged.aliases == ("日銀", "ニチギン", "日ぎん")
    assert merged.contexts == (*BANK.contexts, *SHORT.contexts)
    assert merged.reading == "ニホンギンコウ"
    assert words.list() == (merged,)
    assert words.find("日ぎん") == (merged,)
    assert words.load_vectors("encoder").entry_ids == ()
    assert [action.what for action in words.history(source.entry_id)] == ["import", "merge"]


def test_a_merge_is_undone_as_a_whole_and_done_again(words: WordRepository) -> None:
    target, source = words.import_words([BANK, SHORT])
    merged = words.merge(source.entry_id, target.entry_id)
    operation = last(words)
    assert (operation.what, operation.n_words) == ("merge", 2)
    undone = words.undo(operation.number)
    assert (undone.what, undone.undoes, undone.n_words, undone.who) == ("undo", operation.number, 2, "佐藤")
    there = {word.id: word for word in words.list()}
    assert content(there[target.id]) == content(target)
    assert content(there[source.id]) == content(source)
    assert there[source.id].created_at == source.created_at
    assert there[source.id].version > source.version
    assert [found.undone_by for found in words.operations()] == [None, undone.number, None]
    words.undo(undone.number)
    assert [content(word) for word in words.list()] == [content(merged)]


def test_a_merge_needs_two_words_that_are_both_blocked_or_neither(words: WordRepository) -> None:
    target, source = words.import_words([BANK, replace(SHORT, blocked=True, reason="確認中")])
    with pytest.raises(WordError, match=r"ニチギン\|organization: it is blocked and 日本銀行\|organization is not"):
        words.merge(source.entry_id, target.entry_id)
    with pytest.raises(WordError, match="expected another word to merge it into, got itself"):
        words.merge(source.entry_id, source.entry_id)
    with pytest.raises(WordError, match="none with this id"):
        words.merge(source.entry_id, "無い|term")
    assert words.list() == (target, source)


def test_a_sensitive_word_stays_so_when_it_is_merged(words: WordRepository) -> None:
    target, source = words.import_words([BANK, replace(SHORT, sensitive=True, reason="係争中")])
    merged = words.merge(source.entry_id, target.entry_id)
    assert (merged.sensitive, merged.reason) == (True, "係争中")


def test_unblocking_a_sensitive_word_keeps_the_reason(words: WordRepository) -> None:
    added = words.add(replace(BANK, sensitive=True, reason="係争中"))
    assert words.block(added.entry_id, "係争中").sensitive
    assert words.unblock(added.entry_id).reason == "係争中"


def test_a_retired_word_tells_what_took_its_place(words: WordRepository) -> None:
    added = words.add(replace(BANK, first_seen=1882))
    retired = words.retire(added.entry_id, "dissolved", last_seen=1998, successor="新銀行")
    assert (retired.status, retired.last_seen, retired.successor) == ("dissolved", 1998, "新銀行")
    for fields, message in (
        ({"last_seen": 1800}, "last_seen: expected 1882"),
        ({"successor": "日銀"}, "successor: expected another word than '日銀' itself"),
    ):
        with pytest.raises(WordError, match=message):
            words.retire(added.entry_id, "dissolved", **fields)
    words.undo(last(words).number)
    assert (words.get(added.entry_id).status, words.get(added.entry_id).successor) == ("", "")


def test_an_edit_is_undone_and_what_came_later_elsewhere_stays(words: WordRepository) -> None:
    added = words.add(BANK)
    renamed = words.update(replace(added, surface="日本の中央銀行", aliases=("日本銀行", "日銀")))
    edit = last(words)
    words.block(renamed.entry_id, "確認中")
    words.undo(edit.number)
    now = words.get("日本銀行|organization")
    assert (now.id, now.aliases, now.reason) == (added.id, ("日銀",), "確認中")


def test_an_edit_whose_field_was_changed_again_is_not_undone(store: Store, words: WordRepository) -> None:
    added = words.add(BANK)
    words.update(replace(added, reading="ニッポンギンコウ", status="active"))
    edit = last(words)
    colleague = WordRepository(store, WORD_RULES, who="鈴木")
    saved = colleague.update(replace(words.get(added.entry_id), reading="ニチギン"))
    with pytest.raises(UndoConflict) as caught:
        words.undo(edit.number)
    (problem,) = caught.value.problems
    assert problem == (
        f"reading of 日本銀行|organization is now 'ニチギン' by 鈴木 (operation {last(words).number}, edit)"
    )
    assert f"operation {edit.number} cannot be undone: {problem}" in str(caught.value)
    assert words.get(added.entry_id) == saved
    words.undo(last(words).number)
    words.undo(edit.number)
    assert content(words.get(added.entry_id)) == content(added)


def test_what_was_undone_is_not_undone_twice(words: WordRepository) -> None:
    added = words.add(BANK)
    words.block(added.entry_id, "確認中")
    block = last(words)
    words.undo(block.number)
    with pytest.raises(UndoConflict, match=r"blocked of .* is now False by 佐藤"):
        words.undo(block.number)


def test_a_deletion_is_undone_with_all_that_hung_on_the_word(words: WordRepository) -> None:
    added = words.add(BANK)
    words.delete(added.entry_id)
    deletion = last(words)
    words.undo(deletion.number)
    back = words.get(added.entry_id)
    assert content(back) == content(added)
    assert (back.id, back.version, back.created_at) == (added.id, 2, added.created_at)
    with pytest.raises(UndoConflict, match="is there again"):
        words.undo(deletion.number)
    words.delete(added.entry_id)
    later = words.add(BANK)
    with pytest.raises(WordError, match="is already in the store"):
        words.undo(words.operations(2)[1].number)
    assert words.list() == (later,)


def test_adding_is_undone_unless_the_word_was_changed_since(words: WordRepository) -> None:
    added = words.add(BANK)
    adding = last(words)
    words.block(added.entry_id, "確認中")
    with pytest.raises(UndoConflict, match=r"blocked of .* is now True"):
        words.undo(adding.number)
    words.unblock(added.entry_id)
    words.undo(adding.number)
    assert words.list() == ()
    with pytest.raises(UndoConflict, match=r"is gone by 佐藤 \(operation"):
        words.undo(adding.number)


def test_an_import_is_undone_as_a_whole_or_not_at_all(words: WordRepository) -> None:
    kept = words.add(BANK)
    added = words.import_words(NewWord(f"語{number}", "term", contexts=(f"語{number}だ。",)) for number in range(1200))
    imported = last(words)
    words.update(replace(added[7], reading="ゴ"))
    with pytest.raises(UndoConflict, match=r"reading of 語7\|term is now 'ゴ'"):
        words.undo(imported.number)
    assert len(words.list()) == 1201
    words.undo(last(words).number)
    undone = words.undo(imported.number)
    assert (words.list(), undone.n_words) == ((kept,), 1200)
    words.undo(undone.number)
    assert [content(word) for word in words.list()[1:]] == [content(word) for word in added]


def test_only_operations_on_words_are_undone(words: WordRepository) -> None:
    with pytest.raises(WordError, match="nothing was done to words under this number"):
        words.undo(10**20)
    with pytest.raises(WordError, match="operation 7: nothing was done to words under this number"):
        words.undo(7)


def test_operations_are_listed_by_person_the_latest_first(store: Store, words: WordRepository) -> None:
    first, _ = words.import_words([BANK, SHORT])
    WordRepository(store, WORD_RULES, who="鈴木").block(first.entry_id, "確認中")
    rows = [(item.who, item.what, item.n_words, item.undoes) for item in words.operations()]
    assert rows == [("鈴木", "block", 1, None), ("佐藤", "import", 2, None)]
    assert [item.what for item in words.operations(who="佐藤")] == ["import"]
    assert len(words.operations(1)) == 1


def test_a_change_that_is_refused_leaves_no_operation(words: WordRepository) -> None:
    target, source = words.import_words([BANK, SHORT])

    def merge_badly() -> None:
        with words.operation("merge") as operation:
            operation.remove([source])
            operation.change(target, replace(target, reading="銀"))

    with pytest.raises(WordError, match="expected hiragana or katakana"):
        merge_badly()
    assert words.list() == (target, source)
    assert [item.what for item in words.operations()] == ["import"]


def test_an_import_of_4000_words_is_made_and_undone_in_seconds(words: WordRepository) -> None:
    rows = [NewWord(f"語{number}", "term", contexts=(f"語{number}だ。",)) for number in range(4000)]
    before = time.perf_counter()
    words.import_words(rows)
    words.undo(last(words).number)
    assert time.perf_counter() - before < 30
    assert words.list() == ()
