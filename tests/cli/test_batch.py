from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.desk.desk import Desk
from quizgen.errors import HomeError
from quizgen.options import QuizOptions
from quizgen.store import open_store
from quizgen.store.articles import ArticleRepository
from tests.batch.fake import GRAVE, FakeMaker
from tests.cli.batches import put, use
from tests.cli.command import quizgen as command
from tests.conftest import ROOT

if TYPE_CHECKING:
    pass


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> FakeMaker:
    """The command's generator, without a model."""
    fake = FakeMaker()
    use(monkeypatch, lambda: fake)
    return fake


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unusable arguments must be told before seconds are spent on loading the model."""

    use(monkeypatch, lambda: pytest.fail("the model was loaded"))


def keys(out: Path) -> list[str]:
    return [json.loads(line)["key"] for line in out.read_text(encoding="utf-8").splitlines()]


A, B, C = ({"body": f"{word}の話題。"} for word in ("アアア", "イイイ", "ウウウ"))


def test_json_lines_go_in_and_come_out_with_one_line_of_summary(maker: FakeMaker, tmp_path: Path) -> None:
    source, out = put(tmp_path / "in.jsonl", A, B), tmp_path / "out.jsonl"
    ran = command("batch", source, "-o", out)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"{out}: 2 quizzes of 2 articles; 0 failed, 0 passed over; ")
    assert re.fullmatch(r"[0-9.]+ s loading, then [0-9.]+ articles a second\n", ran.err.rpartition("; ")[2])
    assert keys(out) == ["アアア", "イイイ"]


def test_several_files_and_gzipped_ones_are_read_in_the_order_given(maker: FakeMaker, tmp_path: Path) -> None:
    first, second = put(tmp_path / "2.jsonl.gz", C), put(tmp_path / "1.jsonl", A)
    assert command("batch", first, second, "-o", tmp_path / "out.jsonl").code == 0
    assert keys(tmp_path / "out.jsonl") == ["ウウウ", "アアア"]


def test_a_folder_gives_its_articles_in_the_order_of_their_names(maker: FakeMaker, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    put(folder / "3.jsonl.gz", C)
    put(folder / "1.json", json.dumps(A, ensure_ascii=False, indent=1))
    put(folder / "2.txt", "イイイの話題。")
    put(folder / "4.jsonl", {"body": "エエエの話題。"})
    put(folder / "5.md", "オオオ")
    put(folder / ".6.jsonl", {"body": "カカカの話題。"})
    (folder / "7.txt").mkdir()
    assert command("batch", folder, "-o", folder / "0.jsonl").code == 0
    assert keys(folder / "0.jsonl") == ["アアア", "イイイ", "ウウウ", "エエエ"]
    earlier = (folder / "0.jsonl").read_bytes()
    assert command("batch", folder, "-o", folder / "0.jsonl").code == 0
    assert (folder / "0.jsonl").read_bytes() == earlier, "the output of the first run was taken for input"


def test_each_failed_article_gets_one_line_with_file_line_id_and_reason(maker: FakeMaker, tmp_path: Path) -> None:
    source = put(
        tmp_path / "in.jsonl",
        A,
        "",
        '{"body": "切れた',
        {"id": "x7", "title": "本文なし"},
        {"id": "x8", "body": "漢字だけ。"},
        {"id": "x9", "body": "ムズカシイ。"},
        {"id": "x10", "body": " "},
        '{"body": "\\ud800"}',
        "[]",
        '{"body": 3}',
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + "}",
        "\x1b$B%K%e!<%9\x1b(B",
        {"id": "x\n11\x1b[2J", "body": "漢字。"},
        B,
    )
    ran = command("batch", source, "-o", tmp_path / "out.jsonl")
    assert ran.code == 1
    assert keys(tmp_path / "out.jsonl") == ["アアア", "イイイ"]
    *lines, summary = ran.err.splitlines()
    expected = [
        ("line 3", "broken JSON at column"),
        ("line 4", 'expected a field "body"'),
        ("line 5 (id x8)", "no keyword"),
        ("line 6 (id x9)", "3 good distractors wanted, 0 found"),
        ("line 7", "nothing but white space"),
        ("line 8", "lone surrogate"),
        ("line 9", "expected a JSON object"),
        ("line 10", "expected text, got int"),
        ("line 11", "nested too deeply"),
        ("line 12", "broken JSON"),
        ("line 13", "looks like ISO-2022-JP"),
        ("line 14 (id x?11?[2J)", "no keyword"),
    ]
    assert len(lines) == len(expected)
    for line, (place, reason) in zip(lines, expected, strict=True):
        assert line.startswith(f"quizgen: {source}, {place}: ")
        assert reason in line
    assert "12 failed" in summary


def broken_gzip(path: Path) -> Path:
    path.write_bytes(gzip.compress(b"x" * 10_000)[:-12])
    return path


# What is wrong with a whole file is one item that failed: (how it is made, what the line says).
BAD_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty lines file": (lambda folder: put(folder / "e.jsonl"), "no article in it"),
    "blank lines file": (lambda folder: put(folder / "e.jsonl", "", " "), "no article in it"),
    "empty text": (lambda folder: put(folder / "e.txt"), "nothing but white space"),
    "broken json": (lambda folder: put(folder / "e.json", '{"body":\n"'), "broken JSON at line 2"),
    "text in CP932": (lambda folder: put(folder / "e.txt", "ソニーの話題です。".encode("cp932")), "looks like CP932"),
    "lines in CP932": (
        lambda folder: put(folder / "e.jsonl", '{"body": "ソニーの話題です。"}'.encode("cp932")),
        "looks like CP932",
    ),
    "lines in EUC-JP": (
        lambda folder: put(folder / "e.jsonl", '{"body": "本日は晴天なり、明日も晴れる。"}'.encode("euc_jp")),
        "looks like EUC-JP",
    ),
    "cut gzip": (lambda folder: broken_gzip(folder / "e.jsonl.gz"), "cannot be read"),
    "no gzip": (lambda folder: put(folder / "e.jsonl", "x").rename(folder / "e.jsonl.gz"), "cannot be read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_fails_in_one_line_that_names_it_and_the_others_go_on(
    maker: FakeMaker, tmp_path: Path, name: str
) -> None:
    make, reason = BAD_FILES[name]
    bad, good = make(tmp_path), put(tmp_path / "good.jsonl", A)
    ran = command("batch", bad, good, "-o", tmp_path / "out.jsonl")
    failure, summary = ran.err.splitlines()
    assert failure.startswith(f"quizgen: {bad}")
    assert reason in failure
    assert (ran.code, keys(tmp_path / "out.jsonl")) == (1, ["アアア"])
    assert "1 failed" in summary


# Unusable arguments: (arguments after batch, what the line says). {0} is the folder of the test.
UNUSABLE = {
    "no input": (["-o", "{0}/out"], "Missing argument 'IN...'"),
    "no output": (["{0}/in.jsonl"], "Missing option '-o'"),
    "missing file": (["{0}/in.jsonl", "{0}/nowhere.jsonl", "-o", "{0}/out"], "nowhere.jsonl: there is no such file"),
    "folder without articles": (["{0}/folder", "-o", "{0}/out"], "folder: no article in this folder"),
    "input as output": (["{0}/in.jsonl", "-o", "{0}/link.jsonl"], "in.jsonl: is an input and the output"),
    "output in a missing folder": (["{0}/in.jsonl", "-o", "{0}/nowhere/out"], "its folder does not exist"),
    "output below a file": (["{0}/in.jsonl", "-o", "{0}/in.jsonl/out"], "its folder does not exist"),
    "output is a folder": (["{0}/in.jsonl", "-o", "{0}/folder"], "got a folder or a device"),
    "output is a pipe": (["{0}/in.jsonl", "-o", "{0}/pipe"], "got a folder or a device"),
    "unknown format": (["{0}/in.jsonl", "-o", "{0}/out", "--format", "xml"], "'xml' is not one of 'jsonl', 'csv'"),
    "unknown difficulty": (["{0}/in.jsonl", "-o", "{0}/out", "--difficulty", "x"], "'x' is not one of"),
    "no choices": (["{0}/in.jsonl", "-o", "{0}/out", "--choices", "1"], "n_choices: expected"),
    "negative seed": (["{0}/in.jsonl", "-o", "{0}/out", "--seed", "-1"], "seed: expected"),
    "no quizzes": (["{0}/in.jsonl", "-o", "{0}/out", "--per-article", "0"], "per_article: expected 1 to 50, got 0"),
    "missing history": (["{0}/in.jsonl", "-o", "{0}/out", "--history", "{0}/nowhere"], "does not exist"),
    "broken history": (["{0}/in.jsonl", "-o", "{0}/out", "--history", "{0}/in.jsonl"], "line 1: expected a quiz"),
}


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.usefixtures("no_model")
def test_unusable_arguments_are_told_at_once_and_leave_nothing(tmp_path: Path, name: str) -> None:
    arguments, reason = UNUSABLE[name]
    put(tmp_path / "in.jsonl", A)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "in.jsonl")
    os.mkfifo(tmp_path / "pipe")  # stands for every device: root could really replace one of those
    before = sorted(tmp_path.rglob("*"))
    ran = command("batch", *(argument.format(tmp_path) for argument in arguments))
    assert ran.code == 2
    assert reason in ran.err
    assert "Traceback" not in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_takes_no_file_is_told_in_one_line(maker: FakeMaker, tmp_path: Path) -> None:
    # Not even root can make a file in /proc, so the line is the same for every user.
    ran = command("batch", put(tmp_path / "in.jsonl", A), "-o", "/proc/out.jsonl")
    assert ran.code == 2
    assert ran.err.startswith("quizgen: /proc/out.jsonl")
    assert "cannot be written" in ran.err
    assert ran.err.count("\n") == 1


def test_a_full_disk_is_told_in_one_line_with_exit_code_3(
    maker: FakeMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = put(tmp_path / "in.jsonl", A, B), tmp_path / "out.jsonl"

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("quizgen.batch.journal.os.write", full)
    ran = command("batch", source, "-o", out)
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert f"{out}.part: cannot be written: No space left on device; free some space" in ran.err
    assert sorted(tmp_path.iterdir()) == [source]


def test_what_cannot_run_ends_with_exit_code_3_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> None:
        raise HomeError("data home /x cannot be created")

    use(monkeypatch, load)
    source = put(tmp_path / "in.jsonl", A)
    ran = command("batch", source, "-o", tmp_path / "out.jsonl")
    assert (ran.code, ran.err) == (3, "quizgen: data home /x cannot be created\n")
    assert sorted(tmp_path.iterdir()) == [source]


def test_the_options_reach_the_maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, QuizOptions]] = []

    class Recording(FakeMaker):
        def quizzes(self, article: Any, max_quizzes: int, *, options: QuizOptions) -> list[Any]:
            asked.append((max_quizzes, options))
            return super().quizzes(article, max_quizzes, options=options)

    use(monkeypatch, Recording)
    history = put(tmp_path / "history.txt", "楽天", "ソニー")
    source, out = put(tmp_path / "in.jsonl", A), tmp_path / "out.jsonl"
    more = ["--exclude", "日立", "--exclude", "東芝", "--per-article", "2", "--history", str(history)]
    ran = command("batch", source, "-o", out, "--seed", "7", "--choices", "5", "--difficulty", "hard", *more)
    assert ran.code == 0
    ((most, options),) = asked
    assert most >= 2
    assert options == QuizOptions(5, "hard", exclude=("日立", "東芝"), history=("楽天", "ソニー"), seed=7)


def test_the_format_follows_from_the_name_unless_it_is_given(maker: FakeMaker, tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", A)
    command("batch", source, "-o", tmp_path / "out.csv")
    command("batch", source, "-o", tmp_path / "out.txt", "--format", "gift")
    table = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert table[1][table[0].index("key")] == "アアア"
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("::")


def test_output_through_a_link_replaces_the_file_and_keeps_the_link(maker: FakeMaker, tmp_path: Path) -> None:
    source, real, link = put(tmp_path / "in.jsonl", A), tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old")
    link.symlink_to(real)
    assert command("batch", source, "-o", link).code == 0
    assert link.is_symlink()
    assert keys(real) == ["アアア"]


def test_the_same_file_twice_gives_its_quizzes_once(maker: FakeMaker, tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", A)
    ran = command("batch", source, source, "-o", tmp_path / "out.jsonl")
    assert ran.code == 0
    assert f"{source}, line 1: passed over: the same text as {source}, line 1" in ran.err
    assert keys(tmp_path / "out.jsonl") == ["アアア"]


def test_starting_an_unfinished_run_over_is_said(maker: FakeMaker, tmp_path: Path) -> None:
    source, out = put(tmp_path / "in.jsonl", A, B), tmp_path / "out.jsonl"
    interrupt(maker, after=1)
    assert "--resume goes on" in command("batch", source, "-o", out).err
    ran = command("batch", source, "-o", out)
    assert "starting the unfinished run over" in ran.err
    assert len(maker.asked) == 1 + 2


def test_an_interrupted_run_says_where_it_stands_and_resume_goes_on(maker: FakeMaker, tmp_path: Path) -> None:
    source, out = put(tmp_path / "in.jsonl", A, B, C), tmp_path / "out.jsonl"
    interrupt(maker, after=2)
    ran = command("batch", source, "-o", out)
    assert ran.code == 128 + signal.SIGINT
    assert f"{out}.part keeps the finished articles; --resume goes on" in ran.err
    assert not out.exists()
    ran = command("batch", source, "-o", out, "--resume")
    assert ran.code == 0
    assert keys(out) == ["アアア", "イイイ", "ウウウ"]
    assert maker.asked == [A["body"], B["body"], C["body"]]


def interrupt(maker: FakeMaker, after: int) -> None:
    """Let the maker be interrupted from the keyboard, once, when it has made quizzes of so many articles."""
    made = maker.quizzes

    def quizzes(*arguments: Any, **options: Any) -> list[Any]:
        if len(maker.asked) == after:
            maker.quizzes = made  # type: ignore[method-assign]
            raise KeyboardInterrupt
        return made(*arguments, **options)

    maker.quizzes = quizzes  # type: ignore[method-assign]


def test_a_bar_is_drawn_on_a_terminal_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", A, "broken", B)
    program = (
        "import quizgen.cli.batch; from quizgen.cli.main import run; from tests.batch.fake import GRAVE, FakeMaker;"
        "from quizgen.engines import Here; quizgen.cli.batch.chosen_engine = lambda *options: Here();"
        "quizgen.cli.batch.load_generator = lambda home: FakeMaker(); run()"
    )
    arguments = [sys.executable, "-c", program, "batch", str(source), "-o", str(tmp_path / "out.jsonl")]
    piped = subprocess.run(arguments, cwd=ROOT, stderr=subprocess.PIPE, check=False)
    assert b"\r" not in piped.stderr
    controller, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 100))
    drawn = subprocess.run(arguments, cwd=ROOT, stderr=terminal, check=False)
    os.close(terminal)
    shown = b""
    while chunk := read_terminal(controller):
        shown += chunk
    os.close(controller)
    assert (piped.returncode, drawn.returncode) == (1, 1)
    assert b"3/3" in shown
    assert shown.count(b"line 2: broken JSON") == 1


def read_terminal(controller: int) -> bytes:
    try:
        return os.read(controller, 65536)
    except OSError:  # Linux says so at the end
        return b""


def test_help_names_every_option_with_an_example() -> None:
    text = command("batch", "--help").out
    for option in ("--output", "--per-article", "--seed", "--resume", "--history", "--format", "--choices"):
        assert option in text
    assert "quizgen batch today.jsonl -o quizzes.jsonl" in text


def test_stories_that_are_no_game_are_named_and_told_how_to_change(maker: FakeMaker, tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", A, {"id": "x9", "body": f"{GRAVE}話。"})
    ran = command("batch", source, "-o", tmp_path / "out.jsonl")
    assert ran.code == 0
    named, summary, advice = ran.err.splitlines()
    assert named.startswith(f"quizgen: {source}, line 2 (id x9): passed over: a story that is no game: death (死亡)")
    assert "1 quizzes of 2 articles; 0 failed, 1 passed over; " in summary
    assert advice == (
        "1 of those passed over are stories that are no game (accident 1, death 1); to change the rules, "
        "edit stories.toml in the data home"
    )


def test_replaying_a_run_gives_its_bytes_and_takes_everything_from_the_manifest(
    maker: FakeMaker, tmp_path: Path
) -> None:
    history, source = tmp_path / "old.jsonl", put(tmp_path / "in.jsonl", A, B, C)
    command("batch", put(tmp_path / "old.in.jsonl", B), "-o", history, "--day", "2026-11-20")
    first, again = tmp_path / "1.csv", tmp_path / "2.csv"
    options: list[str | Path] = ["--day", "2026-11-23", "--seed", "3", "--per-article", "1", "--history", history]
    assert command("batch", source, "-o", first, *options).code == 0
    history.unlink()
    ran = command("batch", "--replay", f"{first}.manifest.json", "-o", again, "--format", "csv")
    assert ran.code == 2
    assert "--replay takes format from the manifest" in ran.err
    ran = command("batch", "--replay", f"{first}.manifest.json", "-o", again)
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "the same bytes as the run that was replayed")
    assert again.read_bytes() == first.read_bytes()
    assert b"\xe3\x82\xa4\xe3\x82\xa4\xe3\x82\xa4" not in first.read_bytes(), "the key of three days before"
    maker.lexicon_identity = "other-words"
    ran = command("batch", "--replay", f"{first}.manifest.json", "-o", again)
    assert ran.code == 2
    assert "made with lexicon fake-words, but other-words is in use" in ran.err
    source.write_bytes(b"{}")
    ran = command("batch", "--replay", f"{first}.manifest.json", "-o", again)
    assert ran.code == 2
    assert f"{source}: expected the file that the run read" in ran.err
    ran = command("batch", "--replay", source, "-o", again)
    assert "expected the manifest of a batch" in ran.err


def test_folders_in_folders_and_feeds_are_read_and_what_a_run_leaves_is_not(maker: FakeMaker, tmp_path: Path) -> None:
    inner = tmp_path / "in" / "2026" / "11"
    inner.mkdir(parents=True)
    put(tmp_path / "in" / "b.jsonl", B)
    put(inner / "a.jsonl", A)
    (tmp_path / "in" / "z.rss").write_text(
        "<rss version='2.0'><channel><item><description>ウウウの話題。</description></item></channel></rss>",
        encoding="utf-8",
    )
    out = tmp_path / "in" / "out.jsonl"
    for _ in range(2):
        ran = command("batch", tmp_path / "in", "-o", out)
        assert ran.code == 0
        assert keys(out) == ["アアア", "イイイ", "ウウウ"]


def test_the_summary_can_be_had_as_json(maker: FakeMaker, tmp_path: Path) -> None:
    source, out = put(tmp_path / "in.jsonl", A, "{"), tmp_path / "out.jsonl"
    ran = command("batch", source, "-o", out, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["articles"], told["quizzes"], told["failed"]) == (1, 2, 1, 1)
    assert told["seconds"] >= told["loading"] >= 0
    failure = json.loads(Path(told["failures"]).read_text(encoding="utf-8"))
    assert failure["place"] == f"{source}, line 2"
    assert failure["failed"]


def test_quizzes_go_into_the_editors_queue_once_and_approved_ones_are_history(maker: FakeMaker, tmp_path: Path) -> None:
    home = tmp_path / "home"
    source = put(tmp_path / "in.jsonl", {"id": "x", "section": "社会", "date": "2026-11-22", **A}, {"id": "y", **B})
    options: list[str | Path] = ["--review", "--home", home, "--day", "2026-11-23"]
    assert (
        "2 quizzes put into the editors' queue, 0 there" in command("batch", source, "-o", tmp_path / "1", *options).err
    )
    assert (
        "0 quizzes put into the editors' queue, 2 there" in command("batch", source, "-o", tmp_path / "2", *options).err
    )
    with open_store(home) as store:
        (first, _) = sorted(Desk(store, "").list().quizzes, key=lambda quiz: quiz.article_id)
        assert (first.section, first.date, first.state, first.content["key"]) == (
            "社会",
            "2026-11-23",
            "in_review",
            "アアア",
        )
        assert ArticleRepository(store).get("x").body == A["body"]
        assert Desk(store, "編集者").approve(first.quiz_id, first.version).state == "approved"
    approved: list[str | Path] = ["--approved", "--home", home, "--day", "2026-11-24"]
    command("batch", source, "-o", tmp_path / "3", *approved)
    assert keys(tmp_path / "3") == ["イイイ"]
