"""The desk: what editors do with quizzes, each in their own name, by the rules of the workflow."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from quizgen.article import Article
from quizgen.desk.arrivals import judge_change, texts_of
from quizgen.desk.content import checked_day, day_of, edited, read_content
from quizgen.desk.findings import Finding
from quizgen.desk.undoing import undone
from quizgen.desk.workflow import (
    PUBLIC,
    STEPS,
    ApprovalBlocked,
    DeskSettings,
    State,
    Step,
    possible_steps,
    public_state,
    refusal,
    step_from,
    target_of,
)
from quizgen.errors import QuizError, WorkflowError
from quizgen.lexicon import surface_key
from quizgen.store import Store
from quizgen.store.articles import ArticleRepository
from quizgen.store.history import Event
from quizgen.store.quiz import ChoiceMade, Draft, NewQuiz, QuizConflict, QuizFilter, QuizPage, StoredQuiz
from quizgen.store.quizzes import Added, QuizRepository

Checker = Callable[[StoredQuiz], Sequence[Finding]]
"""Finds the faults of a quiz; see :func:`quizgen.desk.checks.check`."""

_LEARNED = ("surface", "entry_id", "category", "score")


def no_checks(quiz: StoredQuiz) -> Sequence[Finding]:
    """Find nothing."""
    return ()


class Desk:
    """The quizzes of a newsroom as the person ``who`` works on them; "" is a program.

    ``check``: finds the faults that stand against approval. ``request_id``: marks what is done in the history.
    Every method that names a quiz raises :class:`QuizError` where there is none. Those that change one take the
    ``version`` that the page shows and raise :class:`QuizConflict` when somebody else saved another one since, and
    :class:`WorkflowError`, saying why, for a step that its state, the person or a failing check does not allow.
    """

    def __init__(
        self,
        store: Store,
        who: str,
        *,
        settings: DeskSettings | None = None,
        check: Checker = no_checks,
        request_id: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.who = who
        self.settings = settings or DeskSettings()
        self.repository = QuizRepository(store, surface_key, who, request_id=request_id)
        self._articles = ArticleRepository(store)
        self._check = check
        self._now = now

    # Reading

    def get(self, quiz_id: str) -> StoredQuiz:
        """Return one quiz."""
        return self.repository.get(quiz_id)

    def list(
        self, wanted: QuizFilter | None = None, *, limit: int = 50, offset: int = 0, newest_first: bool = True
    ) -> QuizPage:
        """Return a page of the quizzes that pass a filter, by day."""
        return self.repository.list(wanted, limit=limit, offset=offset, newest_first=newest_first)

    def history(self, quiz_id: str) -> tuple[Event, ...]:
        """Return everything that was done to a quiz, newest first."""
        return self.repository.history(quiz_id)

    def findings(self, quiz: StoredQuiz) -> tuple[Finding, ...]:
        """Return the faults of a quiz."""
        return tuple(self._check(quiz))

    def steps(self, quiz: StoredQuiz) -> dict[str, str | None]:
        """Return the steps that a quiz's state allows, each with why this person may not take it, None where they may.

        Reasons that a step asks for count as given, and failing checks are not looked at.
        """
        return {
            name: refusal(STEPS[name], quiz, self.who, self.settings, reason="given") for name in possible_steps(quiz)
        }

    # Writing

    def create(
        self,
        data: object,
        *,
        section: str = "",
        day: str | None = None,
        assignee: str = "",
        offered: Sequence[Mapping[str, Any]] = (),
    ) -> StoredQuiz:
        """Keep a quiz as a draft of this person's. ``data``: the JSON form; without an ``id`` it gets one.

        ``day``: the day it is for, its article's where none is given. ``offered``: the candidates that were shown.
        Raises :class:`QuizError` where a quiz of that id says something else.
        """
        if isinstance(data, Mapping) and not data.get("id"):
            data = {**data, "id": uuid.uuid4().hex[:20]}
        content = read_content(data)
        new = NewQuiz(content=content, section=section, date=day_of(content, day), author=self.who, assignee=assignee)
        added = self.repository.add_all([new])
        if added.already:
            existing = self.repository.get(content["id"])
            if dict(existing.content) != content:
                raise QuizError(
                    f"quiz {existing.quiz_id}: it is there already ({existing.state}, by "
                    f"{existing.author or 'a program'}) and says something else; open that one, or leave the id out"
                )
            return existing
        choice = self._choice(content, offered, ())
        if offered:
            self.repository.add_choice(choice)
        return added.quizzes[0]

    def add_proposed(self, new: Sequence[NewQuiz]) -> Added:
        """Put quizzes that a program made into the review queue; those that are there already stay as they are."""
        return self.repository.add_all([replace(quiz, state=State.IN_REVIEW, author="") for quiz in new], "import")

    def save(
        self, quiz_id: str, data: object, version: int, *, reason: str = "", offered: Sequence[Mapping[str, Any]] = ()
    ) -> StoredQuiz:
        """Save what an editor wrote: the fields of :data:`quizgen.desk.content.EDITABLE`, or some of them.

        An approved quiz goes back to review, and so does one that readers have, which needs a ``reason``, to be shown
        with the correction; readers keep what they have until that is approved. Nothing changed, nothing is saved.
        """
        current = self.repository.get(quiz_id)
        content = edited(current.content, data)
        if current.version != version:
            return self.repository.update(replace(current, content=content, version=version), "edit")
        if content == dict(current.content):
            return current
        step = step_from("edit", current)
        if current.public is not None and not (reason.strip() or current.reason):
            raise WorkflowError(f"quiz {quiz_id}: readers have it already; say what the correction is")
        self._require(step, current)
        before = {item["surface"] for item in current.content["distractors"]}
        after = {item["surface"] for item in content["distractors"]}
        removed = [item for item in current.content["distractors"] if item["surface"] not in after]
        changed = replace(
            current,
            content=content,
            state=target_of(step, current),
            state_before=State.SUSPENDED if self._is_public_suspended(current) else "",
            reason=reason.strip() or (current.reason if current.public is not None else ""),
            edited_by=self.who,
            approver="",
            overrides=(),
        )
        choice = self._choice(content, offered, removed) if offered or before != after else None
        return self.repository.update(changed, "edit", choice=choice)

    def arrange(
        self,
        quiz_id: str,
        version: int,
        *,
        section: str | None = None,
        day: str | None = None,
        assignee: str | None = None,
    ) -> StoredQuiz:
        """Set section, day or assignee; None leaves one as it is."""
        quiz = self._at(quiz_id, version)
        return self.repository.update(
            replace(
                quiz,
                section=quiz.section if section is None else section,
                date=quiz.date if day is None else checked_day(day),
                assignee=quiz.assignee if assignee is None else assignee,
            ),
            "arrange",
        )

    def set_embargo(self, quiz_id: str, version: int, until: datetime | None) -> StoredQuiz:
        """Keep a quiz from readers and from every export until a time; None lifts that."""
        quiz = self._at(quiz_id, version)
        _require_zone("embargo", until)
        if until is not None and quiz.state in PUBLIC:
            raise WorkflowError(f"quiz {quiz_id}: readers have it already, an embargo comes too late; withdraw it")
        if until is not None and quiz.publish_at is not None and quiz.publish_at < until:
            raise WorkflowError(f"quiz {quiz_id}: it is to be published before that; move its publication first")
        return self.repository.update(replace(quiz, embargo_until=until), "embargo")

    def take_over(self, quiz_id: str, version: int) -> StoredQuiz:
        """Become the author of a quiz, so that the one who was may approve it."""
        quiz = self._at(quiz_id, version)
        step = step_from("take_over", quiz)
        self._require(step, quiz)
        return self.repository.update(replace(quiz, author=self.who), "take_over")

    def submit(self, quiz_id: str, version: int, *, assignee: str | None = None) -> StoredQuiz:
        """Hand a draft in for review."""
        return self._take("submit", quiz_id, version, reason="", assignee=assignee)

    def send_back(self, quiz_id: str, version: int, reason: str = "") -> StoredQuiz:
        """Give a quiz back to its author, with or without a word."""
        return self._take("send_back", quiz_id, version, reason=reason)

    def reject(self, quiz_id: str, version: int, reason: str) -> StoredQuiz:
        """Turn a quiz down; of one that readers have, its correction only."""
        quiz = self._at(quiz_id, version)
        stays = quiz.public is not None and quiz.state_before != State.SUSPENDED
        return self._take(
            "reject",
            quiz_id,
            version,
            reason=reason,
            content=quiz.public if quiz.public is not None else quiz.content,
            approver=self.who if stays else "",
            state_before="" if stays or quiz.public is None else public_state(quiz),
        )

    def approve(self, quiz_id: str, version: int, *, override: str = "") -> StoredQuiz:
        """Approve a quiz as it stands; a correction reaches readers with that.

        Blocking findings stand against it unless ``override`` says why they do not matter here; that is kept.
        """
        quiz = self._at(quiz_id, version)
        step = step_from("approve", quiz)
        findings = self._check(quiz)
        self._require(step, quiz, story=any(finding.kind == "story" for finding in findings))
        blocking = [finding for finding in findings if finding.is_blocking]
        if blocking and not override.strip():
            named = ", ".join(dict.fromkeys(f"{finding.message} ({finding.place})" for finding in blocking))
            raise ApprovalBlocked(
                f"quiz {quiz_id}: {named}; mend it, or give the reason why it may stay", tuple(blocking)
            )
        now = self._now()
        target = target_of(step, quiz)
        kept = {"reason": override.strip(), "who": self.who, "at": now.isoformat()}
        changes: dict[str, Any] = {
            "state": target,
            "state_before": "",
            "approver": self.who,
            "overrides": tuple({**finding.to_dict(), **kept} for finding in blocking),
            "reason": "",
        }
        if target == State.CORRECTED and dict(quiz.public or {}) != dict(quiz.content):
            note = {"at": now.isoformat(), "who": quiz.edited_by, "approver": self.who, "note": quiz.reason}
            changes |= {"corrections": (*quiz.corrections, note), "public": quiz.content}
        return self.repository.update(replace(quiz, **changes), "approve", settle=True)

    def schedule(self, quiz_id: str, version: int, publish_at: datetime) -> StoredQuiz:
        """Set when an approved quiz is to be published."""
        _require_zone("publish_at", publish_at)
        quiz = self._at(quiz_id, version)
        if quiz.embargo_until is not None and publish_at < quiz.embargo_until:
            raise WorkflowError(
                f"quiz {quiz_id}: it is under embargo until {quiz.embargo_until.isoformat()}; choose a later time"
            )
        return self._take("schedule", quiz_id, version, publish_at=publish_at)

    def unschedule(self, quiz_id: str, version: int) -> StoredQuiz:
        """Keep an approved quiz from being published by itself."""
        return self._take("unschedule", quiz_id, version, publish_at=None)

    def publish(self, quiz_id: str, version: int) -> StoredQuiz:
        """Give an approved quiz to readers now."""
        quiz = self._at(quiz_id, version)
        now = self._now()
        if not quiz.approver:
            raise WorkflowError(f"quiz {quiz_id}: nobody has approved it; nothing is published without that")
        if quiz.embargo_until is not None and now < quiz.embargo_until:
            raise WorkflowError(f"quiz {quiz_id}: it is under embargo until {quiz.embargo_until.isoformat()}")
        return self._take("publish", quiz_id, version, public=quiz.content, published_at=now)

    def publish_due(self) -> tuple[StoredQuiz, ...]:
        """Publish the scheduled quizzes whose time has come; a person has approved each.

        One that somebody changes at this moment is left to the next call.
        """
        now = self._now()
        published: list[StoredQuiz] = []
        for quiz in self.repository.due(now, (State.SCHEDULED,)):
            if quiz.embargo_until is None or quiz.embargo_until <= now:
                with suppress(QuizConflict):
                    published.append(self.publish(quiz.quiz_id, quiz.version))
        return tuple(published)

    def withdraw(self, quiz_id: str, version: int, reason: str) -> StoredQuiz:
        """Take a quiz from readers, for good."""
        return self._take("withdraw", quiz_id, version, reason=reason, withdrawn_at=self._now())

    def article_arrived(self, article: Article) -> tuple[StoredQuiz, ...]:
        """Suspend the approval of the quizzes of an article that came with another text, and list what changed.

        To be told of every article after the store has it; returns the quizzes concerned, none for an unchanged text.
        """
        url = article.url or ""
        before = texts_of(self._articles, self.repository.of_article(article.identity, url))
        return self.repository.article_arrived(
            article.identity,
            url,
            lambda quiz: judge_change(
                quiz, article.identity, article.body, before.get(quiz.article_sha256), self._now()
            ),
            "suspend",
        )

    def undo(self, quiz_id: str, version: int) -> StoredQuiz:
        """Take the last step or change back; again for the one before it. An approval never comes back by this."""
        quiz = self._at(quiz_id, version)
        event, before = undone(quiz, self.repository.history(quiz_id))
        return self.repository.update(before, "undo", undoes=event.id)

    # At work

    def open(self, quiz_id: str) -> StoredQuiz:
        """Say that this person has the quiz open; ``editing_by`` is who has, to be repeated while they work."""
        return self.repository.start_editing(quiz_id, self.settings.editing_seconds)

    def close(self, quiz_id: str) -> None:
        """Say that this person has closed it."""
        self.repository.stop_editing(quiz_id)

    def autosave(self, quiz_id: str, data: object, version: int) -> Draft:
        """Keep what an editor wrote beside the saved quiz; ``version``: of the quiz that the page began from."""
        quiz = self.repository.get(quiz_id)
        return self.repository.save_draft(quiz_id, edited(quiz.content, data), version)

    def draft(self, quiz_id: str) -> Draft | None:
        """Return what was kept of this person's work beside the saved quiz."""
        return self.repository.draft(quiz_id)

    def discard_draft(self, quiz_id: str) -> None:
        """Throw that away."""
        self.repository.discard_draft(quiz_id)

    def _take(self, name: str, quiz_id: str, version: int, *, reason: str | None = None, **changes: Any) -> StoredQuiz:
        quiz = self._at(quiz_id, version)
        step = step_from(name, quiz)
        self._require(step, quiz, reason=reason or "")
        given = {field: value for field, value in changes.items() if value is not None or field not in ("assignee",)}
        if reason is not None:
            given["reason"] = reason.strip()
        return self.repository.update(replace(quiz, state=target_of(step, quiz), **given), name)

    def _at(self, quiz_id: str, version: int) -> StoredQuiz:
        quiz = self.repository.get(quiz_id)
        if quiz.version != version:
            # Refused by the repository, which knows what happened in between.
            return self.repository.update(replace(quiz, version=version), "conflict")
        return quiz

    def _require(self, step: Step, quiz: StoredQuiz, *, reason: str = "", story: bool = False) -> None:
        why = refusal(step, quiz, self.who, self.settings, reason=reason, story=story)
        if why is not None:
            raise WorkflowError(f"quiz {quiz.quiz_id}: {why}")

    @staticmethod
    def _is_public_suspended(quiz: StoredQuiz) -> bool:
        return quiz.public is not None and State.SUSPENDED in (quiz.state, quiz.state_before)

    def _choice(
        self, content: Mapping[str, Any], offered: Sequence[Mapping[str, Any]], removed: Sequence[Mapping[str, Any]]
    ) -> ChoiceMade:
        return ChoiceMade(
            who=self.who,
            quiz_id=content["id"],
            article_id=content["article_id"],
            key=content["key"],
            offered=_learned(offered),
            chosen=_learned(content["distractors"]),
            removed=_learned(removed),
        )


def _learned(items: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Keep of candidates or distractors what there is to learn from."""
    return tuple({name: item.get(name, 0.0 if name == "score" else "") for name in _LEARNED} for item in items)


def _require_zone(name: str, value: datetime | None) -> None:
    if value is not None and value.tzinfo is None:
        raise QuizError(f"{name}: expected a time with its zone, such as 2026-11-23T17:00:00+09:00, got {value}")
