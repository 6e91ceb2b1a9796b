from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import quizgen.cli.words
from quizgen.editor_words import AddedWord
from quizgen.errors import WordError
from quizgen.lexicon.default import default_lexicon
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Word, validate_new_word
from quizgen.store.word import check_word
from quizgen.word_store import entry_of, open_words
from tests.cli.command import Ran
from tests.cli.command import quizgen as command
from tests.conftest import ROOT

if TYPE_CHECKING:
    from quizgen import QuizGenerator

pytestmark = pytest.mark.usefixtures("home")


class FakeGenerator:
    """Keeps the words it was asked to add, finds them all like another one, and refuses those called 悪い語."""

    def __init__(self) -> None:
        self.added: list[tuple[NewWord, str]] = []
        self.times_read = 0

    def read_added_words(self, progress: Callable[[int, int], None]) -> int:
        progress(1, 1)
        self.times_read += 1
        return 1

    def register_word(self, new: NewWord, *, who: str) -> AddedWord:
        if new.surface == "悪い語":
            raise WordError("surface: 悪い語 is not acceptable")
        self.added.append((new, who))
        checked = validate_new_word(new, WORD_RULES)
        content = {field.name: getattr(checked, field.name) for field in fields(NewWord)}
        now = datetime.now(UTC)
        entry_id = WORD_RULES.entry_id(checked.surface, checked.word_class)
        word = Word(**content, id=1, entry_id=entry_id, version=1, created_at=now, updated_at=now)
        return AddedWord(word, ("似た語がある",), from_articles=False)


@pytest.fixture
def generator_of_words(monkeypatch: pytest.MonkeyPatch) -> FakeGenerator:
    fake = FakeGenerator()
    monkeypatch.setattr(quizgen.cli.words, "load_generator", lambda home: fake)
    return fake


def put(home: Path, *new: NewWord) -> None:
    store, repository = open_words(home)
    with store:
        repository.import_words(new)


def stored(home: Path) -> list[Word]:
    store, repository = open_words(home)
    with store:
        return list(repository.export())


def failed(ran: Ran, code: int, *parts: str) -> None:
    assert ran.code == code
    assert ran.out == ""
    assert all(part in ran.err for part in parts), ran.err
    assert "Traceback" not in ran.err


JETS = NewWord("千葉ジェッツ", "team", "team/basketball", reading="チバジェッツ", aliases=("ジェッツ",))


def test_add_gives_the_generator_everything_and_prints_the_id(generator_of_words: FakeGenerator) -> None:
    sentences = ["--context", "千葉ジェッツが勝った。", "--context", "千葉ジェッツは首位だ。"]
    names = ["--alias", "ジェッツ", "--alias", "千葉J", "--reading", "ちばじぇっつ", "--status", "former"]
    ran = command("words", "add", "千葉ジェッツ", "--class", "team/basketball", *sentences, *names)
    assert (ran.code, ran.out) == (0, "added 千葉ジェッツ|team/basketball\n")
    assert ran.err == "quizgen: 似た語がある\n"
    new = NewWord(
        "千葉ジェッツ",
        "team",
        "team/basketball",
        reading="ちばじぇっつ",
        aliases=("ジェッツ", "千葉J"),
        status="former",
        contexts=("千葉ジェッツが勝った。", "千葉ジェッツは首位だ。"),
    )
    assert generator_of_words.added == [(new, getpass.getuser())]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "term"),
        (["--category", "company"], "company"),
        (["--class", "company/bank"], "company/bank"),
        (["--category", "company", "--class", "company/bank"], "company/bank"),
    ],
)
def test_add_takes_the_finest_class_that_was_given(
    generator_of_words: FakeGenerator, options: list[str], expected: str
) -> None:
    told = json.loads(command("words", "add", "語", *options, "--json").out)
    assert (told["entry_id"], told["notices"]) == (f"語|{expected}", ["似た語がある"])
    assert told["word"]["word_class"] == expected


