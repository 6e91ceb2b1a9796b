"""Scheduled quizzes reach readers at their time, by a worker."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizgen.desk import Desk
from quizgen.errors import StoreError
from quizgen.jobs.publishing import Publishing
from quizgen.store import open_store
from quizgen.store.quiz import StoredQuiz
from tests.desk.quizzes import quiz


def scheduled(writer: Desk, approver: Desk, quiz_id: str, at: datetime) -> StoredQuiz:
    made = writer.submit(writer.create(quiz(quiz_id)).quiz_id, 1)
    approved = approver.approve(quiz_id, made.version)
    return approver.schedule(quiz_id, approved.version, at)


def test_what_is_due_goes_out_and_nothing_else(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with open_store(tmp_path) as store:
        writer, approver = Desk(store, "sato"), Desk(store, "ota")
        scheduled(writer, approver, "due", now - timedelta(minutes=1))
        scheduled(writer, approver, "later", now + timedelta(hours=1))
        out = threading.Event()
        published: list[str] = []

        def tell(quiz: StoredQuiz) -> None:
            published.append(quiz.quiz_id)
            out.set()

        with Publishing(store, every=0.01, on_published=tell):
            assert out.wait(10)
        assert published == ["due"]
        assert (writer.get("due").state, writer.get("later").state) == ("published", "scheduled")


def test_a_store_that_fails_is_told_once_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with open_store(tmp_path) as store:
        publishing = Publishing(store, on_trouble=told.append)

        def fail(desk: Desk) -> tuple[StoredQuiz, ...]:
            raise StoreError("the database is gone")

        with monkeypatch.context() as broken:
            broken.setattr(Desk, "publish_due", fail)
            publishing.look()
            publishing.look()
        assert told == ["scheduled quizzes could not be published: the database is gone"]
        publishing.look()
        assert len(told) == 1
