from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.batch.items import Item
from quizgen.batch.journal import Journal
from quizgen.batch.names import failures_path, journal_path, manifest_path
from quizgen.batch.selection import Outcome
from quizgen.batch.settings import BatchSettings
from quizgen.errors import ArgumentError, InputError, QuizgenError
from quizgen.options import QuizOptions
from tests.batch.fake import GRAVE, SETTINGS, FakeMaker, Reports, batch, ruled
from tests.conftest import ROOT


def start(source: Path, out: Path, format: str = "jsonl", *, delay: float = 0.0, most_bytes: str = "") -> Child:
    command = [sys.executable, "-m", "tests.batch.fake", str(source), str(out), format, str(delay)]
    return subprocess.Popen([*command, *filter(None, [most_bytes])], cwd=ROOT, stderr=subprocess.PIPE, text=True)


Child = subprocess.Popen[str]


def finished_lines(out: Path) -> int:
    part = journal_path(out)
    return part.read_bytes().count(b"\n") if part.exists() else 0


def kill_after(child: Child, out: Path, lines: int) -> None:
    deadline = time.monotonic() + 60
    while finished_lines(out) < lines and child.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    child.kill()
    child.communicate()


@pytest.mark.parametrize("format", ["jsonl", "csv", "gift", "html"])
def test_a_run_killed_again_and_again_ends_with_the_bytes_of_an_unbroken_one(
    articles: Path, tmp_path: Path, format: str
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    batch(articles, whole, replace(SETTINGS, format=format))
    for lines in (2, 15, 30):
        child = start(articles, out, format, delay=0.02)
        kill_after(child, out, lines)
        assert child.returncode == -signal.SIGKILL
        assert not out.exists()
        assert finished_lines(out) >= lines
    child = start(articles, out, format)
    assert child.communicate()[1] == ""
    assert out.read_bytes() == whole.read_bytes()
    for written in ("out", "out.manifest.json", "out.failures.jsonl"):
        assert (tmp_path / written).read_bytes() == (tmp_path / written.replace("out", "whole")).read_bytes()
    assert len(list(tmp_path.iterdir())) == 7


def test_a_journal_torn_at_any_byte_is_gone_on_with(articles: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    journal = written_journal(articles, tmp_path)
    batch(articles, whole)
    for cut in [*range(0, len(journal), len(journal) // 60), len(journal) - 1, len(journal)]:
        journal_path(out).write_bytes(journal[:cut])
        batch(articles, out, resume=True)
        assert out.read_bytes() == whole.read_bytes(), cut


def test_what_a_power_cut_left_as_zeros_is_done_again(articles: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    journal = written_journal(articles, tmp_path)
    batch(articles, whole)
    lines = journal.splitlines(keepends=True)
    lines[5] = b"\0" * (len(lines[5]) - 1) + b"\n"
    journal_path(out).write_bytes(b"".join(lines))
    batch(articles, out, resume=True)
    assert out.read_bytes() == whole.read_bytes()


def test_finished_articles_are_not_made_again_and_their_failures_are_told_again(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    journal_path(out).write_bytes(written_journal(articles, tmp_path))
    maker, reports = FakeMaker(), Reports()
    summary = batch(articles, out, maker=maker, resume=True, report=lambda *report: reports.append(report))
    assert maker.asked == []
    assert summary.failed == sum(outcome.failed for _, outcome in reports) == 3
    assert next(item.place for item, outcome in reports if outcome.failed) == f"{articles}, line 8"


def test_without_resume_the_run_begins_anew(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    journal_path(out).write_bytes(written_journal(articles, tmp_path))
    maker = FakeMaker()
    batch(articles, out, maker=maker)
    assert len(maker.asked) == 37


def test_resume_without_an_unfinished_run_is_a_plain_run(articles: Path, tmp_path: Path) -> None:
    batch(articles, tmp_path / "1", resume=True)
    batch(articles, tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


@pytest.mark.parametrize(
    ("settings", "maker", "named"),
    [
        (replace(SETTINGS, options=QuizOptions(seed=3)), FakeMaker(), "had seed 0; this one has seed 3"),
        (ruled(per_article=2), FakeMaker(), "had per_article 3; this one has per_article 2"),
        (replace(SETTINGS, options=QuizOptions(exclude=("アアア",))), FakeMaker(), "exclude ['アアア']"),
        (replace(SETTINGS, options=QuizOptions(history=("アアア",))), FakeMaker(), "had history "),
        (SETTINGS, FakeMaker(model="m2"), "had model fake-model; this one has model m2"),
        (SETTINGS, FakeMaker(index="i2"), "had index fake-index; this one has index i2"),
    ],
)
def test_resume_refuses_other_options_model_or_index_naming_both_values(
    articles: Path, tmp_path: Path, settings: BatchSettings, maker: FakeMaker, named: str
) -> None:
    out = tmp_path / "out"
    journal = written_journal(articles, tmp_path)
    journal_path(out).write_bytes(journal)
    with pytest.raises(ArgumentError) as caught:
        batch(articles, out, settings, maker=maker, resume=True)
    assert named in str(caught.value)
    assert journal_path(out).read_bytes() == journal
    assert not out.exists()


def test_resume_in_another_format_goes_on(articles: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    batch(articles, whole, replace(SETTINGS, format="gift"))
    journal_path(out).write_bytes(written_journal(articles, tmp_path)[:9000])
    batch(articles, out, replace(SETTINGS, format="gift"), resume=True)
    assert out.read_bytes() == whole.read_bytes()


def test_resume_refuses_an_input_that_changed_before_the_break_naming_the_line(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    journal_path(out).write_bytes(written_journal(articles, tmp_path))
    lines = articles.read_text(encoding="utf-8").splitlines()
    lines[4] = json.dumps({"body": "ほかのサッカーの記事。"}, ensure_ascii=False)
    articles.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"articles\.jsonl, line 5: not the article"):
        batch(articles, out, resume=True)
    articles.write_text("\n".join(lines[:4]), encoding="utf-8")
    with pytest.raises(ArgumentError, match="more articles than there are now"):
        batch(articles, out, resume=True)


def test_a_second_batch_on_the_same_output_is_refused_and_disturbs_nothing(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    child = start(articles, out, delay=0.02)
    try:
        while finished_lines(out) < 3:
            assert child.poll() is None
            time.sleep(0.002)
        with pytest.raises(QuizgenError, match="another batch is writing this output"):
            batch(articles, out)
    finally:
        _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, "")
    batch(articles, tmp_path / "whole")
    assert out.read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_disk_that_is_full_stops_the_run_in_one_line_and_the_run_goes_on_later(
    articles: Path, tmp_path: Path
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    child = start(articles, out, most_bytes="10000")
    _, errors = child.communicate()
    assert child.returncode == 1
    assert errors.startswith(f"{out}.part: cannot be written: ")
    assert errors.count("\n") == 1
    assert not out.exists()
    batch(articles, whole)
    batch(articles, out, resume=True)
    assert out.read_bytes() == whole.read_bytes()


def test_a_disk_too_full_for_the_output_keeps_the_journal_and_no_half_output(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    journal = written_journal(articles, tmp_path)
    journal_path(out).write_bytes(journal)
    # A page is larger than a limit at which nothing more needs to be added to the journal.
    child = start(articles, out, "html", most_bytes="1000")
    _, errors = child.communicate()
    assert errors.startswith(f"{out}: cannot be written: ")
    assert journal_path(out).read_bytes() == journal
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.jsonl", "out.part"]


def test_a_file_that_is_no_journal_is_not_overwritten(articles: Path, tmp_path: Path) -> None:
    part = tmp_path / "out.part"
    part.write_text("notes\n")
    for resume in (False, True):
        with pytest.raises(InputError, match="expected the journal of a batch"):
            batch(articles, tmp_path / "out", resume=resume)
    assert part.read_text() == "notes\n"


def test_what_a_kill_left_while_the_output_was_written_goes_with_the_next_run(articles: Path, tmp_path: Path) -> None:
    (tmp_path / ".out.4711.part").write_text("half")
    other = tmp_path / ".outer.4711.part"
    other.write_text("of another output")
    batch(articles, tmp_path / "out")
    names = [other.name, "articles.jsonl", "out", "out.failures.jsonl", "out.manifest.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def written_journal(articles: Path, folder: Path) -> bytes:
    """Return the journal of a whole run, as it is before its last step."""
    journals: list[bytes] = []
    out = folder / "for the journal"
    batch(articles, out, report=lambda item, outcome: journals.append(journal_path(out).read_bytes()))
    for path in (out, manifest_path(out), failures_path(out)):
        path.unlink(missing_ok=True)
    return journals[-1]


def test_a_journal_gives_its_proposals_again_and_again(articles: Path, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(written_journal(articles, tmp_path))
    header = json.loads(path.read_bytes().splitlines()[0])
    journal = Journal(path, resume=True)
    journal.begin({name: header[name] for name in list(header)[1:]})
    assert journal.finished == len(list(journal)) == len(list(journal)) == 40
    journal.remove()
    assert not path.exists()


def test_a_resumed_run_counts_the_stories_that_the_killed_one_passed_over(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("".join(f'{{"body": "{body}"}}\n' for body in (f"{GRAVE}話。", "アアアの話。")), encoding="utf-8")

    def stop(item: Item, outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(source, out, report=stop)
    summary = batch(source, out, resume=True)
    assert (summary.stories, summary.kinds, summary.quizzes) == (1, {"accident": 1, "death": 1}, 1)