def test_add_refuses_in_one_line(generator_of_words: FakeGenerator) -> None:
    failed(command("words", "add", "悪い語"), 2, "quizgen: surface: 悪い語 is not acceptable\n")
    failed(command("words", "add", "語", "--category", "team", "--class", "company/bank"), 2, "of another category")
    failed(command("words", "add", "語", "--category", "animal"), 2, "'animal' is not one of 'person'")
    failed(command("words", "add", "語", "--status", "new"), 2, "'new' is not one of 'active'")
    assert generator_of_words.added == []


def test_the_changer_of_a_word_has_a_name_even_where_the_login_has_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    put(home, JETS)
    monkeypatch.setattr(getpass, "getuser", nobody)
    command("words", "block", "千葉ジェッツ", "--reason", "試し")
    assert json.loads(command("words", "history", "千葉ジェッツ", "--json").out)[-1]["who"] == f"uid {os.getuid()}"


def test_list_finds_by_part_reading_category_and_block(home: Path) -> None:
    bank = NewWord("千葉銀行", "company", "company/bank", reading="チバギンコウ", blocked=True, reason="広告主")
    put(home, JETS, bank, NewWord("物価高", "term"))

    def surfaces(*arguments: str) -> list[str]:
        return [word["surface"] for word in json.loads(command("words", "list", *arguments, "--json").out)]

    assert surfaces() == ["千葉ジェッツ", "千葉銀行", "物価高"]
    assert surfaces("ちば") == ["千葉ジェッツ", "千葉銀行"]
    assert surfaces("ジェッツ") == ["千葉ジェッツ"]
    assert surfaces("--category", "term") == ["物価高"]
    assert surfaces("--blocked") == ["千葉銀行"]
    assert surfaces("--limit", "2") == ["千葉ジェッツ", "千葉銀行"]
    assert surfaces("どこにもない") == []
    table = command("words", "list").out.splitlines()
    assert [line.split()[0] for line in table[1:]] == [
        "千葉ジェッツ|team/basketball",
        "千葉銀行|company/bank",
        "物価高|term",
    ]
    assert table[2].endswith("広告主")


def test_block_blocks_added_words_in_every_class(home: Path) -> None:
    put(home, NewWord("大空", "company", "company/bank"), NewWord("大空", "term"), NewWord("大空港", "term"))
    ran = command("words", "block", "大空", "--reason", "広告主")
    assert (ran.code, ran.out) == (0, "blocked 大空|company/bank\nblocked 大空|term\n")
    assert [(word.surface, word.blocked, word.reason) for word in stored(home)] == [
        ("大空", True, "広告主"),
        ("大空", True, "広告主"),
        ("大空港", False, ""),
    ]


def test_block_of_a_shipped_word_keeps_what_the_lexicon_knows_of_it(home: Path) -> None:
    shipped = [entry for entry in default_lexicon().entries if entry.surface == "楽天"]
    assert len(shipped) >= 2
    assert any(entry.count for entry in shipped)
    assert command("words", "block", "楽天", "--reason", "広告主").code == 0
    words = stored(home)
    assert {word.entry_id for word in words} == {entry.entry_id for entry in shipped}
    assert all(word.blocked and word.reason == "広告主" for word in words)
    for word in words:
        known = default_lexicon().get(word.entry_id)
        assert known is not None
        now = entry_of(word, known)
        for field in ("reading", "aliases", "status", "first_seen", "last_seen", "count", "successor"):
            assert getattr(now, field) == getattr(known, field)


def test_block_takes_a_shipped_meaning_that_an_added_one_left_out(home: Path) -> None:
    put(home, NewWord("楽天", "team", "team/baseball"))
    command("words", "block", "楽天", "--reason", "広告主")
    words = {word.entry_id: word.blocked for word in stored(home)}
    assert {"楽天|team/baseball", "楽天|company/ecommerce"} <= words.keys()
    assert all(words.values())


