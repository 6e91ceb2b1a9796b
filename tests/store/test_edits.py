"""The short form of benchmarks/word_edits.py: no update is lost and every conflict is reported."""

from __future__ import annotations

from benchmarks.word_edits import run_edits


def test_edits_of_the_same_words_by_eight_processes_lose_nothing(place: str) -> None:
    report = run_edits(place, processes=8, edits=160, words=4)
    assert (report.edits, report.lost, report.unseen) == (160, 0, 0)
    assert report.conflicts > 0