def test_every_shipped_word_can_be_blocked() -> None:
    refused = []
    for entry in default_lexicon().entries:
        word, problems = check_word(
            NewWord(
                surface=entry.surface,
                category=entry.category,
                word_class=entry.word_class,
                reading=entry.reading,
                aliases=entry.aliases,
                status=entry.status,
                first_seen=entry.first_seen,
                last_seen=entry.last_seen,
            ),
            WORD_RULES,
        )
        if problems or WORD_RULES.entry_id(word.surface, word.word_class) != entry.entry_id:
            refused.append((entry.entry_id, problems))
    assert refused == []


def test_block_and_unblock_compare_words_as_readers_do(home: Path) -> None:
    put(home, NewWord("ＡＢＣマート", "company"))
    failed(command("words", "block", "abcマート", "--reason", " "), 2, "--reason: expected why the word is blocked")
    assert command("words", "block", "abcマート", "--reason", "広告主").code == 0
    assert stored(home)[0].blocked
    assert command("words", "unblock", "ABC マート").out == "unblocked ABCマート|company\n"
    assert not stored(home)[0].blocked


def test_block_needs_a_reason_and_a_known_word(home: Path) -> None:
    put(home, JETS)
    failed(command("words", "block", "千葉ジェッツ"), 2, "Missing option '--reason'")
    failed(command("words", "block", "ぬるぽ語", "--reason", "x"), 2, "'ぬるぽ語'", "quizgen words add ぬるぽ語")
    failed(command("words", "block", "ジェッツ", "--reason", "x"), 2, "only an alias of 千葉ジェッツ; name that")
    failed(command("words", "block", "楽天グループ", "--reason", "x"), 2, "only an alias of 楽天; name that")
    failed(command("words", "unblock", "千葉ジェッツ"), 2, "it is not blocked")
    assert not stored(home)[0].blocked


def test_delete_takes_one_word_and_asks_for_an_id_where_there_are_several(home: Path) -> None:
    put(home, NewWord("大空", "company", "company/bank"), NewWord("大空", "term"), JETS)
    failed(command("words", "delete", "大空"), 2, "2 words", "大空|company/bank, 大空|term")
    assert command("words", "delete", "大空|term").out == "deleted 大空|term\n"
    assert command("words", "delete", "千葉ジェッツ").code == 0
    assert [word.entry_id for word in stored(home)] == ["大空|company/bank"]
    failed(command("words", "delete", "千葉ジェッツ"), 2, "no such word was added")
    failed(command("words", "delete", "大空|term"), 2, "'大空|term'")


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_what_export_writes_import_reads_in_another_home(
    home: Path, tmp_path: Path, format: str, generator_of_words: FakeGenerator
) -> None:
    odd = NewWord("A|B", "term", aliases=('引用"', "c,d"), contexts=("A|Bの\\例。",), blocked=True, reason="理由")
    put(home, JETS, odd)
    path, other = tmp_path / f"words.{format}", tmp_path / "other"
    ran = command("words", "export", "-o", path)
    assert (ran.code, ran.out, ran.err) == (0, "", f"2 words written to {path}\n")
    assert command("words", "import", path, "--home", other).out == "2 words imported\n"
    assert generator_of_words.times_read == 1  # what has sentences is read before anybody searches
    assert command("words", "export", "--format", format, "--home", other).out.encode() == path.read_bytes()
    assert [word.reason for word in stored(other)] == ["", "理由"]


def test_export_goes_to_standard_output_and_import_takes_standard_input(home: Path, tmp_path: Path) -> None:
    put(home, JETS)
    text = command("words", "export").out
    assert text.startswith("surface,category,")
    ran = command("words", "import", "-", "--format", "csv", "--home", tmp_path / "other", stdin=text.encode())
    assert ran.out == "1 words imported\n"
    failed(command("words", "import", "-", stdin=text.encode()), 2, "format: expected csv or jsonl")


def test_import_takes_all_or_nothing_and_names_every_bad_row(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("surface,category\n良い語,term\n,term\n語,動物\n", encoding="utf-8")
    failed(command("words", "import", path), 2, f"{path}, line 3", f"{path}, line 4", "nothing was imported")
    assert stored(home) == []


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("words.csv", b"", ["expected a header line"]),
        ("words.csv", "surface,category\nソニーと任天堂の語,term\n".encode("cp932"), ["looks like CP932"]),
        ("words.csv", b"surface,kind\n", ["unknown column 'kind'"]),
        ("words.jsonl", b'{"surface": "x", "cat', ["line 1", "not readable as JSON"]),
        ("words.xml", b"<x/>", ["expected csv or jsonl"]),
        ("words.csv", None, ["cannot be read", "No such file"]),
    ],
)
def test_import_refuses_a_bad_file_naming_it(
    home: Path, tmp_path: Path, name: str, content: bytes | None, parts: list[str]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    failed(command("words", "import", path), 2, str(path), *parts)
    assert stored(home) == []


def test_export_refuses_what_it_cannot_replace_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    put(home, JETS)
    os.mkfifo(tmp_path / "pipe")  # stands for every device: root could really replace one of those
    before = sorted(tmp_path.iterdir())
    failed(command("words", "export", "-o", tmp_path / "nowhere" / "words.csv"), 2, "its folder does not exist")
    failed(command("words", "export", "-o", tmp_path / "pipe"), 2, "got a folder or a device")
    failed(command("words", "export", "-o", tmp_path), 2, "is a directory")
    assert sorted(tmp_path.iterdir()) == before


def test_history_tells_who_did_what_and_why(home: Path) -> None:
    put(home, JETS)
    command("words", "block", "千葉ジェッツ", "--reason", "広告主")
    command("words", "unblock", "千葉ジェッツ")
    command("words", "delete", "千葉ジェッツ")
    failed(command("words", "history", "千葉ジェッツ"), 2, "no such word was added")
    done = json.loads(command("words", "history", "千葉ジェッツ|team/basketball", "--json").out)
    assert [action["what"] for action in done] == ["import", "block", "unblock", "delete"]
    assert [action["who"] for action in done[1:]] == [getpass.getuser()] * 3
    table = command("words", "history", "千葉ジェッツ|team/basketball").out
    assert "reason: '' → '広告主'" in table
    failed(command("words", "history", "無い|term"), 2, "nothing was ever done")


EAGLES = NewWord("楽天イーグルス", "team", "team/baseball", contexts=("楽天イーグルスが勝った。",))


def test_edit_changes_what_is_named_and_leaves_the_rest(home: Path) -> None:
    put(home, JETS)
    line = ["--reading", "ちばじぇっつふなばし", "--alias", "千葉J", "--remove-alias", "ジェッツ", "--sensitive"]
    more = ["--reason", "係争中", "--context", "千葉Jが勝った。", "--first-seen", "2011", "--status", "active"]
    assert command("words", "edit", "千葉ジェッツ", *line, *more).out == "edited 千葉ジェッツ|team/basketball\n"
    (word,) = stored(home)
    assert (word.reading, word.aliases, word.sensitive) == ("チバジェッツフナバシ", ("千葉J",), True)
    assert (word.contexts, word.first_seen, word.version) == (("千葉Jが勝った。",), 2011, 2)
    ran = command("words", "edit", "千葉ジェッツ", "--clear", "first-seen", "--category", "organization", "--json")
    (told,) = json.loads(ran.out)
    assert (told["entry_id"], told["first_seen"], told["version"]) == ("千葉ジェッツ|organization", None, 3)


def test_edit_refuses_what_it_cannot_do(home: Path) -> None:
    put(home, JETS, NewWord("大空", "company"), NewWord("大空", "term"))
    failed(command("words", "edit", "千葉ジェッツ"), 2, "nothing to change")
    failed(
        command("words", "edit", "千葉ジェッツ", "--remove-alias", "無い"), 2, "has no alias '無い'; it has ジェッツ"
    )
    failed(command("words", "edit", "大空", "--reading", "おおぞら"), 2, "2 words", "大空|company, 大空|term")
    failed(command("words", "edit", "楽天|company/ecommerce", "--surface", "楽店"), 2, "ships with quizgen")
    command("words", "edit", "千葉ジェッツ", "--reading", "ジェッツ")
    ran = command("words", "edit", "千葉ジェッツ", "--reading", "チバ", "--version", "1")
    failed(ran, 2, "version 1, now 2", "reading 'チバジェッツ' → 'ジェッツ'", "repeat your change")


def test_a_shipped_word_is_edited_retired_and_as_before_once_that_is_undone(home: Path) -> None:
    assert command("words", "edit", "楽天|team/baseball", "--alias", "杜の鷲").code == 0
    assert command("words", "retire", "楽天|team/baseball", "--last-seen", "2030", "--successor", "新球団").code == 0
    (word,) = stored(home)
    assert (word.status, word.last_seen, word.successor) == ("former", 2030, "新球団")
    assert word.aliases[-1] == "杜の鷲"
    assert command("words", "undo").out.startswith("undone ")
    assert stored(home)[0].status == "active"
    assert command("words", "undo").code == 0
    assert stored(home) == []
    failed(command("words", "undo"), 2, "you have done nothing lately")


def test_merge_moves_names_and_is_undone_by_number(home: Path) -> None:
    put(home, JETS, EAGLES)
    ran = command("words", "merge", "楽天イーグルス", "千葉ジェッツ")
    assert ran.out == "merged 楽天イーグルス into 千葉ジェッツ|team/basketball\n"
    assert [word.aliases for word in stored(home)] == [("ジェッツ", "楽天イーグルス")]
    latest = json.loads(command("words", "history", "--json").out)[0]
    assert (latest["what"], latest["words"], latest["undone_by"]) == ("merge", 2, None)
    told = json.loads(command("words", "undo", str(latest["operation"]), "--json").out)
    assert (told["what"], told["undoes"], told["words"]) == ("undo", latest["operation"], 2)
    assert {word.entry_id for word in stored(home)} == {"千葉ジェッツ|team/basketball", "楽天イーグルス|team/baseball"}
    failed(command("words", "undo", str(latest["operation"])), 2, "cannot be undone")
    failed(command("words", "undo", "999"), 2, "operation 999: nothing was done")
    assert f"undo {latest['operation']}" in command("words", "history").out


def test_a_shipped_word_that_is_merged_is_blocked_in_favour_of_the_other(home: Path) -> None:
    put(home, EAGLES)
    command("words", "merge", "楽天|team/baseball", "楽天イーグルス")
    target, source = stored(home)
    assert "楽天" in target.aliases
    assert (source.entry_id, source.blocked) == ("楽天|team/baseball", True)
    assert source.reason == "merged into 楽天イーグルス|team/baseball"
    command("words", "undo")
    assert [word.aliases for word in stored(home)] == [()]


def test_a_word_is_merged_into_a_shipped_one(home: Path) -> None:
    put(home, EAGLES)
    assert command("words", "merge", "楽天イーグルス", "楽天|team/baseball").code == 0
    (word,) = stored(home)
    assert (word.entry_id, word.contexts) == ("楽天|team/baseball", EAGLES.contexts)
    assert "楽天イーグルス" in word.aliases
    failed(command("words", "merge", "楽天|team/baseball", "楽天|team/baseball"), 2, "got itself")
    command("words", "undo")
    assert [word.entry_id for word in stored(home)] == ["楽天イーグルス|team/baseball"]


def test_an_import_is_undone_as_a_whole(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("surface,category\n" + "".join(f"語{n},term\n" for n in range(700)), encoding="utf-8")
    assert len(json.loads(command("words", "import", path, "--json").out)) == 700
    assert command("words", "undo").out.endswith(": 700 words\n")
    assert stored(home) == []


def test_history_of_a_blocked_shipped_word_has_the_reason() -> None:
    command("words", "block", "楽天", "--reason", "広告主")
    assert command("words", "history", "楽天").out.count("blocked: 広告主") >= 2


def test_a_home_that_cannot_be_made_ends_with_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed(command("words", "list", "--home", tmp_path / "file" / "home"), 3, "cannot be created")


def test_commands_on_the_store_alone_load_no_model(home: Path, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("surface,category\n良い語,term\n", encoding="utf-8")
    program = (
        "import sys\n"
        "from quizgen.cli.main import cli\n"
        "for line in sys.stdin:\n"
        "    cli.main(line.split(), standalone_mode=False)\n"
        "loaded = {'torch', 'nmslib', 'scipy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    lines = [
        f"words import {tmp_path}/words.csv",
        "words list",
        "words block 良い語 --reason 試し",
        "words block 楽天 --reason 試し",
        "words unblock 良い語",
        "words history 良い語",
        "words edit 良い語 --reading よいご",
        "words retire 良い語",
        "words merge 良い語 阪神|team/baseball",
        "words undo",
        "words history",
        "words export",
        "words delete 良い語",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", program], input="\n".join(lines), cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_command_has_help_with_an_example() -> None:
    names = "add list edit block unblock retire merge delete undo import export history".split()
    group = command("words", "--help").out
    for name in names:
        assert f"\n  {name} " in group
        assert f"quizgen words {name}" in command("words", name, "--help").out


# With the real generator.


@pytest.fixture
def real(own_generator: QuizGenerator, monkeypatch: pytest.MonkeyPatch) -> QuizGenerator:
    monkeypatch.setattr(quizgen.cli.words, "load_generator", lambda home: own_generator)
    monkeypatch.setenv("QUIZGEN_HOME", str(own_generator.home))
    return own_generator


ARTICLE = "男子バスケットボールの横浜ビー・コルセアーズは23日、本拠地で89―72と快勝し、連敗を3で止めた。"


def offered(real: QuizGenerator) -> list[str]:
    start, end = ARTICLE.index("横浜"), ARTICLE.index("は23日")
    return [candidate.surface for candidate in real.candidates(ARTICLE, k=50, start=start, end=end)]


def test_a_word_that_was_added_is_found_at_once_and_no_more_once_blocked(real: QuizGenerator) -> None:
    sentence = "男子バスケットボールの幕張ホエールズは22日、本拠地で81―70と勝ち、連勝を4に伸ばした。"
    ran = command("words", "add", "幕張ホエールズ", "--class", "team/basketball", "--context", sentence)
    assert (ran.code, ran.out) == (0, "added 幕張ホエールズ|team/basketball\n")
    assert "幕張ホエールズ" in offered(real)
    assert command("words", "block", "幕張ホエールズ", "--reason", "試し").code == 0
    assert "幕張ホエールズ" not in offered(real)
    assert command("words", "unblock", "幕張ホエールズ").code == 0
    assert "幕張ホエールズ" in offered(real)
    assert command("words", "delete", "幕張ホエールズ").code == 0
    assert "幕張ホエールズ" not in offered(real)


def test_a_shipped_word_that_was_blocked_is_offered_as_before_once_unblocked_or_deleted(real: QuizGenerator) -> None:
    before = offered(real)
    # Beside a team written in full others are too, and only the name that an entry is listed by can be blocked.
    word = next(
        surface for surface in before if any(entry.surface == surface for entry in real.model.lexicon.named(surface))
    )
    assert command("words", "block", word, "--reason", "試し").code == 0
    assert word not in offered(real)
    assert command("words", "unblock", word).code == 0
    assert offered(real) == before
    for row in json.loads(command("words", "list", "--json").out):
        command("words", "delete", row["entry_id"])
    assert offered(real) == before
